"""A drive that goes away in the middle: nothing half is kept, and the next call makes it good."""

import io
import random
from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.local import LocalFileSystem

from cl_pipeline.errors import DriveUnavailable
from cl_pipeline.settings import RemoteAddress
from tests.builders.killing import Ingest
from tests.builders.small_drive import contents, differences, take_in
from tests.crash.conftest import REJECTED

OUR_FAILURE = 3

pytestmark = pytest.mark.xdist_group("crash")


class FailingFileSystem(LocalFileSystem):
    """A file system that stops answering after a number of requests, until it is repaired."""

    protocol = "failing"
    answers_left = 0

    @classmethod
    def answer(cls) -> None:
        """One request; the server is gone when none is left."""
        if cls.answers_left <= 0:
            raise OSError(5, "Input/output error")
        cls.answers_left -= 1

    def ls(self, path, detail=False, **kwargs):
        self.answer()
        return super().ls(path, detail=detail, **kwargs)

    def info(self, path, **kwargs):
        self.answer()
        return super().info(path, **kwargs)

    def open(self, path, mode="rb", **kwargs):
        self.answer()
        return io.BufferedReader(FailingStream(Path(path).read_bytes()), 16 * 1024)


class FailingStream(io.RawIOBase):
    """A file of that file system; every piece read is a request."""

    def __init__(self, content: bytes) -> None:
        self._stream = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        FailingFileSystem.answer()
        return self._stream.readinto(buffer)


fsspec.register_implementation("failing", FailingFileSystem, clobber=True)


def test_a_drive_that_stops_answering_at_any_request_loses_nothing(tmp_path, undisturbed):
    drive = RemoteAddress(f"failing://{undisturbed.drive}")
    data = tmp_path / "data"
    gave_up = 0

    for requests in range(1000):
        FailingFileSystem.answers_left = requests
        try:
            take_in(data, drive)
            break
        except DriveUnavailable:
            gave_up += 1
            stored = contents(data)
            assert [name for name, rows in stored.items() if rows and name != "archive"] == []

    assert gave_up > 30
    assert differences(contents(data), undisturbed.contents) == []


def test_a_folder_that_is_unmounted_meanwhile_loses_nothing(tmp_path, undisturbed):
    times = random.Random(20210501)
    data, away = tmp_path / "data", undisturbed.drive.with_name("away")

    for _ in range(2):
        running = Ingest.start(data, undisturbed.drive)
        running.wait(times.uniform(undisturbed.works_from * 0.8, undisturbed.ends_at * 0.7))
        undisturbed.drive.rename(away)
        ended = running.finish()
        away.rename(undisturbed.drive)
        assert ended in {0, REJECTED, OUR_FAILURE}, running.printed
        assert "Traceback" not in running.printed
    last = Ingest.start(data, undisturbed.drive)

    assert last.finish() in {0, REJECTED}, last.printed
    assert differences(contents(data), undisturbed.contents) == []
