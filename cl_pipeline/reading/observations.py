"""Value cells of a submission as observations, each with the head of its column."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import ConfidentialityStatus, Field, ObservationStatus
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import sender_of
from cl_pipeline.model.identity import ColumnKey, IndicatorKey, MeasureKey
from cl_pipeline.model.observation import Observation, ObservationKey
from cl_pipeline.model.printable import storable
from cl_pipeline.model.workbook import CellKind, RawCell
from cl_pipeline.reading.cell_texts import (
    BUDDHIST_LOCALES,
    attribute_code,
    read_year,
    words_of,
)
from cl_pipeline.reading.filled_form import FilledForm
from cl_pipeline.reading.number_text import shown
from cl_pipeline.reading.numbers import (
    CURRENCY,
    Asked,
    NumberRead,
    read_number,
    text_as_shown,
)
from cl_pipeline.reading.row_labels import RowLabels

_YEARS = (Field.REFERENCE_YEAR, Field.SOURCE_YEAR)
_TEXTS = (Field.SOURCE, Field.DEFINITION, Field.AGE_RANGE)

HeadKey = tuple[Field, IndicatorKey | None, ColumnKey | None, MeasureKey | None]
Typed = TypeVar("Typed")


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """The head of a reporting column for one measure of one indicator."""

    reference_year: int | None
    source_year: int | None
    source: str | None
    definition: str | None
    age_range: str | None
    attributes: tuple[tuple[str, str], ...]


class ColumnHeads:
    """All column heads of a submission."""

    def __init__(self, form: FilledForm) -> None:
        self._years = {
            _head_key(cell): _year(form, cell, typed) for cell, typed in form.of(*_YEARS)
        }
        self._texts = {_head_key(cell): words_of(typed) for cell, typed in form.of(*_TEXTS)}
        self._attributes: dict[tuple[IndicatorKey | None, ColumnKey | None], dict[str, str]] = {}
        self._known: dict[tuple[IndicatorKey, ColumnKey, MeasureKey], ColumnHead] = {}
        for cell, typed in form.of(Field.ATTRIBUTE):
            declared = self._attributes.setdefault((cell.indicator, cell.column), {})
            words = words_of(typed)
            code = attribute_code(form.framework, cell, words)
            declared[str(cell.attribute)] = code or words

    def head(self, indicator: IndicatorKey, column: ColumnKey, measure: MeasureKey) -> ColumnHead:
        """The head of that column for that measure, completed by what holds for all measures."""
        key = (indicator, column, measure)
        if key not in self._known:
            self._known[key] = ColumnHead(
                reference_year=_find(self._years, Field.REFERENCE_YEAR, *key),
                source_year=_find(self._years, Field.SOURCE_YEAR, *key),
                source=_find(self._texts, Field.SOURCE, *key),
                definition=_find(self._texts, Field.DEFINITION, *key),
                age_range=_find(self._texts, Field.AGE_RANGE, *key),
                attributes=tuple(sorted(self._attributes.get((indicator, column), {}).items())),
            )
        return self._known[key]


def _find(
    table: Mapping[HeadKey, Typed],
    field: Field,
    indicator: IndicatorKey,
    column: ColumnKey,
    measure: MeasureKey,
) -> Typed | None:
    own = table.get((field, indicator, column, measure))
    return own or table.get((field, indicator, column, None))


def read_observations(form: FilledForm) -> Iterator[Observation]:
    """One observation for each filled value cell that can be read; the others become findings."""
    heads, labels = ColumnHeads(form), _labels(form)
    locale = sender_of(form.framework, form.identity.form, form.identity.sender).locale
    gap_codes, keys = form.framework.gap_codes, form.index.keys
    for cell, typed in form.of(Field.VALUE):
        key = keys.get((cell.sheet, cell.cell)) or _key_of_own_row(form, cell, labels)
        if key is None:
            continue
        head = heads.head(key.indicator, key.column, key.measure)
        currency = dict(head.attributes).get("currency", "") if cell.unit == CURRENCY else ""
        asked = Asked(cell.unit or "", key.breakdown.sex, currency)
        read = read_number(typed, locale, gap_codes, asked)
        if _has_value(form, cell, typed, read):
            yield _observation(cell, key, typed, read, head)


def _has_value(form: FilledForm, cell: FormCell, typed: RawCell, read: NumberRead) -> bool:
    """Whether there is a value or a gap; the findings about it are added."""
    for code, found in read.findings:
        form.report(code, found, cell)
    return read.value is not None or read.gap is not None


def _labels(form: FilledForm) -> dict[int, str | None]:
    """The codes of the rows that the sender named, by the number of the row."""
    labels: dict[int, str | None] = {}
    names = RowLabels(form.framework, form.identity.sender)
    for cell, typed in form.of(Field.ROW_LABEL):
        if (cell.sheet, cell.cell) not in form.index.own_rows:
            continue
        row, dimension = form.index.own_rows[cell.sheet, cell.cell]
        labels[row], unclear = names.code(dimension, typed, cell)
        if unclear:
            form.findings.append(unclear)
    return labels


def _key_of_own_row(
    form: FilledForm, cell: FormCell, labels: dict[int, str | None]
) -> ObservationKey | None:
    """The key of a value in a row that the sender named, None where the name is missing."""
    row, dimension = form.index.own_rows[cell.sheet, cell.cell]
    if row not in labels:
        form.report("ROW_WITHOUT_LABEL", "the first cell of the row is empty", cell)
        return None
    code = labels[row]
    if code is None:
        return None
    assert cell.indicator and cell.measure and cell.column  # a value cell always has all three
    breakdown = _with_code(cell.breakdown, dimension, code)
    return ObservationKey(cell.indicator, cell.measure, cell.column, breakdown)


@lru_cache(maxsize=512)
def _with_code(breakdown: Breakdown, dimension: str, code: str) -> Breakdown:
    return breakdown._replace(**{dimension: code})


def _observation(
    cell: FormCell, key: ObservationKey, typed: RawCell, read: NumberRead, head: ColumnHead
) -> Observation:
    gap = read.gap
    is_moved = typed.cell != cell.cell
    return Observation(
        key=key,
        value=read.value,
        unit=cell.unit or "",
        reference_year=head.reference_year,
        obs_status=gap.obs_status if gap else ObservationStatus.NORMAL,
        conf_status=gap.conf_status if gap else ConfidentialityStatus.FREE,
        gap_code=gap.code if gap else None,
        gap_note=storable(read.gap_note) if read.gap_note else None,
        source=head.source,
        source_year=head.source_year,
        definition=head.definition,
        age_range=head.age_range,
        attributes=head.attributes,
        sheet=cell.sheet,
        cell=cell.cell,
        as_typed=storable(text_as_shown(typed)),
        how_read=f"{read.how_read}; in {typed.cell} of the file" if is_moved else read.how_read,
    )


def _head_key(cell: FormCell) -> HeadKey:
    return cell.field, cell.indicator, cell.column, cell.measure


def _year(form: FilledForm, cell: FormCell, typed: RawCell) -> int | None:
    year, said = read_year(typed), f"the cell says {shown(words_of(typed), 60)}"
    locale = sender_of(form.framework, form.identity.form, form.identity.sender).locale
    if year.gregorian:
        return year.gregorian
    if year.meant and locale in BUDDHIST_LOCALES:
        form.report("YEAR_OF_BUDDHIST_ERA", said, cell, year=year.meant)
        return year.meant
    if typed.kind is CellKind.DATE and typed.stored:
        by_format = f"by its number format {typed.number_format[:40]}; it holds {typed.stored[:20]}"
        form.report("YEAR_AS_DATE", f"the cell shows the date {typed.text}, {by_format}", cell)
        return None
    buddhist = f"; in the Buddhist calendar this is {year.meant}" if year.meant else ""
    form.report("YEAR_UNCLEAR", f"{said}{buddhist}", cell)
    return None
