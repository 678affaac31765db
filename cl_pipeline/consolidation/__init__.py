"""Which value speaks for each key, what is covered, and which baseline stands. Pure.

Belongs here: laying accepted values of several rounds over one another into a vintage. Does not
belong here: choosing which returns are accepted (the store's gate), what follows from coverage
(``review``) and showing any of it (``publication``).
"""
