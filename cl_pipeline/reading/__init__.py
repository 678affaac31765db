"""From an archived file to the draft of a submission, with a cell for every number.

This module imports nothing, so that a reading worker starts in hundredths of a second.
"""
