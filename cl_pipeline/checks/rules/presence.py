"""Rules on what is filled in, and on entries that belong together.

Only headline totals of the column of the round must hold a number or a gap code; an empty breakdown
cell means "not broken down".
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from cl_pipeline.catalogue import finding
from cl_pipeline.checks.view import NO, YES, ColumnView, SubmissionView, answer_of, finding_at
from cl_pipeline.model.breakdown import UNBROKEN
from cl_pipeline.model.codes import SOURCE_FIELDS, Field, ObservationStatus
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.identity import IndicatorKey, due_column
from cl_pipeline.model.indicators import Measure
from cl_pipeline.model.observation import Entry, Observation

NOT_COUNTED = frozenset({"percent", "currency"})
"""The units of which there can be a part."""

HELD = frozenset(
    {
        ObservationStatus.NOT_SIGNIFICANT,
        ObservationStatus.SUPPRESSED,
        ObservationStatus.INCLUDED_ELSEWHERE,
    }
)
"""Gaps of which the data are there: below half a unit, withheld, part of another figure."""


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
        """True where the sender answers that data are available and nothing shows them."""
        are_there = self.has_unreadable or any(
            seen.value is not None or seen.obs_status in HELD for seen in self.observations
        )
        return not are_there and self.available is not None and answer_of(self.available) == YES


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
    answers that data are available, and totals of which parts are given.
    """
    in_parts = {
        (column.indicator.key, measure)
        for column in view.columns
        if column.column == due_column(view.framework.rounds, view.round)
        for measure in column.by_measure
    }
    due = due_column(view.framework.rounds, view.round)
    for sheet in _covered_sheets(view):
        if view.form is None or sheet.is_empty or sheet.is_promised_but_empty:
            continue
        answered = {(seen.sheet, seen.cell) for seen in sheet.observations} | view.omitted
        indicator = view.framework.indicator(sheet.indicator)
        for asked in view.form.headlines(sheet.indicator):
            is_open = asked.column == due and (asked.sheet, asked.cell) not in answered
            if is_open and (indicator.key, asked.measure) not in in_parts:
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


def counts_are_not_below_half(view: SubmissionView) -> Iterator[Finding]:
    """LESS_THAN_HALF_A_COUNT at a gap code for less than half the unit in a row of counts.

    Source: SDMX CL_OBS_STATUS, N: not zero, but less than half the smallest unit shown.
    """
    for seen in view.observations:
        is_below_half = seen.obs_status == ObservationStatus.NOT_SIGNIFICANT
        if is_below_half and seen.unit not in NOT_COUNTED:
            yield finding_at(seen, "LESS_THAN_HALF_A_COUNT", f'"{seen.as_typed}"')


def parts_have_a_total(view: SubmissionView) -> Iterator[Finding]:
    """GAP_WITH_BREAKDOWN at a headline total that is a gap or empty while its parts are numbers.

    An empty total is asked for in the column of the round, in others where no headline has one.
    A withheld total is an answer.
    """
    due = due_column(view.framework.rounds, view.round)
    for column in view.columns:
        headlines = column.indicator.headlines
        is_asked = column.column == due or not any(map(column.total, headlines))
        for measure in headlines:
            gap = column.gaps.get((measure.key, UNBROKEN))
            parts = list(column.of(measure.key).values())
            is_withheld = gap is not None and gap.obs_status == ObservationStatus.SUPPRESSED
            is_answered = column.total(measure) is not None or is_withheld
            if not parts or is_answered or not (gap or is_asked):
                continue
            total = f'total "{gap.as_typed}"' if gap else "no total"
            more = "" if len(parts) == 1 else f" and {len(parts) - 1} more"
            place = gap or _total_cell(view, column, measure) or parts[0].observation
            if (place.sheet, place.cell) not in view.omitted:
                found = f"{total}, while {column.label(parts[0])}{more} is given"
                yield column.finding("GAP_WITH_BREAKDOWN", (place.sheet, place.cell), found)


def _total_cell(view: SubmissionView, column: ColumnView, measure: Measure) -> FormCell | None:
    """The cell in which the form asks for the total of a measure."""
    for cell in view.form.cells(column.indicator.key) if view.form else ():
        is_total = cell.field == Field.VALUE and cell.breakdown == UNBROKEN
        if is_total and (cell.measure, cell.column) == (measure.key, column.column):
            return cell
    return None


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
    """True where nothing was read; a sheet that was not read at all counts for nothing."""
    read = set(view.draft.sheets)
    if not read and view.form:
        asked = {
            cell.attribute for cell in view.form.description.cells if cell.field is Field.COVERS
        }
        read = set(view.form.description.sheets) - asked
    return not (
        view.draft.observations
        or view.draft.entries
        or any(sheet in read and cell for sheet, cell in view.reported | view.omitted)
    )


OTHER = "OTHER"
"""The origin that asks for a name of its own (code list ``description_from``)."""

