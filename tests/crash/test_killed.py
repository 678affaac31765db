"""Killed at any time, a repeated ingest ends where an undisturbed one does.

The short form kills six times. The long form, 200 kills, takes a quarter of an hour::

    CL_TEST_KILLS=200 .venv/bin/python -m pytest tests/crash/test_killed.py

``CL_TEST_SEED`` repeats the times of a run that failed.
"""

import os
import random
from pathlib import Path

import pytest

from tests.builders.killing import Ingest
from tests.builders.small_drive import contents, differences
from tests.crash.conftest import REJECTED, Undisturbed

KILLS = int(os.environ.get("CL_TEST_KILLS") or 6)
SEED = int(os.environ.get("CL_TEST_SEED") or 20210501)
KILLS_OF_ONE_STORE = 4

pytestmark = pytest.mark.xdist_group("crash")


def test_a_killed_ingest_ends_like_an_undisturbed_one(tmp_path, undisturbed):
    times = random.Random(SEED)
    killed = case = 0
    while killed < KILLS:
        case += 1
        data = tmp_path / f"case {case}" / "data"
        data.parent.mkdir()
        wanted = min(times.randint(1, KILLS_OF_ONE_STORE), KILLS - killed)
        killed += disturb(data, undisturbed, times, wanted)

        last = Ingest.start(data, undisturbed.drive)

        about = f"seed {SEED}, case {case}, {killed} kills so far: {last.printed}"
        assert last.finish() in {0, REJECTED}, about
        assert differences(contents(data), undisturbed.contents) == [], about


def disturb(data: Path, undisturbed: Undisturbed, times: random.Random, wanted: int) -> int:
    """How many times an ingest over that data folder was killed while it worked."""
    killed = 0
    for _ in range(wanted):
        running = Ingest.start(data, undisturbed.drive)
        delay = times.uniform(undisturbed.works_from, undisturbed.ends_at)
        killed += running.kill_after(delay)
        assert running.left_alive() == []
    return killed


def test_three_ingests_at_once_end_like_one(tmp_path, undisturbed):
    data = tmp_path / "data"

    running = [Ingest.start(data, undisturbed.drive) for _ in range(3)]
    ended = [process.finish() for process in running]

    assert set(ended) <= {0, REJECTED}, [process.printed for process in running]
    assert differences(contents(data), undisturbed.contents) == []


def test_ingests_killed_at_the_same_time_end_like_one(tmp_path, undisturbed):
    data = tmp_path / "data"
    first, second = (Ingest.start(data, undisturbed.drive) for _ in range(2))

    first.kill_after((undisturbed.works_from + undisturbed.ends_at) / 2)
    ended = second.finish()

    assert ended in {0, REJECTED}, second.printed
    assert differences(contents(data), undisturbed.contents) == []
