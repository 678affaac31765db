"""A-list collection: from the drive to stored submissions, and the feedback to their senders."""
