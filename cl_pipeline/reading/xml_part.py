"""One XML part, parsed as events with nothing allowed that a spreadsheet program does not write.

Belongs here: the only use of expat in the project, its refusals, and the two spellings of the
namespaces (Transitional and Strict). Does not belong here: what an element means (the module of
that part).

Source: ISO/IEC 29500-1 (Strict) and 29500-4 (Transitional), annex A, for the namespaces.
"""

from collections.abc import Iterable
from typing import Protocol
from xml.parsers import expat

from cl_pipeline.reading.unreadable import Unreadable

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


def parse_part(name: str, chunks: Iterable[bytes], reader: PartReader, depth_limit: int) -> None:
    """Feed all events of the part to ``reader``.

    Raises:
        Unreadable: UNSAFE_XML (a document type, entities, deep nesting), CORRUPT (not XML), and
            whatever the reader raises.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    events = _Events(name, reader, depth_limit)
    parser.StartElementHandler = events.start
    parser.EndElementHandler = events.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = events.refuse_doctype
    parser.EntityDeclHandler = events.refuse_doctype
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as trouble:
        raise Unreadable(
            "CORRUPT", f"the part {name} is damaged in line {trouble.lineno}"
        ) from None
    except (LookupError, ValueError):
        # Unknown encodings and broken names end here: expat lets Python's own errors through.
        raise Unreadable("CORRUPT", f"the part {name} is not valid XML") from None


class _Events:
    """Depth, refusals and plain names between expat and the reader of a part."""

    __slots__ = ("_depth", "_limit", "_names", "_part", "_reader_end", "_reader_start")

    def __init__(self, part: str, reader: PartReader, limit: int) -> None:
        self._part = part
        self._reader_start = reader.start
        self._reader_end = reader.end
        self._limit = limit
        self._depth = 0
        self._names: dict[str, str] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > self._limit:
            raise Unreadable("UNSAFE_XML", f"the part {self._part} is nested too deeply")
        plain = self._names.get(name)
        if plain is None:
            plain = self._names[name] = _plain(name)
        self._reader_start(plain, attributes, self._depth)

    def end(self, name: str) -> None:
        self._depth -= 1
        self._reader_end(self._names[name])

    def refuse_doctype(self, *_: object) -> None:
        raise Unreadable("UNSAFE_XML", f"the part {self._part} declares a document type")


def _plain(name: str) -> str:
    """The local name of an element of ours; any other keeps its namespace and so never matches."""
    namespace, _, local = name.rpartition(" ")
    return local if namespace in _MAIN else name
