"""Jobs, the drive sensor and the calendar: what runs, and when.

Belongs here: the officer's buttons and what presses them by itself. Does not belong here: what a
run does (``assets``).
"""
