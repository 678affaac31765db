"""Drives to test with: a mounted folder, a file system of ``fsspec``, a real Samba share."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import fsspec
import pytest

from cl_pipeline.intake.drive import Drive, open_drive
from cl_pipeline.settings import drive_address
from tests.builders.samba import SambaShare, has_samba, samba_share

KINDS = [
    pytest.param("folder", id="folder"),
    pytest.param("memory", id="memory"),
    pytest.param("samba", id="samba", marks=pytest.mark.samba),
]


@dataclass
class TestDrive:
    """A drive, and the hand of a ministry that puts files on it."""

    __test__ = False

    drive: Drive
    address: str
    put: Callable[[str, bytes], None]
    read: Callable[[str], bytes]


@pytest.fixture(scope="session")
def samba(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SambaShare]:
    """A share that lives as long as the session; every test has a folder of its own on it."""
    if not has_samba():
        if os.environ.get("CI"):
            pytest.fail("CI must have Samba's smbd")
        pytest.skip("smbd is not installed")
    folder = tmp_path_factory.mktemp("samba")
    (folder / "share").mkdir()
    with samba_share(folder / "share", folder / "state") as share:
        yield share


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest, tmp_path: Path) -> TestDrive:
    """An empty drive of each kind."""
    if request.param == "memory":
        return _in_memory(f"memory://{tmp_path.name}")
    if request.param == "folder":
        return _in_folder(str(tmp_path), tmp_path)
    share: SambaShare = request.getfixturevalue("samba")
    return _in_folder(share.address(tmp_path.name), share.folder / tmp_path.name)


def _in_folder(address: str, folder: Path) -> TestDrive:
    folder.mkdir(exist_ok=True)

    def put(path: str, content: bytes) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)

    def read(path: str) -> bytes:
        return (folder / path).read_bytes()

    return TestDrive(open_drive(drive_address(address)), address, put, read)


def _in_memory(address: str) -> TestDrive:
    system = fsspec.filesystem("memory")
    system.makedirs(address, exist_ok=True)

    def put(path: str, content: bytes) -> None:
        system.pipe_file(f"{address}/{path}", content)

    def read(path: str) -> bytes:
        return bytes(system.cat_file(f"{address}/{path}"))

    return TestDrive(open_drive(drive_address(address)), address, put, read)
