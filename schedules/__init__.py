"""Jobs, the drive sensor and the calendar: what runs, and when."""
