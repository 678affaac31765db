"""Decisions in workbooks: one that the officer names, and proposals on the shared drive."""

import os
import re
from collections.abc import Collection
from pathlib import Path

import openpyxl
import pytest

from cl_pipeline.errors import NotFound, UsageError
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.slom_review import decision_workbooks
from cl_pipeline.workflows.slom_review.decision_workbooks import (
    Recorded,
    decide_from_workbook,
    proposal_rows,
    proposed_decisions,
    record_proposed,
    write_blank_workbook,
)
from tests.builders import breaking
from tests.builders.command_line import CommandLine
from tests.builders.submissions import child_labour

HEADINGS = ("Decision", "About", "To", "From round", "Decided by", "Why")


def workbook(path: Path, *rows: tuple[object, ...], headings: tuple[str, ...] = HEADINGS) -> Path:
    """A decisions workbook as an officer types it, with a title above the headings."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Decisions of the meeting"])
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


CLOSE = ("close round", 2021, None, None, "SLOM", "over")
REOPEN = ("reopen round", 2021, None, None, "SLOM", "one more return is expected")
MOVE = ("Move indicator", "A9", "B", 2022, "SLOM", "few report it")


def test_a_workbook_of_decisions_is_recorded_row_by_row(pipeline, tmp_path):
    path = workbook(tmp_path / "decisions.xlsx", CLOSE, MOVE)

    taken = decide_from_workbook(pipeline, path)

    assert [(row.kind, row.subject, row.details, row.round, row.reason) for row in taken] == [
        ("close_round", "2021", "", 2021, "over"),
        ("move_indicator", "cases_courts", "B", 2022, "few report it"),
    ]


def propose(pipeline: Pipeline, *rows: tuple[object, ...], name: str = "slom") -> Path:
    return workbook(pipeline.settings.drive / "decisions" / f"{name}.xlsx", *rows)


def record(pipeline: Pipeline, confirmed: Collection[str] | None = None) -> tuple[Recorded, ...]:
    """Confirm the proposals of those digests, or all."""
    proposals = proposed_decisions(pipeline)
    return tuple(
        record_proposed(
            pipeline, proposals, lambda digest: confirmed is None or digest in confirmed
        )
    )


def test_a_workbook_on_the_drive_is_only_a_proposal(pipeline):
    """Whoever may save a file there could decide otherwise."""
    propose(pipeline, CLOSE)
    (proposed,) = proposed_decisions(pipeline)

    nothing = record(pipeline, confirmed=[])
    before = pipeline.store.decisions.list()
    propose(pipeline, MOVE)
    changed = record(pipeline, confirmed=[proposed.digest])

    (row,) = proposal_rows([proposed])
    assert (row["file"], row["row"], row["decision"], row["about"], row["why"]) == (
        "decisions/slom.xlsx", "3", "close round", "2021", "over",
    )  # fmt: skip
    assert proposed.digest.startswith(row["digest"])
    assert pipeline.archive.path_of(proposed.digest).is_file()
    assert before == pipeline.store.decisions.list() == ()
    assert [found.decisions for found in (*nothing, *changed)] == [(), ()]


def test_a_confirmed_workbook_is_recorded_once_and_named(pipeline):
    propose(pipeline, CLOSE, REOPEN)
    (proposed,) = proposed_decisions(pipeline)

    (recorded,) = record(pipeline, confirmed=[proposed.digest])
    (again,) = record(pipeline)

    assert [decision.kind for decision in recorded.decisions] == ["close_round", "reopen_round"]
    assert again.decisions == () and len(pipeline.store.decisions.list()) == 2
    assert all(
        (decision.origin or "").startswith("decisions/slom.xlsx ")
        for decision in pipeline.store.decisions.list()
    )


@pytest.mark.parametrize("kind", ["erase", "withdraw", "revoke"])
def test_nothing_is_taken_away_from_the_drive(pipeline, kind):
    sent = child_labour().stored(pipeline)
    propose(pipeline, (kind, sent.submission_id, None, None, "SLOM", "personal data"), CLOSE)

    (recorded,) = record(pipeline)

    assert f"found {kind!r}; expected one of final form" in recorded.problem
    assert pipeline.store.decisions.list() == ()


BAD = {
    "garbage": lambda path: path.write_bytes(b"x"),
    "nothing": lambda path: path.write_bytes(b""),
    "link": lambda path: path.symlink_to("/nowhere"),
    "pipe": os.mkfifo,
    "folder": lambda path: path.mkdir(),
    "large": lambda path: (path.touch(), os.truncate(path, 2**31)),
    "other headings": lambda path: workbook(path, headings=("what", "ever")),
    "unknown submission": lambda path: workbook(
        path, ("accept late", "S-0", None, None, "SLOM", "why")
    ),
    "unknown round": lambda path: workbook(path, ("close round", 1999, None, None, "SLOM", "why")),
}


@pytest.mark.parametrize("bad", BAD)
def test_one_bad_file_blocks_no_other_workbook(pipeline, bad):
    propose(pipeline, CLOSE)
    BAD[bad](pipeline.settings.drive / "decisions" / "0.xlsx")

    recorded = record(pipeline)

    assert [decision.kind for decision in pipeline.store.decisions.list()] == ["close_round"]
    problems = {found.proposed.path: found.problem for found in recorded if found.problem}
    assert list(problems) == ([] if bad == "folder" else ["decisions/0.xlsx"])


def test_a_workbook_that_breaks_our_program_blocks_nothing(pipeline, monkeypatch):
    propose(pipeline, CLOSE)
    monkeypatch.setattr(decision_workbooks, "written_decisions", breaking.die)

    (recorded,) = record(pipeline)

    assert "slom.xlsx could not be understood" in recorded.problem


def test_a_workbook_that_is_not_understood_names_every_cell_and_records_nothing(pipeline, tmp_path):
    path = workbook(
        tmp_path / "decisions.xlsx", CLOSE, ("ban", "A9", "B", "soon", "SLOM", "why not"), ("",),
        ("revoke", 1, None, None, "SLOM", None),
    )  # fmt: skip

    with pytest.raises(UsageError) as refused:
        decide_from_workbook(pipeline, path)

    message = str(refused.value)
    assert "A4: found 'ban'; expected one of final form" in message
    assert "D4: found 'soon'; expected a round such as 2022; please write its year" in message
    assert "F6: empty; expected why; please fill it in" in message
    assert pipeline.store.decisions.list() == ()


def test_the_blank_workbook_is_understood_as_it_is_and_filled_in(pipeline, tmp_path):
    path = tmp_path / "decisions.xlsx"
    write_blank_workbook(path)
    blank = decide_from_workbook(pipeline, path)
    book = openpyxl.load_workbook(path)
    header = next(row for row in book.active.iter_rows() if row[0].value == "Decision")
    for cell, typed in zip(header, MOVE, strict=False):
        cell.offset(1).value = typed
    book.save(path)

    (taken,) = decide_from_workbook(pipeline, path)

    assert blank == ()
    assert (taken.kind, taken.details, taken.round) == ("move_indicator", "B", 2022)


@pytest.mark.parametrize(
    ("headings", "error", "words"),
    [
        (("what", "ever"), UsageError, "decision, about, to, from round, decided by, why"),
        (HEADINGS, NotFound, r"decisions\.xlsx, row 3: "),
    ],
    ids=["other headings", "a row that cannot take effect"],
)
def test_a_workbook_that_cannot_be_followed_says_what_is_wrong(
    pipeline, tmp_path, headings, error, words
):
    row = ("withdraw", "S-0", None, None, "SLOM", "why")
    path = workbook(tmp_path / "decisions.xlsx", row, headings=headings)

    with pytest.raises(error, match=words):
        decide_from_workbook(pipeline, path)


def test_a_script_records_the_workbook_that_was_shown(tmp_path):
    """Another one that was saved since then is not recorded, nor the same one with other rows."""
    line = CommandLine(tmp_path)
    folder = line.drive / "decisions"
    extended = ("extend deadline", "a_list 2021", "2021-09-15", None, "SLOM", "asked for")
    workbook(folder / "slom.xlsx", extended)
    (shown,) = re.findall(r"[0-9a-f]{32}", line.do("decide", "--from-drive", "--preview").out)
    workbook(folder / "planted.xlsx", CLOSE)

    line.do("decide", "--from-drive", "--confirm", shown)
    workbook(folder / "slom.xlsx", REOPEN)
    again = line.call("decide", "--from-drive", "--confirm", shown)

    (decision,) = line.ask("decide", "list")
    assert (decision["kind"], decision["reason"]) == ("extend_deadline", "asked for")
    assert again.code != 0 and shown in again.err
