"""A file erased by decision leaves a tombstone, its digest and what was read from it."""

from pathlib import Path

import pytest

from tests.builders.command_line import CommandLine

pytestmark = pytest.mark.xdist_group("revisions")

PHL = "2024/PHL/PHL_2024_a_list.xlsx"


@pytest.fixture
def erased(revised) -> CommandLine:
    """The newest submission of the Philippines was erased, at the request of its sender."""
    because = ("--by", "the Secretariat", "--why", "a remark named a child")
    revised.do("decide", "erase", submission(revised)["submission_id"], *because)
    return revised


def submission(line: CommandLine) -> dict[str, str]:
    (found,) = (entry for entry in line.ask("submissions") if entry["path"] == PHL)
    return found


def kept(line: CommandLine) -> list[Path]:
    digest = line.ask("trace", "A2", "PHL", "2020", "--measure", "pct")["submission"]["sha256"]
    return sorted((line.data / "archive").rglob(f"{digest}*"))


def test_only_the_tombstone_remains(erased):
    (stone,) = kept(erased)

    assert stone.suffix == ".erased"
    assert stone.read_text("utf-8") == (
        "by the Secretariat on 1 December 2024: a remark named a child\n"
    )


def test_the_number_remains_and_its_trace_shows_the_erasure(erased):
    found = erased.ask("trace", "A2", "PHL", "2020", "--measure", "pct")
    shown = erased.do("trace", "A2", "PHL", "2020", "--measure", "pct").out

    assert (found["value"], found["as_typed"], found["erased"]["kind"]) == (0.99, "0.99", "erase")
    assert "the file is no longer in the archive, by decision of the Secretariat" in shown


def test_a_replay_uses_what_was_read_from_the_erased_file(erased):
    found = erased.ask("replay", "2024")

    assert found["same"]
    (sentence,) = found["erased"]
    assert sentence.startswith(f"{PHL} (S-")
    assert "a remark named a child" in sentence


def test_the_same_bytes_are_not_kept_again(erased):
    before = submission(erased)
    (erased.drive / PHL).rename(erased.drive / "2024" / "PHL" / "again.xlsx")

    erased.do("ingest")
    erased.do("read-again", "PHL", "--round", "2024")

    assert [path.suffix for path in kept(erased)] == [".erased"]
    assert submission(erased)["state"] == before["state"]


def test_erasing_again_changes_nothing(erased):
    because = ("--by", "SLOM", "--why", "another reason")

    erased.do("decide", "erase", submission(erased)["submission_id"], *because)

    assert "by the Secretariat" in kept(erased)[0].read_text("utf-8")
