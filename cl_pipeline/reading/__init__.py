"""From an archived file to a draft of the return, with an address on every number.

This module imports nothing, because the child has to start in a few hundredths of a second.
"""
