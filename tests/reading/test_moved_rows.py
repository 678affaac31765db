"""Rows that were inserted, deleted, sorted or copied: no figure lands in another row."""

import re
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cl_pipeline.model.codes import Field
from cl_pipeline.model.keys import column_letters
from cl_pipeline.model.observation import ObservationKey
from cl_pipeline.model.submission import SubmissionDraft
from cl_pipeline.model.workbook import CellKind, RawCell
from cl_pipeline.reading.xlsx.addresses import place_of
from tests.builders.examples import examples
from tests.builders.raw_submissions import TypedSubmission

Row = dict[int, RawCell]
"""The cells of a row by the number of the column."""

LABEL, UNIT, BASELINE = 1, 2, 3
OWN_NAMES = ("KH-12", "KH-1", "KH-2", "13-15", "16", "11-12", "any")
SHEETS = ("A2", "A6", "A7", "A9", "A11", "A13", "C list")
FIRST_ROW = 4
"""The number, from 0, of the first row after title and header."""


class Sheet:
    """The rows of one sheet of a form, with another figure in each row that has one.

    ``expected`` are the keys of the figures.
    """

    def __init__(self, name: str, draw: Random) -> None:
        self.name, self.draw, self.last_figure = name, draw, 1000
        self.submission = TypedSubmission()
        self._type_figures()
        self.expected: dict[str, ObservationKey] = {
            str(read.value): read.key for read in self.submission.draft().observations
        }
        cells = self.submission.raw.sheet(name).cells
        self.rows: list[Row] = [{} for _ in range(max(place_of(at)[0] for at in cells) + 3)]
        for address, cell in cells.items():
            row, column = place_of(address)
            self.rows[row - 1][column] = cell

    def _type_figures(self) -> None:
        names, named = iter(OWN_NAMES * 9), set()
        for cell in self.submission.description.cells:
            row, _ = place_of(cell.cell)
            if cell.sheet != self.name or not cell.is_open or self.draw.random() < 0.3:
                continue
            if cell.field is Field.ROW_LABEL:
                self.submission.type(cell, next(names))
                named.add(row)
            elif cell.field is Field.VALUE and (row in named or "row:" not in str(cell)):
                self.submission.type(cell, self.figure(), CellKind.NUMBER)

    def figure(self) -> str:
        """A figure that is nowhere else."""
        self.last_figure += 1
        return str(self.last_figure)

    def is_of_the_sender(self, row: Row) -> bool:
        """Whether the sender names the row."""
        return LABEL not in row or row[LABEL].text in OWN_NAMES

    def at(self, label: str, occurrence: int = 0) -> int:
        """The number, from 0, of the row with that label; ``occurrence`` of several."""
        there = [
            at for at, row in enumerate(self.rows) if LABEL in row and row[LABEL].text == label
        ]
        return there[occurrence]

    def insert(self) -> None:
        """A row with nothing, words, or words and a figure."""
        words = {LABEL: RawCell("", CellKind.TEXT, "another group")}
        figure = {BASELINE: RawCell("", CellKind.NUMBER, self.figure())}
        row = self.draw.choice([{}, words, words | figure])
        self.rows.insert(self.draw.randrange(len(self.rows)), row)

    def delete(self) -> None:
        """A row without a figure."""
        unused = [
            at
            for at, row in enumerate(self.rows[FIRST_ROW:], start=FIRST_ROW)
            if not self.is_of_the_sender(row)
            and not any(cell.kind is CellKind.NUMBER for cell in row.values())
        ]
        del self.rows[self.draw.choice(unused)]

    def copy(self) -> None:
        """A row inserted below its own, as it is or with another figure."""
        at = self.draw.randrange(FIRST_ROW, len(self.rows))
        copied, before = dict(self.rows[at]), self.rows[at].get(BASELINE)
        if before and before.kind is CellKind.NUMBER and self.draw.random() < 0.5:
            copied[BASELINE] = before._replace(text=self.figure())
            if before.text in self.expected:
                self.expected[copied[BASELINE].text] = self.expected[before.text]
        self.rows.insert(at + 1, copied)

    def sort(self) -> None:
        """Some rows by what is in a column, those without anything last, as programs do."""
        start = self.draw.randrange(FIRST_ROW, len(self.rows))
        end = start + self.draw.choice([2, 3, 8, 40])
        column, is_down = self.draw.choice([LABEL, UNIT, BASELINE]), self.draw.random() < 0.3
        filled = [row for row in self.rows[start:end] if column in row]
        empty = [row for row in self.rows[start:end] if column not in row]
        filled.sort(key=lambda row: _order(row[column]), reverse=is_down)
        self.rows[start:end] = filled + empty

    def change(self) -> None:
        """The printed text of a row."""
        row = self.rows[self.draw.randrange(FIRST_ROW, len(self.rows))]
        if not self.is_of_the_sender(row):
            row[LABEL] = row[LABEL]._replace(text="words of the sender")

    def draft(self) -> SubmissionDraft:
        """What is read from the rows."""
        self.cells = {}
        for number, row in enumerate(self.rows, start=1):
            for column, cell in row.items():
                address = f"{column_letters(column)}{number}"
                self.cells[address] = cell._replace(cell=address)
        raw = self.submission.raw
        sheets = [
            replace(sheet, cells=self.cells, merged=()) if sheet.name == self.name else sheet
            for sheet in raw.sheets
        ]
        self.submission.raw = replace(raw, sheets=tuple(sheets))
        return self.submission.draft()


