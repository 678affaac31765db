"""Years and days as people type them."""

from datetime import date

import pytest

from cl_pipeline.model.codes import Field
from cl_pipeline.model.workbook import CellKind, RawCell
from cl_pipeline.reading.cell_texts import read_day, read_year, words_of
from tests.builders.raw_submissions import TypedSubmission

NUMBER, TEXT, DATE = CellKind.NUMBER, CellKind.TEXT, CellKind.DATE

YEARS = [
    ("2016", NUMBER, 2016),
    ("2016.0", NUMBER, 2016),
    ("2016.5", NUMBER, None),
    ("2016", TEXT, 2016),
    (" 2016.0 ", TEXT, 2016),
    ("២០១៦", TEXT, 2016),
    ("ปี 2016", TEXT, 2016),
    ("ค.ศ. 2016", TEXT, 2016),
    ("tahun 2016", TEXT, 2016),
    ("2016-01-01", DATE, 2016),
    ("1905-07-08", DATE, None),
    ("2009.0", TEXT, 2009),
    ("2015-16", TEXT, None),
    ("2010-2011", TEXT, None),
    ("2011/2012", TEXT, None),
    ("TRUE", CellKind.BOOLEAN, None),
]

DAYS = [
    ("2021-07-15", DATE, date(2021, 7, 15)),
    ("2021-07-15T08:00:00", DATE, date(2021, 7, 15)),
    ("15.7.2021", TEXT, date(2021, 7, 15)),
    ("15/07/2021", TEXT, date(2021, 7, 15)),
    ("15 July 2021", TEXT, date(2021, 7, 15)),
    ("១៥-៧-២០២១", TEXT, date(2021, 7, 15)),
    ("15/7/2564", TEXT, date(2021, 7, 15)),
    ("31/02/2021", TEXT, None),
    ("07/15/2021", TEXT, None),
    ("next week", TEXT, None),
]


@pytest.mark.parametrize(("text", "kind", "year"), YEARS)
def test_a_year_is_one_plain_year_or_none(text, kind, year):
    assert read_year(RawCell("B5", kind, text)).gregorian == year


def test_a_year_under_a_percent_format_is_asked_about():
    """The sender sees 201600%; a target of 50% keeps its percent sign."""
    cell = RawCell("B5", NUMBER, "2016", shown_percent=True)

    assert read_year(cell).gregorian is None
    assert words_of(cell) == "201600%"
    assert words_of(RawCell("B5", NUMBER, "0.5", shown_percent=True)) == "50%"


@pytest.mark.parametrize(
    "text", ["2559", "๒๕๕๙", "พ.ศ. 2559", "ปี พ.ศ. ๒๕๕๙", "B.E. 2559", "2559 BE"]
)
@pytest.mark.parametrize(
    ("sender", "year", "code"),
    [("THA", 2016, "YEAR_OF_BUDDHIST_ERA"), ("VNM", None, "YEAR_UNCLEAR")],
)
def test_a_buddhist_year_is_read_where_it_is_in_use_and_asked_about_elsewhere(
    text, sender, year, code
):
    submission = TypedSubmission(sender)
    cell = submission.fill("A2", Field.REFERENCE_YEAR, text, column="baseline")
    submission.fill("A2", Field.VALUE, "5", NUMBER, column="baseline")

    draft = submission.draft()

    (found,) = draft.findings
    assert [read.reference_year for read in draft.observations] == [year]
    assert (found.code, found.cell) == (code, cell.cell)
    assert "2016" in f"{found.found} {found.expected}"


@pytest.mark.parametrize(("text", "kind", "day"), DAYS)
def test_a_day_is_read_day_before_month_as_the_form_asks(text, kind, day):
    assert read_day(RawCell("B5", kind, text)) == day


def test_a_day_that_cannot_be_read_is_reported_at_its_cell():
    submission = TypedSubmission()
    cell = submission.fill("Cover", Field.FILLED_ON, "next week")

    draft = submission.draft()

    (found,) = draft.findings
    assert (draft.filled_on, found.code, found.cell) == (None, "DATE_UNCLEAR", cell.cell)
