"""What the rules of the framework propose to the senior labour officials."""
