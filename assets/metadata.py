"""Metadata as the web UI takes it: small tables, pictures and plain values.

Dagster's table records take text, whole numbers, floats, booleans and None alone; everything else
is turned into text here, once. The UI shows a table some sixty signs wide without cutting it.
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence

import dagster as dg

from cl_pipeline.model.labels import SAMPLE_NOTICE

ROWS_SHOWN = 60
"""Longer tables slow the page down and nobody reads them; the workbook has all rows."""

FORM_NAMES = {
    "a_list": "list A",
    "b_list": "list B",
    "data_source_survey": "data source survey",
    "activity_choice": "choice of activities",
    "activity_status": "status of activities",
    "scorecard": "scorecard",
    "confirmation": "confirmation of figures",
}
"""What people call the forms."""

Plain = str | int | float | bool | None


def table(rows: Sequence[Mapping[str, object]], *, otherwise: str = "nothing") -> dg.MetadataValue:
    """The first rows as a table with the columns of the first row; ``otherwise`` where none are."""
    if not rows:
        return dg.MetadataValue.text(otherwise)
    names = list(rows[0])
    columns = [dg.TableColumn(name, "string") for name in names]
    records = [dg.TableRecord({name: _plain(row[name]) for name in names}) for row in rows]
    shown = records[:ROWS_SHOWN]
    if len(records) > ROWS_SHOWN:
        words = dict.fromkeys(names, "") | {names[0]: f"… and {len(records) - ROWS_SHOWN} more"}
        shown.append(dg.TableRecord(words))
    return dg.MetadataValue.table(shown, schema=dg.TableSchema(columns=columns))


def picture(png: bytes, says: str) -> dg.MarkdownMetadataValue:
    """A picture with words for those who cannot see it."""
    return dg.MetadataValue.md(f"![{says}](data:image/png;base64,{b64encode(png).decode()})")


def sample_notice(*, is_sample: bool) -> dict[str, str]:
    """The notice as the first thing that is read, where what is shown is sample."""
    return {"please note": SAMPLE_NOTICE} if is_sample else {}


def _plain(value: object) -> Plain:
    # A member of a StrEnum is text, but not text that Dagster can write down.
    return value if isinstance(value, int | float | None) else str(value)
