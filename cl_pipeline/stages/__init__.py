"""The walk as plain functions, one module per phase: what assets and the command line both call.

Belongs here: putting steps in order, handing the results of one to the next, storing what comes
out. It is the only place where steps meet. Does not belong here: what a step does (its own room),
how a result is printed (``cli``) or drawn in the web UI (``assets``).
"""
