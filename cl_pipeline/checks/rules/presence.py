"""Rules on what is filled in: covered sheets, headline cells, availability and gap codes.

Only headline totals of the column of the round must hold a number or a gap code; an empty breakdown
cell means "not broken down".
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cl_pipeline.catalogue import finding
from cl_pipeline.checks.view import NO, YES, SubmissionView, answer_of, finding_at
from cl_pipeline.model.breakdown import UNBROKEN
from cl_pipeline.model.codes import Field, ObservationStatus
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import IndicatorKey, due_column
from cl_pipeline.model.observation import Entry, Observation


@dataclass(frozen=True, slots=True)
class Sheet:
    """One indicator sheet with all that was read from it."""

    name: str
    indicator: IndicatorKey
    observations: tuple[Observation, ...]
    entries: tuple[Entry, ...]
    has_unreadable: bool

    @property
    def is_empty(self) -> bool:
        """True where nothing was filled in."""
        return not (self.observations or self.entries or self.has_unreadable)

    @property
    def available(self) -> Entry | None:
        """The answer on availability, or None."""
        return next((entry for entry in self.entries if entry.field == Field.AVAILABLE), None)

    @property
    def is_promised_but_empty(self) -> bool:
        """True where the sender answers that data are available and gives no figure."""
        has_figures = self.has_unreadable or any(
            seen.value is not None for seen in self.observations
        )
        return not has_figures and self.available is not None and answer_of(self.available) == YES


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
        if sheet.is_empty:
            yield finding(
                "SHEET_DECLARED_BUT_EMPTY",
                found=f"no figure and no answer on the sheet {sheet.name}",
                sheet=sheet.name,
                indicator=sheet.indicator,
            )


def headlines_are_answered(view: SubmissionView) -> Iterator[Finding]:
    """HEADLINE_EMPTY at each headline total of the round's column that is empty.

    Sheets that are empty as a whole have their own finding, and so have those of which the sender
    answers that data are available.
    """
    due = due_column(view.framework.rounds, view.round)
    for sheet in _covered_sheets(view):
        if view.form is None or sheet.is_empty or sheet.is_promised_but_empty:
            continue
        answered = {(seen.sheet, seen.cell) for seen in sheet.observations} | view.omitted
        indicator = view.framework.indicator(sheet.indicator)
        for asked in view.form.headlines(sheet.indicator):
            if asked.column == due and (asked.sheet, asked.cell) not in answered:
                name = indicator.measure(asked.measure or "").name
                yield finding(
                    "HEADLINE_EMPTY",
                    found=f"{name}, column {asked.column}: the cell is empty",
                    sheet=asked.sheet,
                    cell=asked.cell,
                    indicator=indicator.key,
                )


def availability_agrees(view: SubmissionView) -> Iterator[Finding]:
    """AVAILABLE_NO_BUT_VALUES or AVAILABLE_YES_BUT_EMPTY at the answer on availability."""
    for sheet in _sheets(view):
        entry = sheet.available
        if entry is None:
            continue
        count = sum(seen.value is not None for seen in sheet.observations)
        if answer_of(entry) == NO and count:
            found = f'"{entry.text}", and {count} figures are given'
            yield finding_at(entry, "AVAILABLE_NO_BUT_VALUES", found)
        elif sheet.is_promised_but_empty:
            found = f'"{entry.text}", and no figure is given'
            yield finding_at(entry, "AVAILABLE_YES_BUT_EMPTY", found)


def included_says_where(view: SubmissionView) -> Iterator[Finding]:
    """INCLUDED_WITHOUT_WHERE at a gap code for "included elsewhere" without a place.

    Source: SDMX CL_OBS_STATUS, K is to be paired with the place that includes it.
    """
    for seen in view.observations:
        is_included = seen.obs_status == ObservationStatus.INCLUDED_ELSEWHERE
        if is_included and not (seen.gap_note or "").strip():
            found = f'"{seen.as_typed}", without a place'
            yield finding_at(seen, "INCLUDED_WITHOUT_WHERE", found)


def gaps_have_no_parts(view: SubmissionView) -> Iterator[Finding]:
    """GAP_WITH_BREAKDOWN at a headline total that is a gap while its parts are numbers."""
    for column in view.columns:
        for measure in column.indicator.headlines:
            gap = column.gaps.get((measure.key, UNBROKEN))
            parts = list(column.of(measure.key).values())
            if gap is not None and parts:
                more = "" if len(parts) == 1 else f" and {len(parts) - 1} more"
                found = f'total "{gap.as_typed}", while {column.label(parts[0])}{more} is given'
                yield finding_at(gap, "GAP_WITH_BREAKDOWN", found)


def _sheets(view: SubmissionView) -> Iterator[Sheet]:
    """The indicator sheets of a submission: those of its form, or those with observations."""
    seen = {observation.sheet: observation.key.indicator for observation in view.observations}
    named = view.form.description.indicator_sheets if view.form else tuple(seen.items())
    for name, indicator in named:
        yield Sheet(
            name,
            indicator,
            tuple(seen for seen in view.observations if seen.sheet == name),
            tuple(entry for entry in view.entries if entry.sheet == name),
            any(sheet == name for sheet, _ in view.omitted),
        )


def _covered_sheets(view: SubmissionView) -> Iterator[Sheet]:
    return (sheet for sheet in _sheets(view) if sheet.name in view.draft.sheets)


def _is_form_empty(view: SubmissionView) -> bool:
    has_finding_on_sheet = any(sheet for sheet, _ in view.reported)
    return not (
        view.draft.observations or view.draft.entries or view.omitted or has_finding_on_sheet
    )
