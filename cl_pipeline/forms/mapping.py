"""The map beside a form: for every input cell what it means, as JSON rows."""

from cl_pipeline.model.breakdown import DIMENSIONS
from cl_pipeline.model.form import FormCell, FormDescription

KEY_COLUMNS = (
    "field", "indicator", "measure", "column", *DIMENSIONS, "attribute", "entry",
)  # fmt: skip
"""The columns that say what a cell means; sheet and cell say where it is."""


def form_map(description: FormDescription) -> list[dict[str, object]]:
    """One row per input cell in the order of the sheets; key (sheet, cell).

    Columns: ``sheet``, ``cell``, then ``KEY_COLUMNS`` (one code per dimension, ``_T`` where not
    broken down; null where a key does not apply), ``unit``, ``choices`` (wordings of the
    drop-down), ``open`` (false where locked) and ``required`` (a number or a gap code must stand).
    """
    return [map_row(cell) for cell in description.cells]


def map_row(cell: FormCell) -> dict[str, object]:
    """The row of the map for one input cell."""
    codes = {dimension: getattr(cell.breakdown, dimension) for dimension in DIMENSIONS}
    return {
        "sheet": cell.sheet,
        "cell": cell.cell,
        "field": cell.field.value,
        "indicator": cell.indicator,
        "measure": cell.measure,
        "column": cell.column,
        **codes,
        "attribute": cell.attribute,
        "entry": cell.entry,
        "unit": cell.unit,
        "choices": list(cell.choices),
        "open": cell.is_open,
        "required": cell.required,
    }
