"""Mutants of valid files, each made from a seed and its number alone."""

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from xml.sax.saxutils import escape

from tests.builders.odd_workbook import zipped
from tests.fuzz.bases import TYPED, Parts, bases, typed_into
from tests.fuzz.hostile import hostile_content

FORGED_NAMES = ("/etc/passwd", "xl/../../x.xml", "C:x", "xl/vbaProject.bin", "content.xml", "ü/\n")
FORGED_VALUES = (
    "", " ", "0", "-1", "1", "01", "1e999", "NaN", "INF", "9" * 400, "4294967296", "true", "A1",
    "a1", "A0", "XFE1", "A1048577", "ZZZZ9", "A1:A1048576", "s", "str", "inlineStr", "e", "d", "b",
    "zz", "R1", "../../x", "http://x/", "veryHidden", "_x0000_", "_xD800_", "_xFFFF_", "\u202e",
    "&#0;", "&#x10FFFF;", "&lt;", "&x;", "]]>", "x" * 40_000,
)  # fmt: skip
FORGED_ENTRIES = (
    "#REF!", "១២៣", "1.234,5", "1.234", "-", "n/a", "٣", "½", "1,48 million", "12 %", "-5", "1e5",
    "1" * 60, "0." + "3" * 300, "nc", "nc: next survey", "na;nc", "=1+1", "yes", "no", "2019",
    "2559", "2018/19", "31.2.2020", "1 234 567", "9.4*", "¹", "about half", "x@y.z", "[]", "%",
    "٫", "ⅷ", "\u200b", "\u0336", "NaN", "inf", "1_000", "+", "0x1F", "TRUE", "A&B<C>\"'", "\n",
    "٪٪", "९", "𝟙",
)  # fmt: skip
FORGED_PIECES = (
    "<!-- c -->", "<![CDATA[1]]>", "<?pi x?>", "<!DOCTYPE a>", '<!DOCTYPE a [<!ENTITY b "c">]>',
    "<x>" * 80 + "</x>" * 80, "<v>1</v>", "<f/>", "<row/>", '<c r="B2"><v>7</v></c>',
    "<sheetData/>", '<mergeCell ref="A1:B2"/>', "<is><t>1</t></is>", "</row>", "\0", "\ufffe",
    "\ud7ff", "<", "&", '<c xmlns="urn:other"><v>1</v></c>', " ", "\r\n", "<c/>" * 3_000,
)  # fmt: skip
FORGED_SIGNS = (0, 9, 10, 13, 34, 38, 39, 48, 60, 62, 0x17D2)

