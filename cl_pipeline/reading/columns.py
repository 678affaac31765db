"""What stands at the head of a reporting column: year, source, definition, declared properties."""

from dataclasses import dataclass

from cl_pipeline.model.codes import Field
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import ColumnKey, IndicatorKey, MeasureKey
from cl_pipeline.model.workbook import RawCell
from cl_pipeline.reading.choices import attribute_code
from cl_pipeline.reading.filled_cells import FilledForm
from cl_pipeline.reading.numbers import shown_value
from cl_pipeline.reading.years import read_year

_YEARS = (Field.REFERENCE_YEAR, Field.SOURCE_YEAR)
_WORDS = (Field.SOURCE, Field.DEFINITION, Field.AGE_RANGE)

HeadKey = tuple[Field, IndicatorKey | None, ColumnKey | None, MeasureKey | None]


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """What the head of a column says about one measure of one indicator."""

    reference_year: int | None
    source_year: int | None
    source: str | None
    definition: str | None
    age_range: str | None
    attributes: tuple[tuple[str, str], ...]


class ColumnHeads:
    """All column heads of a return."""

    def __init__(self, form: FilledForm) -> None:
        self._years: dict[HeadKey, int | None] = {}
        self._words: dict[HeadKey, str] = {}
        self._attributes: dict[tuple[IndicatorKey | None, ColumnKey | None], dict[str, str]] = {}
        self._known: dict[tuple[IndicatorKey, ColumnKey, MeasureKey], ColumnHead] = {}
        for cell, typed in form.of(*_YEARS):
            self._years[_key(cell)] = _year(form, cell, typed)
        for cell, typed in form.of(*_WORDS):
            self._words[_key(cell)] = words_of(typed)
        for cell, typed in form.of(Field.ATTRIBUTE):
            declared = self._attributes.setdefault((cell.indicator, cell.column), {})
            declared[str(cell.attribute)] = _attribute(form.framework, cell, typed)

    def head(self, indicator: IndicatorKey, column: ColumnKey, measure: MeasureKey) -> ColumnHead:
        """The head that speaks for that measure in that column."""
        key = (indicator, column, measure)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._head(*key)
        return known

    def _head(self, indicator: IndicatorKey, column: ColumnKey, measure: MeasureKey) -> ColumnHead:
        def find(field: Field, table: dict[HeadKey, int | None]) -> int | None:
            own = table.get((field, indicator, column, measure))
            return table.get((field, indicator, column, None)) if own is None else own

        def word(field: Field) -> str | None:
            own = self._words.get((field, indicator, column, measure))
            return own or self._words.get((field, indicator, column, None))

        return ColumnHead(
            reference_year=find(Field.REFERENCE_YEAR, self._years),
            source_year=find(Field.SOURCE_YEAR, self._years),
            source=word(Field.SOURCE),
            definition=word(Field.DEFINITION),
            age_range=word(Field.AGE_RANGE),
            attributes=tuple(sorted(self._attributes.get((indicator, column), {}).items())),
        )


def words_of(typed: RawCell) -> str:
    """What a cell for words says; a number without the noise of its storage."""
    if typed.kind == "number":
        return f"{shown_value(typed.text):f}"
    return typed.text.strip()


def _key(cell: FormCell) -> HeadKey:
    return cell.field, cell.indicator, cell.column, cell.measure


def _year(form: FilledForm, cell: FormCell, typed: RawCell) -> int | None:
    year = read_year(typed)
    if year is None:
        form.tell("YEAR_UNCLEAR", f'the cell says "{typed.text.strip()[:60]}"', cell)
    return year


def _attribute(framework: Framework, cell: FormCell, typed: RawCell) -> str:
    words = words_of(typed)
    return attribute_code(framework, cell, words) or words
