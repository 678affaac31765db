"""The one way to print: a JSON document, or tables for the terminal; messages go to stderr."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING

from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.table import Cell, Column, Table, table_of

if TYPE_CHECKING:
    from rich.console import Console

WIDTH_IN_A_FILE = 160
"""Columns of a table that is piped into a file or another program."""


def console() -> "Console":
    """Where results are printed; wide and plain if it is not a terminal."""
    from rich.console import Console

    is_terminal = sys.stdout.isatty()
    width = None if is_terminal else WIDTH_IN_A_FILE
    return Console(width=width, soft_wrap=not is_terminal, highlight=False)


def print_line(text: str) -> None:
    """One line or paragraph of the result on stdout, as it is."""
    console().print(text, markup=False)


def print_json(document: object) -> None:
    """One JSON document on stdout; a dataclass is an object of its fields, dates are text."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2, default=_as_json)
    sys.stdout.write("\n")


def _as_json(content: object) -> object:
    if is_dataclass(content) and not isinstance(content, type):
        return asdict(content)
    return str(content)


def message(text: str) -> None:
    """A message on stderr, so that stdout holds nothing but the result."""
    from rich.console import Console

    Console(stderr=True, highlight=False, soft_wrap=True).print(text, markup=False)


def records_table(title: str, records: Sequence[Mapping[str, Cell]], empty: str = "") -> Table:
    """A table with the keys of the first record as columns."""
    columns = [Column(key, key) for key in (records[0] if records else ())]
    return table_of(title, columns, records) if records else Table(title, (), (), empty=empty)


def show(document: object, *tables: Table, as_json: bool, is_sample: bool = False) -> None:
    """The result of a command: the document, or the tables and for sample data the notice."""
    if as_json:
        print_json(document)
        return
    from cl_pipeline.publication.tables import to_terminal

    for table in tables:
        if table.rows or table.empty:
            console().print(to_terminal(table))
    if is_sample:
        print_line(SAMPLE_NOTICE)


@contextmanager
def progress_shown(work: str) -> Iterator[Callable[[str], None]]:
    """A line on the terminal that shows the present work; call it with the name of each step."""
    if not sys.stderr.isatty():
        yield lambda _step: None
        return
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True).status(work) as status:
        yield lambda step: status.update(f"{work}: {escape(step)}")
