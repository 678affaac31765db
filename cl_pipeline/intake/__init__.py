"""From the shared drive to the archive: nothing is opened before its bytes are kept.

Belongs here: listing the drive, deciding which files are new, copying them under their digest,
telling a return from an attachment by its name and first bytes, and writing to ``outgoing``, the
one folder of the drive that is ours. Takes a mounted folder or an address, gives `Digest`s; the
guarantee added is that bytes once seen are never changed and never lost.
Does not belong here: looking inside a file (``reading``) and remembering what was seen (``store``).
"""
