"""The sample drive: returns of ten Member States filled from published figures.

What for: a drive that can be tried out, shown and tested with real numbers. In it a Member State
"sends" what had been published about it by the deadline of each round, and nothing else.

Belongs here: the figures used, with their sources (``figures.csv``); the one reviewed choice per
cell (``choices.csv``); how many published figures were left out and why (``unused.csv``); who
sends which return (``returns.csv``); invented B-list texts, marked as such (``b_list.csv``); and
the writing of the drive. Does not belong here: what a form looks like (``forms``), whether a
figure is right (``checks``), what the rounds come to (``review``).
"""
