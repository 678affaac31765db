"""A decision that moves an indicator, over three rounds: forms, coverage, review, and the past."""

import json
from pathlib import Path

import pytest

from cl_pipeline.model.identity import RoundYear
from cl_pipeline.settings import read_settings
from cl_pipeline.workflows.pipeline import open_pipeline
from cl_pipeline.workflows.template_finalisation.forms import send_out_forms
from tests.builders.command_line import CommandLine
from tests.builders.submissions import complete_child_labour
from tests.builders.submissions_on_drive import SentForm, filled, put

SLOM = ("--by", "SLOM", "--why", "Few report it; it is described in words.")
MOVED = "cases_courts"
IN_2022 = "2022-09-01T09:00:00+07:00"
ACCEPTED = "accepted_with_findings"  # it says nothing on progress
REVIEW = "2021-09-20T09:00:00+07:00"


def indicators(line: CommandLine, round_year: int) -> dict[str, str]:
    found = line.ask("coverage", "--round", round_year)["indicators"]
    return {row["indicator"]: row["position"] for row in found}


def forms(line: CommandLine, round_year: int) -> dict[str, SentForm]:
    out = line.folder / str(round_year)
    sent = line.ask("forms", "--round", round_year, "--sender", "KHM", "--out", out)
    return {form["form"]: SentForm(Path(form["path"]), Path(form["map"])) for form in sent}


def sheets_about(form: SentForm, indicator: str) -> set[str]:
    """The sheets of a form with a cell about an indicator, the cover's question left out."""
    return {
        str(row["sheet"])
        for row in form.cells
        if row["indicator"] == indicator and row["field"] != "covers"
    }


@pytest.fixture
def moved(line, submitted) -> tuple[CommandLine, str]:
    """Round 2021 collected, consolidated and signed; then A9 goes to list B from 2022."""
    put(line, submitted(A2="1000"), "2021/KHM/a.xlsx")
    line.ask("ingest")
    vintage = line.ask("consolidate", "--round", "2021")["vintage"]
    line.do("decide", "sign-off", "2021", *SLOM, CL_NOW=REVIEW)
    line.do("decide", "move", "A9", "B", "--from-round", 2022, *SLOM, CL_NOW=REVIEW)
    return line, vintage


def test_the_next_rounds_follow_and_the_signed_round_stays(moved):
    line, signed = moved
    sent = forms(line, 2022)
    typed = complete_child_labour("900", "nc", round=2022, reference_year=2021).values()
    put(line, filled(line, sent["a_list"], typed, "submitted"), "2022/KHM/a.xlsx")
    taken = line.ask("ingest")["submissions"]

    assert sheets_about(sent["a_list"], MOVED) == set()
    assert sheets_about(sent["b_list"], MOVED) == {"B10"}
    assert [(row["state"], row["observations"]) for row in taken] == [(ACCEPTED, 2)]
    assert line.ask("check", line.drive / "2022/KHM/a.xlsx")[0]["state"] == ACCEPTED
    for later in (2022, 2023):
        assert MOVED not in indicators(line, later)
        assert indicators(line, later)["campaign_activities"] == "A10"
        reviewed = line.ask("review", "--round", later)
        assert MOVED not in {row["indicator"] for row in reviewed["indicators"]}
        assert line.ask("assess", "--round", later)["rows"] == 10 * 10
    assert MOVED not in {str(row["indicator"]) for row in forms(line, 2023)["a_list"].cells}

    assert indicators(line, 2021)[MOVED] == "A9"
    assert line.ask("consolidate", "--round", "2021")["vintage"] == signed
    assert line.ask("changed", "--round", "2021")["changes"] == []
    assert line.ask("assess", "--round", 2021)["rows"] == 9 * 10


def test_once_the_forms_are_out_the_lists_of_the_round_are_fixed(moved):
    """Forms that went out would come back as forms of another list."""
    line, _ = moved
    settings = read_settings({"CL_DATA_DIR": str(line.data), "CL_DRIVE": str(line.drive)})
    send_out_forms(open_pipeline(settings, "job"), RoundYear(2022), senders=["KHM"])

    again = line.call("decide", "move", "A8", "B", "--from-round", 2022, *SLOM)
    revoked = line.call("decide", "revoke", 2, *SLOM)

    for called in (again, revoked):
        assert called.code == 1
        assert "have gone out with the lists as they are" in called.err
        assert "round 2023" in called.err


def test_a_vintage_of_a_moved_round_can_be_replayed(moved):
    line, signed = moved
    line.do("decide", "move", "A8", "C", "--from-round", 2022, *SLOM, CL_NOW=REVIEW)
    line.do("decide", "revoke", 3, *SLOM, CL_NOW=REVIEW)
    later = line.ask("consolidate", "--round", "2022", CL_NOW=IN_2022)["vintage"]

    for vintage in (signed, later):
        assert json.loads(line.do("replay", vintage, "--json").out)["same"] is True
