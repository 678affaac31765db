"""The one way to print: a JSON document, or tables for the terminal; messages go to stderr."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass
from functools import wraps
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Annotated

import typer

from cl_pipeline.cli import EXIT_NOT_ACCEPTED
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.printable import printable
from cl_pipeline.model.table import Cell, Column, Table, table_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
"""What no UTF-8 text can hold; Python has them for the bytes of names that are not UTF-8."""

WIDTH_IN_A_FILE = 160
"""Columns of a table that is piped into a file or another program."""


def console() -> "Console":
    """Where results are printed; wide and plain if it is not a terminal."""
    from rich.console import Console

    is_terminal = sys.stdout.isatty()
    width = None if is_terminal else WIDTH_IN_A_FILE
    return Console(width=width, soft_wrap=not is_terminal, highlight=False)


def print_line(text: "str | Text") -> None:
    """One line or paragraph of the result on stdout, as it is."""
    console().print(printable(text) if isinstance(text, str) else text, markup=False)


def message(text: str) -> None:
    """A message on stderr, so that stdout holds nothing but the result."""
    from rich.console import Console

    Console(stderr=True, highlight=False, soft_wrap=True).print(printable(text), markup=False)


def records_table(title: str, records: Sequence[Mapping[str, Cell]], empty: str = "") -> Table:
    """A table with the keys of the first record as columns."""
    columns = [Column(key, key) for key in (records[0] if records else ())]
    return table_of(title, columns, records) if records else Table(title, (), (), empty=empty)


@dataclass(frozen=True, slots=True)
class Result:
    """What a command shows: with ``--json`` the document (None: nothing), otherwise the rest.

    ``shown`` are tables and lines for stdout, ``messages`` lines for stderr. ``is_accepted``: if
    not, the command ends with exit code 1.
    """

    document: object
    shown: "Iterable[Table | Text | str]" = ()
    messages: Iterable[str] = ()
    is_sample: bool = False
    is_accepted: bool = True


def show(result: Result, *, as_json: bool) -> None:
    """Print a result; for sample data the tables end with the notice."""
    if as_json and result.document is not None:
        text = json.dumps(result.document, ensure_ascii=False, indent=2, default=_as_json)
        sys.stdout.write(_HALF_CHARACTER.sub(_written_out, text) + "\n")
    if as_json:
        return
    for part in result.shown:
        if not isinstance(part, Table):
            print_line(part)
        elif part.rows or part.empty:
            from cl_pipeline.publication.tables import to_terminal

            console().print(to_terminal(part))
    if result.is_sample:
        print_line(SAMPLE_NOTICE)
    for text in result.messages:
        message(text)


def _written_out(half: re.Match[str]) -> str:
    r"""As on the drive: the byte E9 of a name that is not UTF-8 is the text ``\udce9``."""
    return rf"\\u{ord(half[0]):04x}"


def _as_json(content: object) -> object:
    if is_dataclass(content) and not isinstance(content, type):
        return asdict(content)
    return str(content)


def shows(command: Callable[..., Result]) -> Callable[..., None]:
    """The command with the option ``--json``: it prints its result and ends with its exit code."""

    @wraps(command)
    def run(*, as_json: bool = False, **arguments: object) -> None:
        result = command(**arguments)
        show(result, as_json=as_json)
        if not result.is_accepted:
            raise typer.Exit(EXIT_NOT_ACCEPTED)

    json_option = Parameter("as_json", Parameter.KEYWORD_ONLY, default=False, annotation=AsJson)
    of_command = signature(command)
    parameters = [*of_command.parameters.values(), json_option]
    run.__signature__ = of_command.replace(parameters=parameters)  # type: ignore[attr-defined]
    run.__annotations__ = command.__annotations__ | {"as_json": AsJson}
    return run


@contextmanager
def progress_shown(work: str) -> Iterator[Callable[[str], None]]:
    """A line on the terminal that shows the present work; call it with the name of each step."""
    if not sys.stderr.isatty():
        yield lambda _step: None
        return
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True).status(work) as status:
        yield lambda step: status.update(f"{work}: {escape(printable(step))}")
