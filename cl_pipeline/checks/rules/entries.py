"""Rules on entries that belong together: descriptions, levels, and the rows of tables."""

from collections import defaultdict
from collections.abc import Iterator

from cl_pipeline.checks.view import NO, YES, SubmissionView, answer_of, finding_at
from cl_pipeline.model.codes import SOURCE_FIELDS, Field
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.identity import IndicatorKey
from cl_pipeline.model.observation import Entry

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
