"""Worded cells of a return as entries."""

from collections.abc import Iterator

from cl_pipeline.model.codes import PLAN_FIELDS, SOURCE_FIELDS, Field
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.observation import Entry
from cl_pipeline.reading.choices import choice_code
from cl_pipeline.reading.columns import words_of
from cl_pipeline.reading.filled_cells import FilledForm

ENTRY_FIELDS = (
    Field.AVAILABLE,
    Field.NATIONAL_TARGET,
    Field.PROGRESS,
    Field.PROGRESS_DESCRIPTION,
    Field.DESCRIPTION_FROM,
    Field.DESCRIPTION_FROM_OTHER,
    Field.REVISION_REASON,
    Field.INSTITUTION,
    Field.SUPPORT,
    Field.GOOD_PRACTICE,
    Field.LEVEL,
    Field.NARRATIVE,
    Field.EVIDENCE,
    *SOURCE_FIELDS,
    Field.DATA_GAP,
    *PLAN_FIELDS,
)

_TICKS = frozenset({"x", "✓", "✔", "☒", "yes", "true", "1", "v"})
_NO_TICKS = frozenset({"no", "-", "false", "0"})


def read_entry_cells(form: FilledForm) -> Iterator[Entry]:
    """One entry per filled worded cell."""
    for cell, typed in form.of(*ENTRY_FIELDS):
        if cell.field is Field.INSTITUTION and cell.indicator is None:
            continue
        yield from _entry(form, cell, words_of(typed))


def _entry(form: FilledForm, cell: FormCell, words: str) -> Iterator[Entry]:
    if cell.choices == ("x",):
        yield from _tick(form, cell, words)
        return
    code = cell.attribute
    if cell.choices:
        code = choice_code(form.index.choices[cell.choices], cell, words)
    if cell.choices and code is None:
        form.tell("CHOICE_UNCLEAR", f'"{words[:60]}"', cell, choices="; ".join(cell.choices))
        return
    yield _made(cell, words, code)


def _tick(form: FilledForm, cell: FormCell, words: str) -> Iterator[Entry]:
    word = words.casefold()
    if word in _TICKS:
        yield _made(cell, words, cell.attribute)
    elif word not in _NO_TICKS:
        form.tell("CHOICE_UNCLEAR", f'"{words[:60]}"', cell, choices="x, or an empty cell")


def _made(cell: FormCell, words: str, code: str | None) -> Entry:
    return Entry(
        field=cell.field,
        indicator=cell.indicator,
        column=cell.column,
        entry=cell.entry,
        text=words,
        code=code,
        sheet=cell.sheet,
        cell=cell.cell,
    )