NAMED = {
    **dict.fromkeys(SOURCE_FIELDS, "title"),
    Field.DATA_GAP: "text",
    Field.OUTPUT: "name",
    Field.PROJECT: "name",
}
"""The column that names a row, for tables whose rows the sender names itself."""

Row = dict[str, Entry]
"""The filled cells of one row by their column."""


def descriptions_say_where_from(view: SubmissionView) -> Iterator[Finding]:
    """DESCRIPTION_WITHOUT_ORIGIN, or DESCRIPTION_FROM_OTHER_MISSING at the ticked box.

    An entry that could not be read is not missing; it has its own finding.

    Source: reporting template of the 2021 workshop asks where a progress description comes from.
    """
    for indicator, own in _by_indicator(view):
        described, origins = own[Field.PROGRESS_DESCRIPTION], own[Field.DESCRIPTION_FROM]
        named = own[Field.DESCRIPTION_FROM_OTHER]
        is_ticked = origins or named or view.left_out(Field.DESCRIPTION_FROM, indicator)
        if described and not is_ticked:
            found = "a description, no origin ticked"
            yield finding_at(described[0], "DESCRIPTION_WITHOUT_ORIGIN", found)
        for origin in origins:
            if origin.code == OTHER and not named:
                found = "another origin, not named"
                yield finding_at(origin, "DESCRIPTION_FROM_OTHER_MISSING", found)


def levels_have_narratives(view: SubmissionView) -> Iterator[Finding]:
    """LEVEL_WITHOUT_NARRATIVE or NARRATIVE_WITHOUT_LEVEL at the one without the other."""
    for indicator, own in _by_indicator(view):
        levels, narratives = own[Field.LEVEL], own[Field.NARRATIVE]
        if levels and not narratives and not view.left_out(Field.NARRATIVE, indicator):
            found = f'level "{levels[0].text}" alone'
            yield finding_at(levels[0], "LEVEL_WITHOUT_NARRATIVE", found)
        if narratives and not levels and not view.left_out(Field.LEVEL, indicator):
            found = "a narrative, no level chosen"
            yield finding_at(narratives[0], "NARRATIVE_WITHOUT_LEVEL", found)


def tables_are_consistent(view: SubmissionView) -> Iterator[Finding]:
    """Findings on the names and time frames of rows, and on the answers above tables.

    TABLE_ROW_WITHOUT_NAME at the first filled cell of a row whose name is missing;
    TIME_FRAME_REVERSED at the last year of a row whose first year comes after it;
    ANSWER_NO_BUT_ROWS or ANSWER_YES_BUT_NO_ROWS at the answer above the table.
    """
    rows = _rows(view)
    for (field, _), row in rows.items():
        if field in NAMED and NAMED[field] not in row:
            cell = next(iter(row.values()))
            yield finding_at(cell, "TABLE_ROW_WITHOUT_NAME", f"a row with only {cell.text!r}")
    filled = {field.value for field, _ in rows}
    for entry in view.entries:
        asked = _cell(view, entry)
        if entry.field != Field.AVAILABLE or asked is None or asked.indicator is not None:
            continue
        is_filled = asked.attribute in filled
        is_left_out = any(sheet == entry.sheet for sheet, _ in view.omitted)
        if answer_of(entry) == NO and is_filled:
            yield finding_at(entry, "ANSWER_NO_BUT_ROWS", "no, and the table below has rows")
        elif answer_of(entry) == YES and not is_filled and not is_left_out:
            yield finding_at(entry, "ANSWER_YES_BUT_NO_ROWS", "yes, and the table below is empty")
    for row in rows.values():
        first, last = row.get("from"), row.get("to")
        if first and last and last.text.strip() < first.text.strip():
            yield finding_at(last, "TIME_FRAME_REVERSED", f"from {first.text} to {last.text}")


def _by_indicator(view: SubmissionView) -> Iterator[tuple[IndicatorKey, dict[Field, list[Entry]]]]:
    """The filled entries about each indicator on each sheet, by field."""
    groups: dict[tuple[str, IndicatorKey], dict[Field, list[Entry]]] = {}
    for entry in view.entries:
        if entry.indicator is not None and entry.text.strip():
            own = groups.setdefault((entry.sheet, entry.indicator), defaultdict(list))
            own[entry.field].append(entry)
    return ((indicator, own) for (_, indicator), own in groups.items())


def _rows(view: SubmissionView) -> dict[tuple[Field, str], Row]:
    """The rows of all tables, in the order of the workbook; key: field and row."""
    rows: dict[tuple[Field, str], Row] = {}
    for entry in view.entries:
        cell = _cell(view, entry)
        if cell is None or cell.indicator is not None or cell.attribute is None:
            continue
        name, _, column = cell.attribute.rpartition(".")
        if entry.field in NAMED or name:
            rows.setdefault((entry.field, name or str(entry.entry)), {})[column] = entry
    return rows


def _cell(view: SubmissionView, entry: Entry) -> FormCell | None:
    return view.form.at(entry.sheet, entry.cell) if view.form else None
