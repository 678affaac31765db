"""One XML part, parsed as events with nothing allowed that a spreadsheet program does not write.

Source: ISO/IEC 29500-1 (Strict) and 29500-4 (Transitional), annex A, for the namespaces.
"""

from collections.abc import Iterable
from typing import Protocol
from xml.parsers import expat

from cl_pipeline.reading.xlsx.unreadable import Unreadable

_MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/package/2006/relationships",
    "http://schemas.openxmlformats.org/package/2006/content-types",
)

RELATION_IDS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
)
"""The attribute by which an element names a relation, in both spellings."""

Attributes = dict[str, str]


class PartReader(Protocol):
    """What a module of one part offers: elements of our namespaces come with their plain name."""

    def start(self, name: str, attributes: Attributes, depth: int) -> None:
        """An element opens; the root has depth 1."""

    def end(self, name: str) -> None:
        """An element closes."""

    def text(self, data: str) -> None:
        """Text inside the innermost open element."""


class EventReader(Protocol):
    """What a module of a large part offers: it takes the parser's own events, without a layer.

    Names come with their namespace (see ``spellings``), and the reader counts the depth itself.
    """

    def start(self, name: str, attributes: Attributes) -> None:
        """An element opens."""

    def end(self, name: str) -> None:
        """An element closes."""

    def text(self, data: str) -> None:
        """Text inside the innermost open element."""


def spellings(name: str) -> tuple[str, ...]:
    """How the parser names an element of ours, in every namespace it can stand in."""
    return tuple(f"{namespace} {name}" for namespace in _MAIN)


def parse_part(name: str, chunks: Iterable[bytes], reader: PartReader, depth_limit: int) -> None:
    """Feed all events of the part to ``reader``.

    Raises:
        Unreadable: UNSAFE_XML (a document type, entities, deep nesting), CORRUPT (not XML), and
            whatever the reader raises.
    """
    parse_events(name, chunks, _Events(name, reader, depth_limit))


def parse_events(name: str, chunks: Iterable[bytes], reader: EventReader) -> None:
    """Feed the parser's own events to ``reader``, which refuses deep nesting itself.

    Raises:
        Unreadable: UNSAFE_XML (a document type, entities), CORRUPT (not XML), and whatever the
            reader raises.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text

    def refuse_doctype(*_: object) -> None:
        raise Unreadable("UNSAFE_XML", f"the part {name} declares a document type")

    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.EntityDeclHandler = refuse_doctype
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error_text:
        raise Unreadable(
            "CORRUPT", f"the part {name} is damaged in line {error_text.lineno}"
        ) from None
    except (LookupError, ValueError):
        # Unknown encodings and broken names end here: expat lets Python's own errors through.
        raise Unreadable("CORRUPT", f"the part {name} is not valid XML") from None


def nested_too_deeply(part: str) -> Unreadable:
    """The refusal of a part whose elements are nested beyond the limit."""
    return Unreadable("UNSAFE_XML", f"the part {part} is nested too deeply")


class _Events:
    """Depth, refusals and plain names between expat and the reader of a part."""

    __slots__ = ("_depth", "_limit", "_names", "_part", "_reader_end", "_reader_start", "text")

    def __init__(self, part: str, reader: PartReader, limit: int) -> None:
        self._part = part
        self._reader_start = reader.start
        self._reader_end = reader.end
        self.text = reader.text
        self._limit = limit
        self._depth = 0
        self._names: dict[str, str] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > self._limit:
            raise nested_too_deeply(self._part)
        plain = self._names.get(name)
        if plain is None:
            plain = self._names[name] = _plain(name)
        self._reader_start(plain, attributes, self._depth)

    def end(self, name: str) -> None:
        self._depth -= 1
        self._reader_end(self._names[name])


def _plain(name: str) -> str:
    """The local name of an element of ours; any other keeps its namespace and so never matches."""
    namespace, _, local = name.rpartition(" ")
    return local if namespace in _MAIN else name
