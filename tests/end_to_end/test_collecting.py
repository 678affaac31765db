"""Which submission is current: corrections, files sent again, two institutions, any order."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cl_pipeline.store import open_store
from tests.builders.command_line import CommandLine
from tests.builders.dump import dump
from tests.builders.submissions import EDUCATION
from tests.builders.submissions_on_drive import put

pytestmark = pytest.mark.xdist_group("end to end")


Waiting = list[tuple[str, Path, int]]
Stored = tuple[str, dict[str, list[str]]]
"""The vintage, and the rows of every table."""

OF_ITS_ARRIVAL = {"received_file_id", "reading_id", "consolidation_id", "run_id"}

SAME_PATH = "2021/KHM/KHM_2021_a_list.xlsx"


def current_value(line: CommandLine) -> str:
    """The number ``trace`` gives for Cambodia's baseline now."""
    line.do("consolidate", "--round", "2021")
    return str(line.ask("trace", "A2", "KHM", "baseline")["value"])


def archived_count(line: CommandLine) -> int:
    return sum(path.is_file() for path in (line.data / "archive").rglob("*"))


def test_a_corrected_submission_is_current_and_both_remain(line, submitted):
    put(line, submitted(A2="1000"), SAME_PATH)
    (first,) = line.ask("ingest")["submissions"]
    put(line, submitted(A2="1100"), SAME_PATH)

    (second,) = line.ask("ingest")["submissions"]

    assert (first["state"], second["state"]) == ("accepted", "accepted")
    assert {row["submission_id"]: row["state"] for row in line.ask("submissions")} == {
        first["submission_id"]: "superseded",
        second["submission_id"]: "accepted",
    }
    assert current_value(line) == "1100"
    assert archived_count(line) == 2


def test_a_correction_that_cannot_be_read_leaves_the_first_current(line, submitted):
    put(line, submitted(A2="1000"), SAME_PATH)
    line.do("ingest")
    torn = line.folder / "torn.xlsx"
    torn.write_bytes(submitted(A2="1000").read_bytes()[:5000])
    put(line, torn, SAME_PATH)

    called = line.call("ingest", "--json")

    assert called.code == 1
    assert [row["state"] for row in called.document["submissions"]] == ["rejected"]
    assert current_value(line) == "1000"
    assert sorted(row["state"] for row in line.ask("submissions")) == ["accepted", "rejected"]
    assert line.call("ingest").code == 0


def test_other_files_are_kept_and_not_read(line, submitted):
    put(line, submitted(A2="1000"), SAME_PATH)
    for name, content in {"2021/KHM/report.pdf": b"%PDF-1.7\n", "2021/KHM/~$x.xlsx": b"x"}.items():
        (line.folder / "other").write_bytes(content)
        put(line, line.folder / "other", name)

    collected = line.ask("ingest")

    assert [submission["path"] for submission in collected["submissions"]] == [SAME_PATH]
    assert [ignored["path"] for ignored in collected["ignored"]] == ["2021/KHM/~$x.xlsx"]
    assert archived_count(line) == 2


@settings(
    max_examples=3,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(order=st.permutations(range(3)), together=st.integers(1, 2))
def test_the_order_of_files_does_not_matter(
    three_submissions, taken_in_at_once, tmp_path_factory, order, together
):
    waiting = [three_submissions[number] for number in order]

    stood = contents(CommandLine(tmp_path_factory.mktemp("order")), waiting, together)

    assert stood == taken_in_at_once()


@pytest.fixture(scope="module")
def three_submissions(submitted) -> Waiting:
    """Three submissions of two Member States without a common sheet, with path and minute."""
    return [
        ("2021/KHM/labour.xlsx", submitted(A2="1000"), 1),
        ("2021/KHM/education.xlsx", submitted(A11="95.5", institution=EDUCATION), 2),
        ("2021/LAO/return.xlsx", submitted(sender="LAO", A2="1000"), 3),
    ]


@pytest.fixture(scope="module")
def taken_in_at_once(three_submissions, tmp_path_factory) -> Callable[[], Stored]:
    """What is stored after one ingest of all three; a call, because Hypothesis prints arguments."""
    expected = contents(CommandLine(tmp_path_factory.mktemp("at_once")), three_submissions, 3)
    return lambda: expected


def contents(line: CommandLine, waiting: Waiting, together: int) -> Stored:
    """The vintage and the rows of every table, but for what says when each file came."""
    for start in range(0, len(waiting), together):
        for path, source, minute in waiting[start : start + together]:
            put(line, source, path, minute=minute)
        line.do("ingest")
    vintage = line.ask("consolidate", "--round", "2021")["vintage"]
    with open_store(f"sqlite:///{line.data / 'cl_pipeline.db'}") as store:
        return vintage, dump(store, without=OF_ITS_ARRIVAL)
