"""A round 2026 and a second framework, from CSV and TOML alone, from the form to the review."""

import csv
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cl_pipeline.framework.rows import FOLDER
from tests.builders.command_line import CommandLine
from tests.builders.submissions_on_drive import SentForm, cover, filled, put

CHILD_LABOUR = "child_labour_5_17"
CHANGED_INDICATORS = ("children_identified", CHILD_LABOUR)
"""What the second framework asks for; all other indicators are left out."""

Rows = list[dict[str, str]]


def rewrite(table: Path, change: Callable[[Rows], Rows]) -> None:
    with table.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        names, rows = reader.fieldnames or (), list(reader)
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(change(rows))


def in_year(rows: Rows, year: int, before: int) -> Rows:
    """The calendar of another round in the months of that year."""
    return [
        {name: text.replace(str(before), str(year)) for name, text in row.items()}
        for row in rows
        if row["round"] == str(before)
    ]


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A framework of this test's own."""
    return Path(shutil.copytree(FOLDER, tmp_path / "framework"))


@pytest.fixture
def with_2026(tables: Path, tmp_path: Path) -> CommandLine:
    """The Roadmap to 2025 with dates for 2026, as the guide describes it; no form is final yet."""
    rewrite(tables / "calendar.csv", lambda rows: rows + in_year(rows, 2026, 2024))
    return line_over(tables, tmp_path, "2026-06-15T09:00:00+07:00")


@pytest.fixture
def roadmap_2035(tables: Path, tmp_path: Path) -> CommandLine:
    """A small Roadmap to 2035: two indicators, rounds 2026 and 2027, eleven Member States."""
    name = (tables / "framework.csv").read_text("utf-8")
    name = name.replace("roadmap_2025", "roadmap_2035").replace("by 2025", "by 2035")
    (tables / "framework.csv").write_text(name, "utf-8")
    rewrite(
        tables / "calendar.csv",
        lambda rows: [row for year in (2026, 2027) for row in in_year(rows, year, 2023)],
    )
    rewrite(tables / "form_versions.csv", rounds_of_2035)
    rewrite(tables / "indicators.csv", lambda rows: kept(rows, "key"))
    for table in tables.glob("*.csv"):
        rewrite(table, lambda rows: kept(rows, "indicator"))
    for name in ("data_sources", "definition_variants", "definitions", "wholes"):
        rewrite(tables / f"{name}.csv", lambda rows: [])
    rewrite(tables / "proposals.csv", lambda rows: [])
    return line_over(tables, tmp_path, "2026-06-15T09:00:00+07:00")


def kept(rows: Rows, name: str) -> Rows:
    return [row for row in rows if row.get(name, CHILD_LABOUR) in CHANGED_INDICATORS]


def rounds_of_2035(rows: Rows) -> Rows:
    years = {("a_list", "1.0"): ("2026", "2026"), ("a_list", "1.1"): ("2027", "2027")}
    for row in rows:
        years_of = years.get((row["form"], row["version"]), ("", ""))
        row["rounds_from"], row["rounds_to"] = years_of
    return [row for row in rows if row["form"] in ("a_list", "confirmation")]


def line_over(tables: Path, folder: Path, now: str) -> CommandLine:
    line = CommandLine(folder, {"CL_FRAMEWORK": str(tables), "CL_NOW": now})
    line.drive.mkdir()
    return line


def form_of(line: CommandLine, year: int, sender: str) -> SentForm:
    out = line.folder / f"{sender}_{year}"
    sent = line.ask("forms", "--round", year, "--sender", sender, "--out", out)
    (form,) = (form for form in sent if form["form"] == "a_list")
    return SentForm(Path(form["path"]), Path(form["map"]))


def report(line: CommandLine, year: int, sender: str, column: str, about: int) -> None:
    """The Member State sends a number of children in child labour in that column."""
    form = form_of(line, year, sender)
    where = {"column": column, "measure": None, "entry": None}
    figure = form.cell("value", CHILD_LABOUR, **(where | {"measure": "children"}))
    typed = [
        *cover(form, "Ministry of Labour", CHILD_LABOUR),
        (form.cell("reference_year", CHILD_LABOUR, **where), str(about)),
        (form.cell("source", CHILD_LABOUR, **where), "Labour force survey"),
        (figure, "4200"),
    ]
    put(line, filled(line, form, typed, f"{sender}_{year}_filled"), f"{year}/{sender}/a.xlsx")


def columns_of(form: SentForm) -> list[str]:
    found = [str(row["column"]) for row in form.cells if row["field"] == "value"]
    return [column for column in dict.fromkeys(found) if not column.startswith("other")]


def test_a_round_without_a_final_form_fails_and_says_what_to_do(with_2026):
    out = with_2026.folder / "out"
    called = with_2026.call("forms", "--round", 2026, "--sender", "KHM", "--out", out)

    assert called.code == 1
    assert "has no final version for round 2026; record the decision final_form" in called.err


def test_a_round_2026_goes_from_form_to_review(with_2026):
    line = with_2026
    before = form_of(line, 2025, "KHM")
    because = ("--by", "SLOM", "--why", "The round is added.")
    line.do("decide", "final-form", "a_list", "1.1", "--round", 2026, *because)
    for sender in ("KHM", "THA", "VNM", "LAO", "TLS"):
        report(line, 2026, sender, "2026", 2025)
    line.ask("ingest")

    reviewed = line.ask("review", "--round", 2026)

    assert columns_of(before) == ["baseline", "2022", "2023", "2024", "2025"]
    assert columns_of(form_of(line, 2026, "KHM")) == [*columns_of(before), "2026"]
    assert columns_of(form_of(line, 2025, "MYS")) == columns_of(before)
    assert {row["code"] for row in line.ask("findings")} & {"YEAR_OUTSIDE_COLUMN"} == set()
    a2 = next(row for row in reviewed["indicators"] if row["indicator"] == CHILD_LABOUR)
    assert (a2["count"], a2["suggestion"]) == (5, "keep")
    assert re.match("5 of 11 Member States reported", a2["reason"])


def test_a_second_framework_goes_from_form_to_review(roadmap_2035):
    line = roadmap_2035
    first = form_of(line, 2026, "KHM")
    for sender in ("KHM", "THA", "VNM", "LAO", "TLS"):
        report(line, 2026, sender, "baseline", 2016)
    line.ask("ingest")
    line.settings["CL_NOW"] = "2027-06-15T09:00:00+07:00"
    report(line, 2027, "KHM", "2027", 2026)
    line.ask("ingest")

    reviews = [line.ask("review", "--round", year) for year in (2026, 2027)]

    assert columns_of(first) == ["baseline"]
    assert columns_of(form_of(line, 2027, "KHM")) == ["baseline", "2027"]
    for reviewed in reviews:
        a2 = next(row for row in reviewed["indicators"] if row["indicator"] == CHILD_LABOUR)
        assert (a2["position"], a2["count"], a2["suggestion"]) == ("A2", 5, "keep")
        assert "of 11 Member States" in a2["reason"]
    assert "by 2035" in Path(reviews[0]["page"]).read_text("utf-8")
