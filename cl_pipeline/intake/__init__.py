"""From the shared drive to the archive: nothing is opened before its bytes are kept.

Belongs here: listing the drive, deciding which files are new, copying them under their digest,
and telling a return from an attachment by its name and first bytes. Takes a mounted folder, gives
`Digest`s; the guarantee added is that bytes once seen are never changed and never lost.
Does not belong here: looking inside a file (``reading``) and remembering what was seen (``store``).
"""