_CELL = re.compile(r'<c (r="[A-Z]+[0-9]+"(?: s="[0-9]+")?)[^<>]*>(?:(?!</c>).)*</c>')
_TYPED_CELL = re.compile(r'<c (r="[A-Z]+[0-9]+"(?: s="[0-9]+")?)[^<>]*><is><t>' + TYPED + ".*?</c>")
_TAG = re.compile(r"<[^<>]+>")
_ATTRIBUTE = re.compile(r'="[^"<>]*"')
_TEXT = re.compile(r">[^<>]+<")
_ELEMENT = re.compile(
    r"<(row|c|v|f|is|t|sheet|si|xf|Relationship|mergeCell)\b[^<>]*?(?:/>|>.*?</\1>)"
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One broken file; ``made`` says how, ``number`` and the seed make it again."""

    number: int
    made: str
    data: bytes


def mutant(seed: int, number: int) -> Mutant:
    """The mutant of that number; the same seed gives the same one on every machine."""
    draw = Random(f"{seed}/{number}")
    base, parts = draw.choice(bases())
    kind, change = draw.choices(KINDS, WEIGHTS)[0]
    return Mutant(number, f"{kind} of {base}", change(draw, parts))


def _flipped(draw: Random, parts: Parts) -> bytes:
    data = bytearray(zipped(parts))
    for _ in range(draw.choice((1, 1, 2, 8))):
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    return bytes(data)


def _directory_flipped(draw: Random, parts: Parts) -> bytes:
    """Two bytes of the directory or of the end record become a forged number."""
    data = bytearray(zipped(parts))
    at = draw.randrange(data.rfind(b"PK\x01\x02", 0, len(data) - 200), len(data) - 1)
    struct.pack_into("<H", data, at, draw.choice((0, 1, 0x7FFF, 0xFFFF, draw.randrange(65536))))
    return bytes(data)


def _cut(draw: Random, parts: Parts) -> bytes:
    data = zipped(parts)
    return data[: draw.randrange(len(data))]


def _moved(draw: Random, parts: Parts) -> bytes:
    """A stretch is missing, zero, doubled, or precedes the file."""
    data = zipped(parts)
    start = draw.randrange(len(data))
    end = min(len(data), start + draw.randrange(1, 4000))
    stretch = draw.choice((b"", b"\0" * (end - start), data[start:end] * 2, data[:start]))
    return data[:start] + stretch + data[end:]


def _parts_changed(draw: Random, parts: Parts) -> bytes:
    """A part is missing, empty, cut, under another name, or holds what belongs elsewhere."""
    changed = dict(parts)
    name, other = draw.sample(sorted(parts), 2)
    action = draw.randrange(6)
    if action == 0:
        del changed[name]
    elif action == 1:
        changed[name] = b""
    elif action == 2:
        changed[name] = changed[name][: draw.randrange(len(changed[name]) + 1)]
    elif action == 3:
        changed[draw.choice((*FORGED_NAMES, name.upper(), other))] = changed.pop(name)
    elif action == 4:
        changed[name], changed[other] = changed[other], changed[name]
    else:
        changed[name] = draw.choice(bases())[1].get(name, b"<x/>")
    return zipped(changed, draw.choice((0, 8)))


def _xml_changed(draw: Random, parts: Parts) -> bytes:
    """One to three changes in the text of one part, with a right checksum."""
    name = draw.choice([part for part in sorted(parts) if part.endswith((".xml", ".rels"))])
    text = parts[name].decode("utf-8")
    text = changed_text(draw, text)
    encoding = draw.choices(("utf-8", "utf-16", "latin-1"), (30, 1, 1))[0]
    return zipped({**parts, name: text.encode(encoding, "replace")})


def _sheet_changed(draw: Random, parts: Parts) -> bytes:
    """As ``_xml_changed``, in a sheet that holds cells."""
    name = draw.choice([part for part in sorted(parts) if "sheets/sheet" in part])
    return zipped({**parts, name: changed_text(draw, parts[name].decode("utf-8")).encode()})


def _typed_over(draw: Random, _parts: Parts) -> bytes:
    """Every open cell of a form is typed into, most of them sensibly, some with anything at all."""
    sensible, share = draw.choice(("1", "12.5", "100", "nc", "2019", "yes")), draw.random()
    changed = dict(typed_into())
    for name in (part for part in sorted(changed) if "sheets/sheet" in part):
        first, *others = changed[name].decode("utf-8").split(TYPED)
        pieces = [first]
        for other in others:
            is_odd = draw.random() < share
            said = draw.choice((*FORGED_ENTRIES, *FORGED_VALUES[:30])) if is_odd else sensible
            pieces += [escape(said), other]
        changed[name] = "".join(pieces).encode("utf-8")
    return zipped(changed)


def _hostile_inside(draw: Random, _parts: Parts) -> bytes:
    """A form that is recognised, with hostile content in a few cells or in its identity."""
    changed, is_identity = dict(typed_into()), draw.random() < 0.15
    sheets = [part for part in sorted(changed) if "sheets/sheet" in part]
    places = [
        (name, cell)
        for name in (sheets[-1:] if is_identity else sheets)
        for cell in (_CELL if is_identity else _TYPED_CELL).finditer(changed[name].decode("utf-8"))
    ]
    count = draw.choice((1, 1, 2, 20) if is_identity else (1, 3, 10, 40))
    hostile = draw.sample(places, min(count, len(places)))
    for name in sheets:
        text = changed[name].decode("utf-8")
        for _, cell in (place for place in hostile if place[0] == name):
            text = text.replace(cell[0], hostile_content(draw, cell[1]), 1)
        changed[name] = text.replace(TYPED, draw.choice(("1", "nc", "2019"))).encode("utf-8")
    return zipped(changed)


def changed_text(draw: Random, text: str) -> str:
    """The text of a part with one to three changes."""
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        text = draw.choice(TEXT_CHANGES)(draw, text)
    return text


def _replace(draw: Random, text: str, pattern: re.Pattern[str], new: Callable[[str], str]) -> str:
    found = [*pattern.finditer(text)]
    if not found:
        return text
    match = draw.choice(found)
    return text[: match.start()] + new(match[0]) + text[match.end() :]


def _attribute_forged(draw: Random, text: str) -> str:
    return _replace(draw, text, _ATTRIBUTE, lambda _: f'="{draw.choice(FORGED_VALUES)}"')


def _content_forged(draw: Random, text: str) -> str:
    return _replace(draw, text, _TEXT, lambda _: f">{draw.choice(FORGED_VALUES)}<")


def _tag_dropped(draw: Random, text: str) -> str:
    return _replace(draw, text, _TAG, lambda _: "")


def _element_dropped(draw: Random, text: str) -> str:
    return _replace(draw, text, _ELEMENT, lambda _: "")


def _element_doubled(draw: Random, text: str) -> str:
    return _replace(draw, text, _ELEMENT, lambda element: element * draw.choice((2, 2, 2, 900)))


def _element_moved(draw: Random, text: str) -> str:
    found = [*_ELEMENT.finditer(text)]
    if len(found) < 2:
        return text
    first, second = sorted(draw.sample(found, 2), key=lambda match: match.start())
    if first.end() > second.start():
        return text
    between = text[first.end() : second.start()]
    return text[: first.start()] + second[0] + between + first[0] + text[second.end() :]


def _piece_put_in(draw: Random, text: str) -> str:
    return _replace(draw, text, _TAG, lambda tag: tag + draw.choice(FORGED_PIECES))


def _sign_changed(draw: Random, text: str) -> str:
    at = draw.randrange(len(text) or 1)
    return text[:at] + chr(draw.choice(FORGED_SIGNS)) + text[at + 1 :]


TEXT_CHANGES = (
    _attribute_forged, _content_forged, _tag_dropped, _element_dropped, _element_doubled,
    _element_moved, _piece_put_in, _sign_changed,
)  # fmt: skip

KINDS = (
    ("bytes flipped", _flipped),
    ("directory", _directory_flipped),
    ("cut", _cut),
    ("stretch moved", _moved),
    ("parts", _parts_changed),
    ("xml", _xml_changed),
    ("sheet", _sheet_changed),
    ("entries", _typed_over),
    ("hostile content", _hostile_inside),
)
WEIGHTS = (2, 2, 1, 2, 3, 5, 8, 4, 9)
"""Most files that are broken outside are refused at once; what is broken inside is read further."""
