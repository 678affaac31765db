"""The register lists every file ever seen, with its outcome."""

import os
import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cl_pipeline.errors import ArchiveUnavailable, DriveUnavailable
from cl_pipeline.settings import Settings
from cl_pipeline.workflows.a_list_collection import collection
from cl_pipeline.workflows.pipeline import open_pipeline
from tests.builders.small_drive import SAVED_AT, outcomes, settings_over, take_in


def save(drive: Path, path: str, text: str, minute: int = 0) -> None:
    (drive / path).parent.mkdir(parents=True, exist_ok=True)
    (drive / path).write_text(text)
    saved = SAVED_AT.timestamp() + 60 * minute
    os.utime(drive / path, (saved, saved))


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    """A drive with one letter on it that stays."""
    save(tmp_path / "drive", "stays.txt", "stays")
    return tmp_path / "drive"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An empty data folder."""
    return tmp_path / "data"


def test_a_lock_file_is_noted_once(drive, data):
    save(drive, "~$form.xlsx", "lock")
    take_in(data, drive)
    save(drive, "~$form.xlsx", "another lock", minute=1)
    take_in(data, drive)

    assert outcomes(data) == [("stays.txt", "submission"), ("~$form.xlsx", "ignored")]


def removed_after_a_look(drive: Path, data: Path, path: str) -> None:
    take_in(data, drive)
    (drive / path).unlink()


def test_a_removed_file_is_noted_and_counts_on(drive, data):
    save(drive, "gone.txt", "x", minute=1)
    removed_after_a_look(drive, data, "gone.txt")

    collected, again = take_in(data, drive), take_in(data, drive)

    assert (collected.removed, collected.received_files) == (("gone.txt",), ())
    assert again.removed == ()
    assert outcomes(data)[1:] == [("gone.txt", "submission"), ("gone.txt", "removed")]


@pytest.mark.parametrize("minute", [1, 99], ids=["with its old time", "with a new time"])
def test_a_removed_file_that_comes_back_is_not_received_again(drive, data, minute):
    """A broken connection must not make an older return outrank what arrived meanwhile."""
    save(drive, "gone.txt", "x", minute=1)
    removed_after_a_look(drive, data, "gone.txt")
    take_in(data, drive)
    save(drive, "gone.txt", "x", minute=minute)

    back, again = take_in(data, drive), take_in(data, drive)

    assert (back.received_files, again.unchanged_count) == ((), 2)
    noted = [outcome for path, outcome in outcomes(data) if path == "gone.txt"]
    assert noted == ["submission", "removed", "unchanged"]


def test_another_file_under_the_name_of_a_removed_one_is_received(drive, data):
    save(drive, "gone.txt", "x", minute=1)
    removed_after_a_look(drive, data, "gone.txt")
    take_in(data, drive)
    save(drive, "gone.txt", "y", minute=1)

    back = take_in(data, drive)

    assert [received_file.path for received_file in back.received_files] == ["gone.txt"]


def test_a_file_that_cannot_be_copied_yet_is_noted_until_it_can(drive, data):
    save(drive, "fresh.txt", "x")
    os.utime(drive / "fresh.txt")
    first, second = take_in(data, drive), take_in(data, drive)
    save(drive, "fresh.txt", "x", minute=5)

    third = take_in(data, drive)

    assert first.still_changing == second.still_changing == ("fresh.txt",)
    assert [received_file.path for received_file in third.received_files] == ["fresh.txt"]
    assert outcomes(data)[1:] == [("fresh.txt", "waiting"), ("fresh.txt", "submission")]


def test_a_waiting_file_that_vanishes_is_noted_as_removed(drive, data):
    save(drive, "fresh.txt", "x")
    os.utime(drive / "fresh.txt")
    removed_after_a_look(drive, data, "fresh.txt")

    collected = take_in(data, drive)

    assert collected.removed == ("fresh.txt",)
    assert outcomes(data)[1:] == [("fresh.txt", "waiting"), ("fresh.txt", "removed")]


def test_an_empty_mount_point_is_no_cleared_drive(drive, data):
    take_in(data, drive)
    shutil.rmtree(drive)
    drive.mkdir()

    with pytest.raises(DriveUnavailable, match="check that it is mounted"):
        take_in(data, drive)

    assert outcomes(data) == [("stays.txt", "submission")]


def test_a_file_changed_without_a_new_time_is_found_by_reading_it(drive, data):
    save(drive, "form.txt", "1000")
    take_in(data, drive)
    save(drive, "form.txt", "1001")

    by_day, by_night = take_in(data, drive), take_in(data, drive, every_file=True)

    assert (by_day.received_files, by_day.unchanged_count) == ((), 2)
    assert [received_file.path for received_file in by_night.received_files] == ["form.txt"]
    assert by_night.unchanged_count == 1


def test_a_file_that_grows_between_two_looks_is_not_new_yet(drive, data, monkeypatch):
    save(drive, "growing.txt", "half")

    def between_looks(_seconds: float) -> None:
        save(drive, "growing.txt", "half and more")

    monkeypatch.setattr(collection.time, "sleep", between_looks)
    seen = look(settings_over(data, drive))

    assert [file.path for file in seen.changed] == ["stays.txt"]
    assert [file.path for file in seen.still_changing] == ["growing.txt"]


def test_a_look_at_a_drive_without_news_waits_for_nothing(drive, data, monkeypatch):
    take_in(data, drive)
    monkeypatch.setattr(collection.time, "sleep", pytest.fail)

    seen = look(settings_over(data, drive))

    assert (seen.changed, len(seen.unchanged)) == ((), 1)


def look(settings: Settings) -> collection.Scan:
    pipeline = open_pipeline(settings, "look")
    with pipeline.store:
        return collection.look_at_drive(pipeline)


def save_film(drive: Path, megabytes: int) -> None:
    save(drive, "2021/KHM/AAA_film.mp4", "")
    os.truncate(drive / "2021/KHM/AAA_film.mp4", megabytes * 2**20)
    os.utime(drive / "2021/KHM/AAA_film.mp4", (SAVED_AT.timestamp(), SAVED_AT.timestamp()))


def test_a_file_above_the_limit_is_left_aside_by_name_and_not_copied(drive, data):
    save_film(drive, 51)

    collected, again = take_in(data, drive), take_in(data, drive)

    ((path, reason),) = collected.ignored
    assert path == "2021/KHM/AAA_film.mp4"
    assert "51.0 MB" in reason
    assert "50 MB" in reason
    assert [file.path for file in collected.received_files] == ["stays.txt"]
    assert again.ignored == collected.ignored
    assert not any(file.stat().st_size > 2**20 for file in (data / "archive").rglob("*"))


@contextmanager
def disk_of_8_mb() -> Iterator[None]:
    """This process can write no file above 8 MB, as on a disk that is almost full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8 * 2**20, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_that_does_not_fit_into_the_archive_is_named_and_stops_no_other(drive, data):
    save_film(drive, 9)

    named = r"2021/KHM/AAA_film\.mp4 \(9,437,184 bytes\)"
    with disk_of_8_mb(), pytest.raises(ArchiveUnavailable, match=named):
        take_in(data, drive)

    assert sorted(outcomes(data)) == [
        ("2021/KHM/AAA_film.mp4", "waiting"),
        ("stays.txt", "submission"),
    ]
