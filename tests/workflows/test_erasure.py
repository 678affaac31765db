"""A file erased by decision leaves a tombstone; what was read from it, and its digest, stay."""

from pathlib import Path

import pytest

from tests.builders.command_line import CommandLine

PHL = "2024/PHL/PHL_2024_a_list.xlsx"


@pytest.fixture
def erased(revised: CommandLine) -> CommandLine:
    """The newest return of the Philippines was erased, at the wish of its sender."""
    said = ("--by", "the Secretariat", "--why", "a remark named a child")
    revised.do("decide", "erase", submission(revised)["submission_id"], *said)
    return revised


def submission(line: CommandLine) -> dict[str, str]:
    """That return, as the list has it."""
    (found,) = (one for one in line.ask("submissions") if one["path"] == PHL)
    return found


def kept(line: CommandLine) -> list[Path]:
    """The files of the archive that are of that return."""
    digest = line.ask("trace", "A2", "PHL", "2020", "--measure", "pct")["submission"]["sha256"]
    return sorted((line.data / "archive").rglob(f"{digest}*"))


def test_only_the_tombstone_stays(erased: CommandLine) -> None:
    """It says by whom, when and why."""
    (stone,) = kept(erased)

    assert stone.suffix == ".erased"
    assert stone.read_text("utf-8") == (
        "by the Secretariat on 01 December 2024: a remark named a child\n"
    )


def test_the_number_still_stands_and_its_trace_says_that_the_file_is_gone(
    erased: CommandLine,
) -> None:
    """Value, cell and digest are as before."""
    found = erased.ask("trace", "A2", "PHL", "2020", "--measure", "pct")
    shown = erased.do("trace", "A2", "PHL", "2020", "--measure", "pct").out

    assert (found["value"], found["as_typed"], found["erased"]["kind"]) == (0.99, "0.99", "erase")
    assert "the file is no longer in the archive, by decision of the Secretariat" in shown


def test_a_replay_says_what_stands_in_for_the_file(erased: CommandLine) -> None:
    """The vintage is made again from what was read then."""
    found = erased.ask("replay", "2024")

    assert found["same"]
    (sentence,) = found["erased"]
    assert sentence.startswith(f"{PHL} (S-")
    assert sentence.endswith("a remark named a child; what was read from it then stands in")


def test_the_same_bytes_are_not_kept_again(erased: CommandLine) -> None:
    """Neither where they still lie on the drive, nor where the return is to be read again."""
    before = submission(erased)
    (erased.drive / PHL).rename(erased.drive / "2024" / "PHL" / "again.xlsx")

    erased.do("ingest")
    erased.do("read-again", "PHL", "--round", "2024")

    assert [one.suffix for one in kept(erased)] == [".erased"]
    assert submission(erased)["state"] == before["state"]


def test_erasing_twice_is_erasing_once(erased: CommandLine) -> None:
    """The decision first taken stands."""
    said = ("--by", "SLOM", "--why", "another reason")

    erased.do("decide", "erase", submission(erased)["submission_id"], *said)

    assert "by the Secretariat" in kept(erased)[0].read_text("utf-8")
