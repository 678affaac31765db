"""What can go wrong on our side: exceptions.

The tree; the first split is whether trying again helps::

    PipelineError
    ├── TryAgain                      the world was not ready; the same call may work later
    │   ├── DriveUnavailable          the shared drive cannot be reached
    │   ├── FileStillChanging         a file is being written
    │   ├── ArchiveUnavailable        the archive's disk is full or cannot be written to
    │   ├── MailUnavailable           the mail server did not take a message
    │   └── StoreBusy                 the database did not answer in time
    └── Stop                          trying again gives the same
        ├── UsageError                wrong call or configuration (exit 2)
        │   ├── FrameworkError        a framework file is wrong: names file, line, remedy
        │   ├── SettingsError         a setting is wrong
        │   └── ValuesError           a VALUES.csv row fits no cell: names the line
        ├── NotFound                  what was asked for is not there (exit 1)
        ├── NotAllowed                a rule of the pipeline forbids it (exit 1)
        ├── ArchiveDamaged            archived bytes differ from their digest
        └── BrokenInvariant           our own fault; please report (exit 3)

Every message names the thing, the place and the next action.
"""


class PipelineError(Exception):
    """Root of all exceptions of this project; a command ends with its exit code."""

    exit_code = 3


class TryAgain(PipelineError):
    """The same call may work later."""


class DriveUnavailable(TryAgain):
    """The shared drive cannot be reached."""


class FileStillChanging(TryAgain):
    """A file on the drive is still being written."""


class MailUnavailable(TryAgain):
    """The mail server did not take a message."""


class ArchiveUnavailable(TryAgain):
    """The archive's disk is full or cannot be written to."""


class StoreBusy(TryAgain):
    """The database did not answer in time."""


class Stop(PipelineError):
    """Trying again gives the same result."""


class UsageError(Stop):
    """Wrong call or configuration."""

    exit_code = 2


class FrameworkError(UsageError):
    """A framework file is wrong; the message names file, line and remedy."""


class SettingsError(UsageError):
    """A setting is wrong; the message names it."""


class ValuesError(UsageError):
    """A row of VALUES.csv fits no cell of the form; the message names the line."""


class NotFound(Stop):
    """What was asked for is not there."""

    exit_code = 1


class NotAllowed(Stop):
    """A rule of the pipeline forbids it."""

    exit_code = 1


class ArchiveDamaged(Stop):
    """Archived bytes differ from the digest they are kept under."""


class BrokenInvariant(Stop):
    """Our own fault: something impossible happened."""
