"""From the address of a drive to the drive."""

from pathlib import Path

from cl_pipeline.intake.drive import Drive
from cl_pipeline.intake.mounted_folder import MountedFolder
from cl_pipeline.settings import RemoteAddress


def open_drive(address: Path | RemoteAddress) -> Drive:
    """The drive at that address; nothing is connected to yet.

    Raises:
        SettingsError: no such kind of drive, or its address is incomplete.
    """
    if isinstance(address, Path):
        return Drive(MountedFolder(address), str(address))
    shown = str(address)
    # Only a call that reaches a server pays for its libraries.
    if address.scheme == "smb":
        from cl_pipeline.intake.smb_share import SmbShare  # noqa: PLC0415 - see above

        return Drive(SmbShare(address.url, shown), shown)
    from cl_pipeline.intake.fsspec_server import FsspecServer  # noqa: PLC0415 - see above

    return Drive(FsspecServer(address.url, address.scheme, shown), shown)