def _order(cell: RawCell) -> tuple[int, int, str]:
    is_number = cell.kind is CellKind.NUMBER
    return (int(not is_number), int(cell.text) if is_number else 0, cell.text)


def misread(sheet: Sheet) -> tuple[list[str], list[str]]:
    """The figures that were read for another key, and those neither read nor named."""
    draft = sheet.draft()
    findings = [found for found in draft.findings if found.sheet == sheet.name]
    texts = " ".join(f"{found.found} {found.cell}" for found in findings)
    named = {*re.findall(r"\b[A-Z]+[0-9]+\b", texts)}
    read = {str(seen.value): seen.key for seen in draft.observations}
    wrong = [figure for figure, key in read.items() if sheet.expected.get(figure) != key]
    is_refused = any(found.code in {"SHEET_CHANGED", "FORM_CHANGED"} for found in findings)
    lost = [
        cell.text
        for address, cell in sheet.cells.items()
        if cell.kind is CellKind.NUMBER and cell.text not in read and address not in named
    ]
    return wrong, [] if is_refused else lost


@given(st.randoms(use_true_random=False), st.sampled_from(SHEETS), st.integers(1, 5))
@examples(40)
def test_every_figure_is_read_for_its_own_key_or_named(draw, name, times):
    sheet = Sheet(name, draw)
    for _ in range(times):
        draw.choice([sheet.insert, sheet.delete, sheet.copy, sheet.sort, sheet.change])()

    assert misread(sheet) == ([], [])


@pytest.fixture
def sheet():
    """A2 with figures in most rows."""
    return Sheet("A2", Random(1))


def read_of(sheet: Sheet) -> set[str]:
    """The figures that are read for their own keys."""
    draft = sheet.draft()
    return {str(seen.value) for seen in draft.observations} & sheet.expected.keys()


def codes_of(sheet: Sheet) -> list[str]:
    """The codes of the findings about rows."""
    return [found.code for found in sheet.draft().findings if found.code.startswith("ROW")]


def test_a_sorted_block_is_read_as_before(sheet):
    start, end = sheet.at("Agriculture"), sheet.at("Services") + 1
    sheet.rows[start:end] = sheet.rows[start:end][::-1]

    assert read_of(sheet) == sheet.expected.keys()
    assert codes_of(sheet) == ["ROWS_CHANGED"]


def test_without_a_deleted_row_the_others_are_read(sheet):
    deleted = sheet.rows.pop(sheet.at("Male", 1))
    if BASELINE in deleted:
        sheet.expected.pop(deleted[BASELINE].text, None)

    assert read_of(sheet) == sheet.expected.keys()
    assert codes_of(sheet) == ["ROWS_CHANGED"]


@pytest.mark.parametrize(("figure", "found"), [(None, []), ("7", ["ROW_TWICE"])])
def test_a_copied_row_is_asked_about_if_it_differs(sheet, figure, found):
    at = sheet.at("Industry")
    copied = dict(sheet.rows[at])
    own = copied.setdefault(BASELINE, RawCell("", CellKind.NUMBER, "5")).text
    sheet.rows[at] = dict(copied)
    if figure:
        copied[BASELINE] = copied[BASELINE]._replace(text=figure)
    sheet.rows.insert(at, copied)

    assert codes_of(sheet) == ["ROWS_CHANGED", *found]
    assert (own in {str(seen.value) for seen in sheet.draft().observations}) == (not found)


def test_a_row_with_a_changed_label_is_left_out_alone(sheet):
    row = sheet.rows[sheet.at("Urban")]
    figure = row.setdefault(BASELINE, RawCell("", CellKind.NUMBER, "5")).text
    row[LABEL] = row[LABEL]._replace(text="In towns")

    assert read_of(sheet) == sheet.expected.keys() - {figure}
    assert codes_of(sheet) == ["ROWS_CHANGED", "ROW_NOT_READ"]


def test_a_row_under_the_header_of_another_table_is_left_out(sheet):
    """There its columns would mean other years."""
    row = sheet.rows.pop(sheet.at("Agriculture"))
    figure = row.setdefault(BASELINE, RawCell("", CellKind.NUMBER, "5")).text
    sheet.rows.insert(sheet.at("Other years") + 2, row)

    assert figure not in read_of(sheet)
    assert codes_of(sheet) == ["ROWS_CHANGED", "ROW_NOT_READ"]


def test_a_sheet_without_its_header_is_refused(sheet):
    sheet.submission.fill("A9", Field.SOURCE, "survey")
    del sheet.rows[sheet.at("Other years")]

    assert sheet.draft().sheets == ("A9",)
