"""Rules on reference years: each figure is about a year, and the year fits its column.

Source: a survey of 2005-06 is printed as current in every later edition of one report; the
reference year must stand apart from the year of the report. The window is the framework rule
``reference_year_window``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from cl_pipeline.catalogue import finding
from cl_pipeline.checks.addresses import Address, FormCells
from cl_pipeline.checks.view import ColumnView, Figure, SubmissionView
from cl_pipeline.model.codes import Field
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import BASELINE, OTHER_PREFIX, ColumnKey


@dataclass(frozen=True, slots=True)
class StatedYear:
    """One year of one column, with the cell it is asked for in and a figure about it."""

    column: ColumnView
    year: int | None
    address: Address
    figure: Figure


def years_fit_columns(view: SubmissionView) -> Iterator[Finding]:
    """YEAR_IN_FUTURE or YEAR_OUTSIDE_COLUMN at the cell of the reference year."""
    window = view.framework.rules.reference_year_window
    for stated in _stated_years(view):
        year, column = stated.year, stated.column.column
        if year is None:
            continue
        bounds = {"first": 0, "last": view.round}
        if year > view.round:
            yield _about("YEAR_IN_FUTURE", stated, f"the figures are about {year}", **bounds)
        elif column.isdigit() and not int(column) - window <= year <= int(column):
            bounds = {"first": int(column) - window, "last": int(column)}
            found = f"the figures in the column {column} are about {year}"
            yield _about("YEAR_OUTSIDE_COLUMN", stated, found, **bounds)


def years_are_stated(view: SubmissionView) -> Iterator[Finding]:
    """BASELINE_YEAR_MISSING or REFERENCE_YEAR_MISSING where figures stand without a year."""
    for stated in _stated_years(view):
        if stated.year is None:
            is_baseline = stated.column.column == BASELINE
            code = "BASELINE_YEAR_MISSING" if is_baseline else "REFERENCE_YEAR_MISSING"
            yield _about(code, stated, f"figures in the column {_shown(stated)}, without a year")


@lru_cache(maxsize=1)
def _stated_years(view: SubmissionView) -> tuple[StatedYear, ...]:
    """Each year once per cell it was asked for in, though many figures share it.

    Two rules ask for those of the same return, one after the other, so the last are kept.
    """
    return tuple(_each_stated_year(view))


def _each_stated_year(view: SubmissionView) -> Iterator[StatedYear]:
    for column in view.columns:
        seen: set[tuple[int | None, Address]] = set()
        usual_year = _usual_year(column)
        for figure in _one_per_year(column) if view.form else column.figures.values():
            year = figure.observation.reference_year
            address = _address(view.form, column, figure, usual_year)
            if (year, address) not in seen:
                seen.add((year, address))
                yield StatedYear(column, year, address, figure)


def _one_per_year(column: ColumnView) -> Iterable[Figure]:
    """The first figure of each measure and year; the form asks for the year of all of them once."""
    first: dict[tuple[str, int | None], Figure] = {}
    for figure in column.figures.values():
        first.setdefault(
            (figure.observation.key.measure, figure.observation.reference_year), figure
        )
    return first.values()


def _address(
    form: FormCells | None, column: ColumnView, figure: Figure, usual_year: int | None
) -> Address:
    """The column's own cell, or the measure's where the measure has another year than the rest.

    A measure's own cell stands only for a year that differs; what stands nowhere is asked for at
    the top of the column.
    """
    if form is None:
        return figure.address
    year = figure.observation.reference_year
    differs = year is not None and year != usual_year
    measure = figure.observation.key.measure if differs else None
    cell = form.find(Field.REFERENCE_YEAR, column.indicator.key, column.column, measure)
    return (cell.sheet, cell.cell) if cell else figure.address


def _usual_year(column: ColumnView) -> int | None:
    """The year most measures have; of two equally frequent ones the one met first."""
    measures: dict[int, set[str]] = {}
    for figure in column.figures.values():
        key, year = figure.observation.key, figure.observation.reference_year
        if year is not None:
            measures.setdefault(year, set()).add(key.measure)
    return max(measures, key=lambda year: len(measures[year]), default=None)


def _shown(stated: StatedYear) -> ColumnKey | str:
    return stated.column.column.replace(OTHER_PREFIX, "other year ")


def _about(code: str, stated: StatedYear, found: str, **words: object) -> Finding:
    sheet, cell = stated.address
    return finding(
        code,
        found=found,
        sheet=sheet,
        cell=cell,
        indicator=stated.column.indicator.key,
        **words,
    )
