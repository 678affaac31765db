"""What number formats say about a number: a date, a percentage, or neither.

Source: ISO/IEC 29500-1, 18.8.30 (built-in formats) and 18.8.31 (format codes).
"""

import re
from enum import IntEnum

from cl_pipeline.reading.xlsx.unreadable import Unreadable
from cl_pipeline.reading.xlsx.xml_part import Attributes


class Shown(IntEnum):
    """How a cell format shows a number."""

    PLAIN = 0
    PERCENT = 1
    DATE = 2


_BUILT_IN = {
    **dict.fromkeys((9, 10), Shown.PERCENT),
    **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), Shown.DATE),
}

_NOT_A_SIGN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_DATE_SIGN = re.compile(r"[dmyhsb]", re.IGNORECASE)


def shown_by(format_code: str) -> Shown:
    """How a custom format shows a positive number.

    >>> shown_by('0.0%'), shown_by('0.0"%"'), shown_by('[$-41E]d mmm bbbb'), shown_by('[Red]0')
    (<Shown.PERCENT: 1>, <Shown.PLAIN: 0>, <Shown.DATE: 2>, <Shown.PLAIN: 0>)
    """
    signs = _NOT_A_SIGN.sub("", format_code).split(";")[0]
    if "%" in signs:
        return Shown.PERCENT
    if "general" in signs.lower():
        return Shown.PLAIN
    return Shown.DATE if _DATE_SIGN.search(signs) else Shown.PLAIN


class StylesReader:
    """Reads the styles part; ``shown`` has one entry per cell format, in order."""

    def __init__(self) -> None:
        self.shown: list[Shown] = []
        self._custom: dict[int, Shown] = {}
        self._inside = ""

    def start(self, name: str, attributes: Attributes, depth: int) -> None:
        """An element opens; only number formats and cell formats matter."""
        if depth == 2:
            self._inside = name
        elif depth == 3 and name == "numFmt" and self._inside == "numFmts":
            code = _number(attributes.get("numFmtId", ""))
            self._custom[code] = shown_by(attributes.get("formatCode", ""))
        elif depth == 3 and name == "xf" and self._inside == "cellXfs":
            code = _number(attributes.get("numFmtId", "0"))
            self.shown.append(self._custom.get(code, _BUILT_IN.get(code, Shown.PLAIN)))

    def end(self, name: str) -> None:
        """An element closes; nothing to do."""

    def text(self, data: str) -> None:
        """Text between elements; the styles part has none that matters."""


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Unreadable("CORRUPT", "the formats of the workbook are damaged")
    return int(text)
