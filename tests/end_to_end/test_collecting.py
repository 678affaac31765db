"""Collecting, filling and deciding by the command line, over real forms."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.builders.command_line import CommandLine
from tests.builders.read_back import address, drafted, values_of
from tests.builders.submissions import CHILD_LABOUR, complete_child_labour
from tests.builders.submissions_on_drive import cover, filled, put, write_values

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


def test_an_indicator_may_be_named_by_its_position(line, form_of):
    form = form_of(2021, "KHM")
    cell = form.cell("value", CHILD_LABOUR, column="baseline", measure="children")
    values = write_values(line.folder / "values.csv", [({**cell, "indicator": "A2"}, "1000")])

    line.do("fill", form.path, values, "--out", line.folder / "filled.xlsx")

    assert values_of(drafted(line.folder / "filled.xlsx")) == {address(cell): Decimal(1000)}


def test_every_line_that_fits_no_cell_is_named_and_nothing_is_written(line, form_of):
    form = form_of(2021, "KHM")
    good = form.cell("value", CHILD_LABOUR, column="baseline", measure="children")
    bad = {**good, "measure": "childs"}
    values = write_values(line.folder / "values.csv", [(bad, "1"), (good, "2"), (bad, "3")])

    called = line.call("fill", form.path, values, "--out", line.folder / "filled.xlsx")

    assert (called.code, called.out) == (2, "")
    assert [f"line {number}" in called.err for number in (2, 3, 4)] == [True, False, True]
    assert not (line.folder / "filled.xlsx").exists()


def test_filling_twice_gives_the_same_bytes_and_leaves_the_form_alone(line, form_of):
    form = form_of(2021, "KHM", "b_list")
    before = form.path.read_bytes()

    first = filled(line, form, cover(form, "Ministry"), "first").read_bytes()
    second = filled(line, form, cover(form, "Ministry"), "second").read_bytes()

    assert first == second != before
    assert form.path.read_bytes() == before


WHO_AND_WHY = ("--by", "ASEAN Secretariat", "--why", "Agreed with the sender.")


def reporting(line: CommandLine) -> list[str]:
    indicators = line.ask("coverage", "--round", "2021")["indicators"]
    return indicators[1]["reporting"]


def state(line: CommandLine) -> str:
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
        pytest.param("2021-08-31T23:59:30+07:00", False, id="the last minute in Jakarta"),
        pytest.param("2021-09-01T00:00:00+07:00", True, id="the first minute of September"),
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
