"""Decisions take effect: withdrawing, closing a round, late submissions, form versions."""

import json
from pathlib import Path

import pytest

from tests.builders.command_line import CommandLine
from tests.builders.submissions import complete_child_labour
from tests.builders.submissions_on_drive import filled, put

pytestmark = pytest.mark.xdist_group("end to end")

WHO_AND_WHY = ("--by", "ASEAN Secretariat", "--why", "Agreed with the sender.")


def reporting(line: CommandLine) -> list[str]:
    """Member States that report A2 in round 2021 now."""
    indicators = line.ask("coverage", "--round", "2021")["indicators"]
    return indicators[1]["reporting"]


def state(line: CommandLine) -> str:
    """The state of the only submission."""
    (submission,) = line.ask("submissions")
    return submission["state"]


def take_in(line: CommandLine, source: Path, path: str, **settings: str) -> dict:
    """Puts one file on the drive and takes it in; gives its submission."""
    put(line, source, path)
    (submission,) = line.ask("ingest", **settings)["submissions"]
    return submission


@pytest.mark.parametrize(
    ("received", "is_late"),
    [
        pytest.param("2021-08-31T23:58:00+07:00", False, id="the last minute in Jakarta"),
        pytest.param("2021-09-01T00:01:00+07:00", True, id="the first minute of September"),
        pytest.param("2021-08-31T17:01:00+00:00", True, id="still August in Greenwich"),
    ],
)
def test_the_deadline_ends_the_day_in_jakarta(line, submitted, received, is_late):
    sent = take_in(line, submitted(A2="1000"), "a.xlsx", CL_NOW=received)

    assert (sent["late"], sent["state"]) == (is_late, "accepted")


def test_a_decision_is_listed_with_who_and_why(line):
    for _ in range(2):
        line.do("decide", "close-round", "2021", *WHO_AND_WHY)

    listed = line.do("decide", "list").out

    assert len(listed.splitlines()) == 1
    for word in ("close_round", "2021", "ASEAN Secretariat", "Agreed with the sender."):
        assert word in listed


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("withdraw", "S-0000000000000000", *WHO_AND_WHY), 1),
        (("close-round", "1999", *WHO_AND_WHY), 1),
        (("final-form", "c_list", "1.0", *WHO_AND_WHY), 1),
        (("close-round", "2021", "--by", "SLOM"), 2),
        (("close-round", "2021", "--by", " ", "--why", "because"), 2),
        (("forget-round", "2021", *WHO_AND_WHY), 2),
    ],
    ids=lambda call: " ".join(call[:3]) if isinstance(call, tuple) else "",
)
def test_a_decision_about_nothing_or_without_a_reason_is_not_recorded(line, arguments, code):
    called = line.call("decide", *arguments)

    assert (called.code, called.out) == (code, "")
    assert called.err
    assert line.do("decide", "list").out == ""


def test_a_draft_version_goes_out_only_once_it_is_decided_final(line):
    asked = ("forms", "--round", "2025", "--sender", "LAO", "--out")
    before = line.ask(*asked, line.folder / "before")
    line.do("decide", "final-form", "a_list", "1.2", *WHO_AND_WHY, "--round", "2025")

    after = line.ask(*asked, line.folder / "after")

    other = line.ask("forms", "--round", "2021", "--sender", "LAO", "--out", line.folder / "2021")
    sent = [form["version"] for form in (*before, *after, *other) if form["form"] == "a_list"]
    assert sent == ["1.1", "1.2", "1.0"]
    assert len(json.loads(Path(after[0]["map"]).read_text("utf-8"))) > 1000


def test_forms_of_earlier_versions_still_read_after_a_newer_one_went_out(line, form_of, submitted):
    form = form_of(2025, "KHM")
    typed = complete_child_labour("900", "nc", round=2025, reference_year=2024).values()
    line.do("decide", "final-form", "a_list", "1.2", *WHO_AND_WHY, "--round", "2025")

    old = take_in(line, submitted(A2="1000"), "2021/KHM/old.xlsx")
    newer = take_in(line, filled(line, form, typed, "newer"), "2025/KHM/newer.xlsx")

    assert (old["version"], old["state"], old["observations"]) == ("1.0", "accepted", 2)
    assert (newer["version"], newer["round"], newer["observations"]) == ("1.1", 2025, 2)
    assert newer["state"] in {"accepted", "accepted_with_findings"}
