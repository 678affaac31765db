"""Text of cells: plain, rich and phonetic, shared or written in the cell itself.

Source: ISO/IEC 29500-1, 18.4 (rich text), 18.4.6 (phonetic run), 22.9.2.19 (``_xHHHH_``).
"""

import re

from cl_pipeline.reading.xlsx.unreadable import Budget
from cl_pipeline.reading.xlsx.xml_part import Attributes

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_LOOKS = {"superscript": _RAISED, "subscript": _LOWERED}
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


class RichText:
    """Collects the runs of one text; fed with the elements inside ``si`` or ``is``.

    Signs of an open ``t`` are appended to ``pieces`` by whoever receives them; it is None where no
    ``t`` is open, and what stands there is no text.
    """

    __slots__ = ("_look", "_parts", "_phonetic", "_struck", "pieces")

    def __init__(self) -> None:
        self.pieces: list[str] | None = None
        self._parts: list[str] = []
        self._phonetic = False
        self._look: dict[int, int] | None = None
        self._struck = False

    def text_starts(self) -> None:
        """A ``t`` opens."""
        self.pieces = []

    def text_ends(self) -> None:
        """A ``t`` closes."""
        if self.pieces is not None and not self._phonetic:
            text = unescape("".join(self.pieces))
            is_plain = self._look is None and not self._struck
            self._parts.append(text if is_plain else self._decorated(text))
        self.pieces = None

    def start(self, name: str, attributes: Attributes) -> None:
        """Another element inside the text opens."""
        if name == "r":
            self._look, self._struck = None, False
        elif name == "rPh":
            self._phonetic = True
        elif name == "vertAlign":
            self._look = _LOOKS.get(attributes.get("val", ""))
        elif name == "strike":
            self._struck = attributes.get("val", "1") not in ("0", "false", "off")

    def end(self, name: str) -> None:
        """Another element inside the text closes."""
        if name == "rPh":
            self._phonetic = False
        elif name == "r":
            self._look, self._struck = None, False

    @property
    def value(self) -> str:
        """The whole text, escapes resolved."""
        return "".join(self._parts)

    def _decorated(self, text: str) -> str:
        if self._look:
            text = text.translate(self._look)
        return "".join(sign + _STROKE for sign in text) if self._struck else text


class StringsReader:
    """Reads the shared strings; ``strings`` has one entry per ``si``, in order."""

    def __init__(self, characters: Budget) -> None:
        self.strings: list[str] = []
        self._characters = characters
        self._open: RichText | None = None

    def start(self, name: str, attributes: Attributes, depth: int) -> None:
        """An element opens; each ``si`` is one string."""
        if name == "si" and depth == 2:
            self._open = RichText()
        elif self._open and name == "t":
            self._open.text_starts()
        elif self._open:
            self._open.start(name, attributes)

    def end(self, name: str) -> None:
        """An element closes."""
        if self._open is None:
            return
        if name == "t":
            self._open.text_ends()
        elif name != "si":
            self._open.end(name)
        else:
            text = self._open.value
            self._characters.take(len(text) + 1)
            self.strings.append(text)
            self._open = None

    def text(self, data: str) -> None:
        """Text of the innermost open element."""
        if self._open and self._open.pieces is not None:
            self._open.pieces.append(data)
