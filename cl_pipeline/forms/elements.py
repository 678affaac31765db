"""What a sheet is made of: rows of elements, first without and then with their addresses."""

from collections.abc import Sequence
from dataclasses import dataclass

from cl_pipeline.model.form import FormCell
from cl_pipeline.model.observation import ObservationKey


@dataclass(frozen=True, slots=True)
class Printed:
    """A locked cell with text. ``column`` counts from 1; ``span`` columns are merged for it.

    ``is_fixed``: the text must be there when the form comes back. ``is_personal``: the text holds
    words that differ between senders (``{country}``), filled in when the form is written.
    """

    column: int
    text: str
    style: str
    span: int = 1
    is_fixed: bool = False
    is_personal: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """An input cell. ``meaning`` has no sheet and no address yet; ``span`` columns are merged."""

    column: int
    meaning: FormCell
    style: str
    span: int = 1


@dataclass(frozen=True, slots=True)
class KnownValue:
    """The narrow locked cell next to an input, for the value the Secretariat already has.

    ``key`` is None in rows that the sender names, for which no value is known.
    """

    column: int
    key: ObservationKey | None
    style: str = "held"
    span: int = 1


Element = Printed | Asked | KnownValue


@dataclass(frozen=True, slots=True)
class Row:
    """One row of elements. ``height`` in points, None for the program's own choice."""

    elements: tuple[Element, ...] = ()
    height: float | None = None
    break_before: bool = False
    is_notice: bool = False
    """The row of the sample notice: hidden where the form is no sample."""
    is_header: bool = False
    """The last of the rows that stay in view and repeat on every printed page."""
    keep_next: bool = False
    """Printed on the same page as the next row: a heading is never the last on its page."""


@dataclass(frozen=True, slots=True)
class PlacedElement:
    """One element with its address; for an input ``cell`` is its full meaning."""

    address: str
    row: int
    element: Element
    cell: FormCell | None = None


@dataclass(frozen=True, slots=True)
class PlacedSheet:
    """One sheet, ready to be written: its grid by name, its rows and its elements in order."""

    name: str
    grid: str
    rows: tuple[Row, ...]
    elements: tuple[PlacedElement, ...]


def last_header(rows: Sequence[Row]) -> int:
    """The number of the last row that repeats on every page, 0 where none does."""
    return max((number for number, row in enumerate(rows, start=1) if row.is_header), default=0)
