"""Several ingests over one drive and one store at the same time."""

import pytest

from tests.builders.killing import Ingest
from tests.builders.small_drive import contents, differences
from tests.crash.conftest import REJECTED

pytestmark = pytest.mark.xdist_group("crash")


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
