"""From an archived file to a draft of the return, with an address on every number.

Belongs here: the reading child (pre-flight and strict reader, standard library only), the pool
that keeps such children, recognising a form by its cells, and reading numbers as people type
them. Takes `Digest`s and their archived files, gives ``ReturnDraft``s; the guarantee added is that
nothing in a file is lost or changed without a finding, and that nothing in it can stop the caller.
Does not belong here: copying from the drive (``intake``) and judging what was read (``checks``).

This module imports nothing, because the child has to start in a few hundredths of a second.
"""
