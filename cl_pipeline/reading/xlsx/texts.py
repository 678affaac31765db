"""Text of cells: plain, rich and phonetic, shared or written in the cell itself.

Source: ISO/IEC 29500-1, 18.4 (rich text), 18.4.6 (phonetic run), 22.9.2.19 (``_xHHHH_``).
"""

import re

from cl_pipeline.reading.xlsx.limits import Budget
from cl_pipeline.reading.xlsx.xml_part import Attributes, nested_too_deeply

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_ALIGNMENTS = {"superscript": _RAISED, "subscript": _LOWERED}
_STROKE = "\u0336"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    r"""Text with the escapes of the format resolved; those of half a character stay as written.

    >>> unescape("one_x000A_two"), unescape("_x005F_x000A_"), unescape("_xD800_")
    ('one\ntwo', '_x000A_', '_xD800_')
    """
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if 0xD800 <= code <= 0xDFFF or code >= 0xFFFE or code == 0 else chr(code)


class RunLook:
    """How the open run of a rich text looks; fed with the elements around its ``t``."""

    __slots__ = ("_alignment", "_is_phonetic", "_is_struck")

    def __init__(self) -> None:
        self._alignment: dict[int, int] | None = None
        self._is_phonetic = self._is_struck = False

    def start(self, name: str, attributes: Attributes) -> None:
        """Open an element other than ``t``."""
        if name == "x:r":
            self._alignment, self._is_struck = None, False
        elif name == "x:rPh":
            self._is_phonetic = True
        elif name == "x:vertAlign":
            self._alignment = _ALIGNMENTS.get(attributes.get("val", ""))
        elif name == "x:strike":
            self._is_struck = attributes.get("val", "1") not in ("0", "false", "off")

    def end(self, name: str) -> None:
        """Close an element other than ``t``."""
        if name == "x:rPh":
            self._is_phonetic = False
        elif name == "x:r":
            self._alignment, self._is_struck = None, False

    def applied(self, text: str) -> str:
        """The text with raised, lowered and struck characters visible; a reading aid is left out.

        A footnote 1 behind 1,234 must not become 12,341.
        """
        if self._is_phonetic:
            return ""
        if self._alignment:
            text = text.translate(self._alignment)
        return "".join(letter + _STROKE for letter in text) if self._is_struck else text


class StringsReader:
    """Reads the shared strings; ``strings`` has one entry per ``si``, in order."""

    def __init__(self, part: str, depth_limit: int, characters: Budget) -> None:
        self.strings: list[str] = []
        self._part = part
        self._depth_limit = depth_limit
        self._characters = characters
        self._pieces: list[str] = []
        self.text = self._pieces.append
        self._depth = 0
        self._parts: list[str] | None = None
        self._look: RunLook | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        """Open an element; each ``si`` below the root is one string."""
        self._depth += 1
        if name == "x:t":
            self._pieces.clear()
        elif name == "x:si" and self._depth == 2:
            self._parts, self._look = [], None
        elif self._depth > self._depth_limit:
            raise nested_too_deeply(self._part)
        elif self._parts is not None:
            self._look = self._look or RunLook()
            self._look.start(name, attributes)

    def end(self, name: str) -> None:
        """Close an element."""
        self._depth -= 1
        if self._parts is None:
            return
        if name == "x:t":
            text = unescape("".join(self._pieces))
            self._parts.append(self._look.applied(text) if self._look else text)
        elif self._depth == 1:
            self.strings.append("".join(self._parts))
            self._characters.take(len(self.strings[-1]) + 1)
            self._parts = None
        elif self._look:
            self._look.end(name)
