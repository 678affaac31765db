"""The outcome of reading one cell as a number."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from cl_pipeline.model.framework import GapCode


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to tell the sender about one cell: a code of the catalogue and what was found."""

    code: str
    found: str


class NumberRead(NamedTuple):
    """What a cell says: exactly one of ``value``, ``gap`` and ``error_text`` is given.

    ``how_read`` names the rule. ``typed_as_percent`` is true where the file shows a percentage by
    sign, word or format. ``remarks`` do not stop the value. ``readings`` are the competing
    readings where ``error_text`` says that there are several.
    """

    value: Decimal | None = None
    gap: GapCode | None = None
    gap_note: str | None = None
    error_text: Remark | None = None
    how_read: str = ""
    typed_as_percent: bool = False
    remarks: tuple[Remark, ...] = ()
    readings: tuple[str, ...] = ()


def unclear(typed: str, readings: tuple[str, ...]) -> NumberRead:
    """A number that can be read in several ways."""
    found = f'"{typed}" can mean {" or ".join(readings)}'
    return NumberRead(error_text=Remark("NUMBER_UNCLEAR", found), readings=readings)


def error_text(code: str, found: str) -> NumberRead:
    """A cell that holds no usable number."""
    return NumberRead(error_text=Remark(code, found))
