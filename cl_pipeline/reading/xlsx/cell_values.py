"""What one cell holds, from its type, its format and its stored text.

Source: ISO/IEC 29500-1, 18.18.11 (cell types).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

from cl_pipeline.reading.xlsx.protocol import PERCENT, WireContent
from cl_pipeline.reading.xlsx.serial_dates import iso_date
from cl_pipeline.reading.xlsx.strings_xml import unescape
from cl_pipeline.reading.xlsx.styles_xml import Shown

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_BOOLEANS = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}


class BadContent(Exception):
    """The stored text is impossible for the cell's type; says so after "cell B2 …"."""


@dataclass(frozen=True, slots=True)
class ValueContext:
    """What a cell may refer to: shared strings, formats, and the calendar of the workbook."""

    strings: list[str]
    shown: list[Shown]
    counts_from_1904: bool


def cell_content(cell_type: str, stored: str, style: int, context: ValueContext) -> WireContent:
    """Kind, text and flags of a cell; an empty text where it holds nothing.

    Raises:
        BadContent: two programs would read it differently, or none can.
    """
    reader = _READERS.get(cell_type)
    if reader is None:
        raise BadContent(f"has the unknown type {cell_type[:20]!r}")
    return reader(stored, style, context)


def _number(stored: str, style: int, context: ValueContext) -> WireContent:
    text = stored.strip()
    if not text:
        return "n", "", 0
    if not _NUMBER.fullmatch(text) or not isfinite(float(text)):
        raise BadContent(f"holds {text[:40]!r} as a number")
    shown = _shown(style, context)
    if shown is Shown.DATE:
        return "d", iso_date(float(text), context.counts_from_1904), 0
    return "n", text, PERCENT if shown is Shown.PERCENT else 0


def _shown(style: int, context: ValueContext) -> Shown:
    if style == 0 and not context.shown:
        return Shown.PLAIN
    if style >= len(context.shown):
        raise BadContent("has a format that does not exist")
    return context.shown[style]


def _shared(stored: str, style: int, context: ValueContext) -> WireContent:
    text = stored.strip()
    is_index = text.isascii() and text.isdigit() and len(text) <= 9
    if not is_index or int(text) >= len(context.strings):
        raise BadContent("names a text that does not exist")
    return "t", context.strings[int(text)], 0


def _text(stored: str, style: int, context: ValueContext) -> WireContent:
    return "t", unescape(stored), 0


def _boolean(stored: str, style: int, context: ValueContext) -> WireContent:
    text = _BOOLEANS.get(stored.strip())
    if text is None:
        raise BadContent("is neither true nor false")
    return "b", text, 0


def _error(stored: str, style: int, context: ValueContext) -> WireContent:
    return "e", stored.strip() or "#ERROR", 0


def _iso(stored: str, style: int, context: ValueContext) -> WireContent:
    return "d", stored.strip(), 0


_READERS: dict[str, Callable[[str, int, ValueContext], WireContent]] = {
    "n": _number,
    "s": _shared,
    "str": _text,
    "inlineStr": _text,
    "b": _boolean,
    "e": _error,
    "d": _iso,
}
