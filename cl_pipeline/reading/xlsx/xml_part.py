"""One XML part, parsed as events with nothing allowed that a spreadsheet program does not write.

Source: ISO/IEC 29500-1 (Strict) and 29500-4 (Transitional), annex A, for the namespaces.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from sys import intern
from typing import Protocol
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser
from xml.parsers import expat

from cl_pipeline.reading.xlsx.limits import Unreadable

_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/package/2006/relationships",
    "http://schemas.openxmlformats.org/package/2006/content-types",
)
_NAMES = (
    "Default", "Override", "Relationship", "c", "cellXfs", "col", "f", "is", "mergeCell", "numFmt",
    "numFmts", "r", "rPh", "row", "sheet", "sheetData", "si", "strike", "t", "v", "vertAlign",
    "workbook", "workbookPr", "worksheet", "xf",
)  # fmt: skip
_SHORT_NAMES = {f"{uri} {name}": intern(f"x:{name}") for uri in _NAMESPACES for name in _NAMES}
"""The elements that are read, in all namespaces of the format.

The parser puts a space between namespace and name, so no other element can look like ``x:name``.
"""

SHORT_TAGS = {f"{{{uri}}}{name}": f"x:{name}" for uri in _NAMESPACES for name in _NAMES}
"""The same by the tags of a tree."""

RELATION_IDS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
)
"""The attribute by which an element names a relation, in both spellings."""

_PROLOG_BYTES = 512
_GROWTH_BYTES = 16 * 1024
"""A tree of more than that does not stay in the cache of the processor while it is read."""

Attributes = dict[str, str]


class EventReader(Protocol):
    """What reads a large part: it counts the depth of the elements itself.

    Elements that are read are named ``x:name``, all others by namespace and name.
    """

    def start(self, name: str, attributes: Attributes) -> None:
        """Open an element."""

    def end(self, name: str) -> None:
        """Close an element."""

    def text(self, data: str) -> object:
        """Take text inside the innermost open element."""


class PartReader(Protocol):
    """What reads a part of which only a few opening elements matter; the root has depth 1."""

    def start(self, name: str, attributes: Attributes, depth: int) -> None:
        """Open an element."""


def parse_events(part: str, chunks: Iterable[bytes], reader: EventReader) -> None:
    """Feed the parser's events to ``reader``, which refuses deep nesting itself.

    Raises:
        Unreadable: UNSAFE_XML (a document type, entities), CORRUPT (not XML), and whatever the
            reader raises.
    """
    parser = expat.ParserCreate(namespace_separator=" ", intern=dict(_SHORT_NAMES))
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    _refuse_declarations(parser, part)
    with _xml_errors(part):
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)


def grow_tree(part: str, chunks: Iterable[bytes]) -> Iterator[tuple[Element, int]]:
    """The tree of a part after each piece with the bytes of the piece; 0 once it is complete.

    The first child of the element given is the root of the part. The caller may take out elements
    that are followed by another one: only the last child at each level may still grow.

    Raises:
        Unreadable: as ``parse_events``.
    """
    builder = TreeBuilder()
    holder = builder.start("part", {})
    parser = XMLParser(target=builder)
    with _xml_errors(part):
        for chunk in _without_declarations(part, chunks):
            for at in range(0, len(chunk), _GROWTH_BYTES):
                piece = chunk[at : at + _GROWTH_BYTES]
                try:
                    parser.feed(piece)
                finally:
                    # Also on an error: what is wrong with the elements before it comes first.
                    yield holder, len(piece)
        parser.close()
        yield holder, 0


def _without_declarations(part: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks; a document type can only be declared before the first element, so that is parsed.

    A tree parser would expand the entities of a document type without asking.
    """
    seen: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, _: seen.append(name)
    _refuse_declarations(parser, part)
    for chunk in chunks:
        try:
            for at in range(0, len(chunk), _PROLOG_BYTES):
                if seen:
                    break
                parser.Parse(chunk[at : at + _PROLOG_BYTES], False)
        except expat.ExpatError:
            # The tree parser meets the same error, and names it by what came before.
            yield chunk
            raise
        yield chunk


def _refuse_declarations(parser: expat.XMLParserType, part: str) -> None:
    def refuse(*_: object) -> None:
        raise Unreadable("UNSAFE_XML", f"the part {part} declares a document type")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse


@contextmanager
def _xml_errors(part: str) -> Iterator[None]:
    try:
        yield
    except (expat.ExpatError, ParseError) as error:
        line = error.lineno if isinstance(error, expat.ExpatError) else error.position[0]
        raise Unreadable("CORRUPT", f"the part {part} is damaged in line {line}") from None
    except (LookupError, ValueError):
        # Unknown encodings and broken names end here: expat lets Python's own errors through.
        raise Unreadable("CORRUPT", f"the part {part} is not valid XML") from None


def parse_part(part: str, chunks: Iterable[bytes], reader: PartReader, depth_limit: int) -> None:
    """Feed the opening elements of a part to ``reader``.

    Raises:
        Unreadable: as ``parse_events``, and UNSAFE_XML where elements are nested beyond the limit.
    """
    parse_events(part, chunks, _Depth(part, reader, depth_limit))


def nested_too_deeply(part: str) -> Unreadable:
    """The refusal of a part whose elements are nested beyond the limit."""
    return Unreadable("UNSAFE_XML", f"the part {part} is nested too deeply")


class _Depth:
    """Counts and bounds the depth between the parser and the reader of a part."""

    def __init__(self, part: str, reader: PartReader, limit: int) -> None:
        self._part = part
        self._reader = reader
        self._limit = limit
        self._depth = 0

    def start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > self._limit:
            raise nested_too_deeply(self._part)
        self._reader.start(name, attributes, self._depth)

    def end(self, name: str) -> None:
        self._depth -= 1

    def text(self, data: str) -> None:
        pass
