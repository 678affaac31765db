"""From the address of a drive to the drive."""

from pathlib import Path

from cl_pipeline.intake.drive import Drive
from cl_pipeline.intake.folder_drive import FolderDrive
from cl_pipeline.settings import RemoteAddress


def open_drive(address: Path | RemoteAddress) -> Drive:
    """The drive at that address; nothing is connected to yet.

    Raises:
        SettingsError: no such kind of drive, or its address is incomplete.
    """
    if isinstance(address, Path):
        return FolderDrive(address)
    # Only a call that reaches a server pays for its libraries.
    from cl_pipeline.intake.remote_drive import RemoteDrive  # noqa: PLC0415 - see above

    shown = str(address)
    if address.scheme == "smb":
        from cl_pipeline.intake.smb_share import SmbShare  # noqa: PLC0415 - see above

        return RemoteDrive(SmbShare(address.url, shown), shown)
    from cl_pipeline.intake.fsspec_server import FsspecServer  # noqa: PLC0415 - see above

    return RemoteDrive(FsspecServer(address.url, address.scheme, shown), shown)
