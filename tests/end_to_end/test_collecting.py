"""Which submission is current: corrections, files sent again, two institutions, any order."""

import pytest

from tests.builders.command_line import CommandLine
from tests.builders.submissions_on_drive import put

pytestmark = pytest.mark.xdist_group("end to end")


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
