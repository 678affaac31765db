"""Every number that we publish has a trace key, and every key leads to its cell.

Counts of Member States and the threshold have no key; the heading of their column shows it.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.model.keys import TraceKey
from cl_pipeline.model.trace import Trace
from cl_pipeline.model.workbook import CellKind, RawCell
from cl_pipeline.reading.numbers import Asked, read_number
from cl_pipeline.settings import read_settings
from cl_pipeline.workflows.lineage.tracing import explain_number
from cl_pipeline.workflows.pipeline import Pipeline, open_pipeline
from tests.builders.command_line import CommandLine

pytestmark = pytest.mark.xdist_group("revisions")

COUNTS = {"In this column", "Reported so far", "Threshold", "Member States"}
"""Headings of columns that count Member States."""

KEY = re.compile(r"[a-z0-9_]+\|[A-Z]{3}\|[a-z0-9_]+\|[a-z0-9_]+\|\S.*")


@dataclass(frozen=True)
class Shown:
    """One number as it is shown, with its trace key; None where it has none."""

    where: str
    number: Decimal
    key: str | None


def in_workbook(path: Path) -> Iterator[Shown]:
    for sheet in load_workbook(path):
        for row in sheet.iter_rows():
            of_row = [str(cell.value) for cell in row if KEY.fullmatch(str(cell.value))]
            for cell in row:
                if cell.data_type == "n" and cell.value is not None and not counts(sheet, cell):
                    key = cell.comment.text if cell.comment else next(iter(of_row), None)
                    where = f"{path.name} {sheet.title}!{cell.coordinate}"
                    yield Shown(where, Decimal(str(cell.value)), key)


def counts(sheet: Worksheet, cell: Cell) -> bool:
    """True where the nearest heading above says that Member States are counted."""
    above = (sheet.cell(row, cell.column).value for row in range(cell.row - 1, 0, -1))
    return next((text for text in above if isinstance(text, str)), "") in COUNTS


class Figures(HTMLParser):
    """The cells of a page that are marked as numbers, and the keys in them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str | None]] = []
        self.is_number, self.key = False, None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "td":
            self.is_number, self.key = "number" in (given.get("class") or "").split(), None
        self.key = given.get("data-trace-key", self.key)

    def handle_data(self, data: str) -> None:
        if self.is_number and data.strip():
            self.found.append((data.strip(), self.key))
            self.is_number = False


def in_page(path: Path) -> Iterator[Shown]:
    figures = Figures()
    figures.feed(path.read_text("utf-8"))
    for text, key in figures.found:
        yield Shown(path.name, Decimal(text.replace(",", "").removesuffix("%").strip()), key)


def in_csv(path: Path) -> Iterator[Shown]:
    """Every ``value``, with the ``trace_key`` of its row."""
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row.get("value"):
                yield Shown(path.name, Decimal(row["value"]), row.get("trace_key"))


READERS = {".xlsx": in_workbook, ".html": in_page, ".csv": in_csv}


@pytest.fixture(scope="module")
def line(taken_in) -> CommandLine:
    """The command line over the folder of the revisions; nothing here changes it."""
    return CommandLine(taken_in, {"CL_NOW": "2024-12-01T09:00:00+07:00"})


@pytest.fixture(scope="module")
def shown(line) -> list[Shown]:
    """Every number of the review and of the B list, in all files."""
    line.do("review", "--round", "2024")
    line.do("assess", "--round", "2024")
    files = sorted(p for p in (line.data / "output").rglob("*") if p.suffix in READERS)
    return [number for path in files for number in READERS[path.suffix](path)]


@pytest.fixture(scope="module")
def pipeline(line, shown) -> Pipeline:
    """The pipeline that wrote them."""
    return open_pipeline(read_settings({"CL_DATA_DIR": str(line.data)}), "test")


def test_every_number_carries_its_trace_key(shown):
    files = {number.where.split(" ")[0] for number in shown}

    assert {"slom_review_2024.xlsx", "b_list_assessment_2024.xlsx", "slom_review_2024.html"} < files
    assert "VNM_slom_review_2024.html" in files
    assert [number for number in shown if number.key is None] == []


def test_every_key_leads_to_a_cell_that_says_the_number(shown, pipeline):
    found = {key: traced(pipeline, key) for key in {number.key for number in shown if number.key}}

    gap_codes = pipeline.framework_in_force().gap_codes
    for key, trace in found.items():
        seen, value = trace.observation, trace.value
        raw = RawCell(seen.cell, CellKind.NUMBER, seen.as_typed)
        assert value.trace_key == key
        assert read_number(raw, "en", gap_codes, Asked()).value == seen.value
        assert trace.inputs or seen.value == value.value
        assert pipeline.archive.path_of(trace.submission.digest).is_file()
    for number in shown:
        value = found[str(number.key)].value.value
        assert value is not None
        assert value.quantize(number.number, ROUND_HALF_UP) == number.number, number


def traced(pipeline: Pipeline, key: str) -> Trace:
    indicator, sender, column, measure, breakdown = TraceKey.parse(key)
    framework = pipeline.framework_in_force()
    about = (indicator, sender, column, breakdown)
    found = explain_number(pipeline, framework, *about, measure=measure)
    assert isinstance(found, Trace), found
    return found
