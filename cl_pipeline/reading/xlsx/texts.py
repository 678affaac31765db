"""Text of cells: plain, rich and phonetic, shared or written in the cell itself.

Source: ISO/IEC 29500-1, 18.4 (rich text), 18.4.6 (phonetic run), 22.9.2.19 (``_xHHHH_``).
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from xml.etree.ElementTree import Element

from cl_pipeline.reading.xlsx.limits import Budget, ReadingLimits
from cl_pipeline.reading.xlsx.xml_part import (
    HAVE_PLACES,
    SHORT_TAGS,
    grow_tree,
    misplaced,
    nested_too_deeply,
)

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


def read_strings(part: str, chunks: Iterable[bytes], limits: ReadingLimits) -> list[str]:
    """The shared strings in order, one for each ``si``."""
    strings: list[str] = []
    characters = Budget("characters of text", limits.text_characters)
    below_root = chain.from_iterable(found for _, found in grow_tree(part, chunks, limits))
    for element in islice(below_root, 1, None):
        if SHORT_TAGS.get(element.tag) == "x:si":
            strings.append(shown_text(element, f"the part {part}", limits.depth))
            characters.take(len(strings[-1]) + 1)
    return strings


def shown_text(parent: Element, owner: str, depth_limit: int) -> str:
    """The text of an ``si`` or ``is`` with raised, lowered and struck characters made visible.

    A footnote 1 behind 1,234 must not become 12,341. Reading aids (``rPh``) are left out.
    """
    if len(parent) == 1 and not len(parent[0]) and SHORT_TAGS.get(parent[0].tag) == "x:t":
        return unescape(parent[0].text or "")
    return "".join(_run_texts(parent, {}, owner, depth_limit))


def _run_texts(parent: Element, look: dict[str, str], owner: str, depth: int) -> Iterator[str]:
    """``look`` holds the marks of the open run by name; they come before its text."""
    if not depth:
        raise nested_too_deeply(owner)
    for element in parent:
        name = SHORT_TAGS.get(element.tag, "")
        if name == "x:t":
            if len(element):
                raise misplaced(owner, element[0].tag)
            yield _with_look(unescape(element.text or ""), look)
            continue
        if name in HAVE_PLACES:
            raise misplaced(owner, element.tag)
        if name in ("x:vertAlign", "x:strike"):
            look[name] = element.get("val", "1")
        inner = _run_texts(element, {} if name == "x:r" else look, owner, depth - 1)
        # A reading aid is read all the same: what is wrong in it must be found.
        yield from inner if name != "x:rPh" else ("" for _ in inner)


def _with_look(text: str, look: dict[str, str]) -> str:
    text = text.translate(_ALIGNMENTS.get(look.get("x:vertAlign", ""), {}))
    is_struck = look.get("x:strike", "0") not in ("0", "false", "off")
    return "".join(letter + _STROKE for letter in text) if is_struck else text
