"""Plain tables on a terminal."""

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from cl_pipeline.cli.tables import console


def print_rows(title: str, headers: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """One table; a title and one line where there are no rows."""
    table = Table(*headers, title=title, title_justify="left")
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    console().print(table if rows else f"{title}: nothing so far")
