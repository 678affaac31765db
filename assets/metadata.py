"""Metadata as the web UI takes it: small tables, pictures and plain values.

Dagster's table records take text, whole numbers, floats, booleans and None alone; everything else
is turned into text here, once.
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence

import dagster as dg

ROWS_SHOWN = 60
"""Longer tables slow the page down and nobody reads them; the workbook has all rows."""

Plain = str | int | float | bool | None


def table(rows: Sequence[Mapping[str, object]]) -> dg.TableMetadataValue:
    """The first rows as a table; columns are those of the first row."""
    names = list(rows[0]) if rows else ["nothing yet"]
    columns = [dg.TableColumn(name, "string") for name in names]
    records = [dg.TableRecord({name: _plain(row[name]) for name in names}) for row in rows]
    return dg.MetadataValue.table(records[:ROWS_SHOWN], schema=dg.TableSchema(columns=columns))


def picture(png: bytes, says: str) -> dg.MarkdownMetadataValue:
    """A picture with words for those who cannot see it."""
    return dg.MetadataValue.md(f"![{says}](data:image/png;base64,{b64encode(png).decode()})")


def _plain(value: object) -> Plain:
    # A member of a StrEnum is text, but not text that Dagster can write down.
    return value if isinstance(value, int | float | None) else str(value)
