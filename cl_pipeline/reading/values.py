"""Value cells of a return as observations."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import ConfidentialityStatus, Field, ObservationStatus
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import sender_of
from cl_pipeline.model.observation import Observation, ObservationKey
from cl_pipeline.model.workbook import RawCell
from cl_pipeline.reading.columns import ColumnHeads
from cl_pipeline.reading.filled_cells import FilledForm
from cl_pipeline.reading.number_read import NumberRead
from cl_pipeline.reading.numbers import PERCENT, read_number
from cl_pipeline.reading.row_labels import RowNames


def read_values(form: FilledForm, heads: ColumnHeads) -> Iterator[Observation]:
    """One observation per filled value cell that can be read; the rest become findings."""
    labels = _labels(form)
    locale = sender_of(form.framework, form.mark.form, form.mark.sender).locale
    gap_codes, keys = form.framework.gap_codes, form.index.keys
    for cell, typed in form.of(Field.VALUE):
        key = keys.get((cell.sheet, cell.cell)) or _key_of_own_row(form, cell, labels)
        if key is None:
            continue
        read = read_number(typed, locale, gap_codes, unit=cell.unit or "")
        if _told(form, cell, typed, read):
            yield _observation(cell, key, typed, read, heads)


def _told(form: FilledForm, cell: FormCell, typed: RawCell, read: NumberRead) -> bool:
    """True where there is a value or a gap; whatever is to be said about it has been noted."""
    if read.error_text:
        form.tell(read.error_text.code, read.error_text.found, cell)
        return False
    for remark in read.remarks:
        form.tell(remark.code, remark.found, cell)
    if cell.unit == PERCENT and _may_be_fraction(read):
        form.tell("PERCENT_AS_FRACTION", f"the cell says {typed.text.strip()[:60]}", cell)
    return True


def _may_be_fraction(read: NumberRead) -> bool:
    if read.value is None or read.typed_as_percent:
        return False
    return Decimal(0) < abs(read.value) < Decimal(1)


def _labels(form: FilledForm) -> dict[int, str | None]:
    """The codes of the sender's own rows, by the number of the row."""
    labels: dict[int, str | None] = {}
    names = RowNames(form.framework, form.mark.sender)
    for cell, typed in form.of(Field.ROW_LABEL):
        if (cell.sheet, cell.cell) not in form.index.own_rows:
            continue
        row, dimension = form.index.own_rows[cell.sheet, cell.cell]
        labels[row], told = names.code(dimension, typed, cell)
        if told:
            form.findings.append(told)
    return labels


def _key_of_own_row(
    form: FilledForm, cell: FormCell, labels: dict[int, str | None]
) -> ObservationKey | None:
    """What a value in a row of the sender's own is about, None where that cannot be said."""
    row, dimension = form.index.own_rows[cell.sheet, cell.cell]
    if row not in labels:
        form.tell("ROW_WITHOUT_LABEL", "the first cell of the row is empty", cell)
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
    cell: FormCell, key: ObservationKey, typed: RawCell, read: NumberRead, heads: ColumnHeads
) -> Observation:
    head = heads.head(key.indicator, key.column, key.measure)
    gap = read.gap
    return Observation(
        key=key,
        value=read.value,
        unit=cell.unit or "",
        reference_year=head.reference_year,
        obs_status=gap.obs_status if gap else ObservationStatus.NORMAL,
        conf_status=gap.conf_status if gap else ConfidentialityStatus.FREE,
        gap_code=gap.code if gap else None,
        gap_note=read.gap_note,
        source=head.source,
        source_year=head.source_year,
        definition=head.definition,
        age_range=head.age_range,
        attributes=head.attributes,
        sheet=cell.sheet,
        cell=cell.cell,
        as_typed=typed.text,
        how_read=read.how_read,
    )
