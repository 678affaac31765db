"""The sample drive: submissions of ten Member States filled from published figures.

What for: a drive that can be tried out, shown and tested with real numbers. In it a Member State
"sends" what had been published about it by the deadline of each round, and nothing else.
"""
