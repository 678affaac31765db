"""Rules on what is there: covered sheets are filled in, headline cells answered, answers agree.

A gap is never silent: only headline totals of the column of the round must hold a number or a gap
code; an empty breakdown cell means "not broken down" and is asked about by nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cl_pipeline.catalogue import finding
from cl_pipeline.checks.view import SubmissionView
from cl_pipeline.model.codes import Field
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.identity import IndicatorKey, due_column
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.observation import Entry, Observation

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One covered indicator sheet with all that was read from it."""

    name: str
    indicator: IndicatorKey
    observations: tuple[Observation, ...]
    entries: tuple[Entry, ...]
    has_unreadable: bool

    @property
    def has_figures(self) -> bool:
        """True where any number stands, or stood and could not be read."""
        return self.has_unreadable or any(
            observation.value is not None for observation in self.observations
        )

    @property
    def available(self) -> tuple[Entry, str] | None:
        """The answer on availability with the word it comes down to, or None."""
        for entry in self.entries:
            if entry.field == Field.AVAILABLE:
                return entry, (entry.code or entry.text).strip().casefold()
        return None

    @property
    def is_said_but_empty(self) -> bool:
        """True where data are said to be available and no figure stands."""
        return not self.has_figures and self.available is not None and self.available[1] == YES


def something_is_filled_in(view: SubmissionView) -> Iterator[Finding]:
    """NOTHING_FILLED_IN, once for a submission in which nothing that can count was entered.

    Years, sources and the cover describe figures; without a figure or an answer they count for
    nothing. A cell that was read with a finding on a sheet was filled in.
    """
    if _is_form_empty(view):
        yield finding("NOTHING_FILLED_IN", found="no figure and no answer on any sheet")


def covered_sheets_are_filled(view: SubmissionView) -> Iterator[Finding]:
    """SHEET_DECLARED_BUT_EMPTY, once for each covered sheet without a figure or an answer.

    An empty form has a finding of its own.
    """
    if _is_form_empty(view):
        return
    for sheet in _covered_sheets(view):
        if _is_empty(sheet):
            yield finding(
                "SHEET_DECLARED_BUT_EMPTY",
                found=f"no figure and no answer on the sheet {sheet.name}",
                sheet=sheet.name,
                indicator=sheet.indicator,
            )


def headlines_are_answered(view: SubmissionView) -> Iterator[Finding]:
    """HEADLINE_EMPTY at each headline total of the round's column that holds nothing.

    Sheets that are empty as a whole have their own finding, and so have those said to hold data.
    """
    due = due_column(view.framework.rounds, view.round)
    for sheet in _covered_sheets(view):
        if _is_empty(sheet) or sheet.is_said_but_empty:
            continue
        answered = {
            (observation.sheet, observation.cell) for observation in sheet.observations
        } | view.omitted
        for asked in view.form.headlines(sheet.indicator) if view.form else ():
            if asked.column == due and (asked.sheet, asked.cell) not in answered:
                yield _empty_headline(view.framework.indicator(sheet.indicator), asked)


def availability_agrees(view: SubmissionView) -> Iterator[Finding]:
    """AVAILABLE_NO_BUT_VALUES or AVAILABLE_YES_BUT_EMPTY at the answer on availability."""
    for sheet in _sheets(view):
        if sheet.available is None:
            continue
        entry, answer = sheet.available
        count = sum(observation.value is not None for observation in sheet.observations)
        if answer == NO and count:
            code, found = "AVAILABLE_NO_BUT_VALUES", f'"{entry.text}", and {count} figures stand'
        elif sheet.is_said_but_empty:
            code, found = "AVAILABLE_YES_BUT_EMPTY", f'"{entry.text}", and no figure stands'
        else:
            continue
        yield finding(
            code, found=found, sheet=entry.sheet, cell=entry.cell, indicator=sheet.indicator
        )


def _sheets(view: SubmissionView) -> Iterator[Sheet]:
    """The indicator sheets of a return: those of its form, or those anything was read from."""
    if view.form is not None:
        named = view.form.description.indicator_sheets
    else:
        seen = {observation.sheet: observation.key.indicator for observation in view.observations}
        named = tuple(seen.items())
    for name, indicator in named:
        yield Sheet(
            name,
            indicator,
            view.observations_by_sheet.get(name, ()),
            view.entries_by_sheet.get(name, ()),
            any(sheet == name for sheet, _ in view.omitted),
        )


def _covered_sheets(view: SubmissionView) -> Iterator[Sheet]:
    return (sheet for sheet in _sheets(view) if sheet.name in view.draft.sheets)


def _is_form_empty(view: SubmissionView) -> bool:
    has_finding_on_sheet = any(sheet for sheet, _ in view.told)
    return not (
        view.draft.observations or view.draft.entries or view.omitted or has_finding_on_sheet
    )


def _is_empty(sheet: Sheet) -> bool:
    return not (sheet.observations or sheet.entries or sheet.has_unreadable)


def _empty_headline(indicator: Indicator, asked: FormCell) -> Finding:
    measure = indicator.measure(asked.measure or "")
    return finding(
        "HEADLINE_EMPTY",
        found=f"{measure.name}, column {asked.column}: nothing stands in the cell",
        sheet=asked.sheet,
        cell=asked.cell,
        indicator=indicator.key,
    )
