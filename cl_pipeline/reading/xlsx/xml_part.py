"""XML parts, with nothing allowed that a spreadsheet program does not write.

Source: ISO/IEC 29500-1 (Strict) and 29500-4 (Transitional), annex A, for the namespaces.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser
from xml.parsers import expat

from cl_pipeline.reading.xlsx.limits import ReadingLimits, Unreadable

_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/package/2006/relationships",
    "http://schemas.openxmlformats.org/package/2006/content-types",
)
_NAMES = (
    "Default", "Override", "Relationship", "c", "cellXfs", "col", "comment", "commentList", "f",
    "font", "fonts", "is", "mergeCell", "numFmt", "numFmts", "r", "rPh", "row", "sheet",
    "sheetData", "sheetFormatPr", "si", "strike", "t", "v", "vertAlign",
    "workbook", "workbookPr", "worksheet", "xf",
)  # fmt: skip
SHORT_TAGS = {f"{{{uri}}}{name}": f"x:{name}" for uri in _NAMESPACES for name in _NAMES}
"""The elements that are read, in all namespaces of the format.

Every other tag has the namespace in braces, so none can look like ``x:name``.
"""

HAVE_PLACES = frozenset({"x:worksheet", "x:sheetData", "x:row", "x:c", "x:v", "x:f", "x:is", "x:t"})
"""The elements of a sheet that must not be anywhere but in their place."""

RELATION_IDS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
"""The attribute by which an element of ``opened_elements`` names a relation, in both spellings."""

_READ_DEPTH = 6
"""Depth of the text of a cell: sheet, data, row, cell, inline text, text."""

_PROLOG_BYTES = 512
_GROWTH_BYTES = 16 * 1024
"""A tree of more than that does not stay in the cache of the processor while it is read."""


def opened_elements(
    part: str, chunks: Iterable[bytes], depth_limit: int
) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Depth (1 for the root), name and attributes of every element of a part as it opens.

    Elements that are read are named ``x:name``.
    """
    opened: list[tuple[int, str, dict[str, str]]] = []
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > depth_limit:
            raise nested_too_deeply(f"the part {part}")
        opened.append((depth, SHORT_TAGS.get(f"{{{name}", name), attributes))

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = _strict_parser(part)
    parser.StartElementHandler, parser.EndElementHandler = start, end
    with _xml_errors(part):
        for chunk in chunks:
            try:
                parser.Parse(chunk, False)
            finally:
                # Also on an error: what is wrong with the elements before it comes first.
                yield from opened
            opened.clear()
        parser.Parse(b"", True)


def grow_tree(
    part: str, chunks: Iterable[bytes], limits: ReadingLimits, streamed: str = ""
) -> Iterator[tuple[Element, list[Element]]]:
    """The root of a part, then the elements below it, with their parent, once they are complete.

    Of an element named ``streamed``, the children come before it. What was given is forgotten. The
    tree is built without Python, which is why it is fast.
    """
    builder = TreeBuilder()
    holder = builder.start("part", {})
    parser = XMLParser(target=builder)
    has_root, unread_bytes = False, 0
    with _xml_errors(part):
        for piece in chain(_pieces(part, chunks), (b"",)):
            try:
                if piece:
                    parser.feed(piece)
                else:
                    parser.close()
            finally:
                # Also on an error: what is wrong with the elements before it comes first.
                unread_bytes += len(piece)
                if len(holder) and not has_root:
                    has_root = True
                    yield holder, holder[:]
                for parent, complete in _taken_out(holder, streamed, is_last=not piece):
                    unread_bytes = len(piece) if complete else unread_bytes
                    yield parent, complete
                    complete.clear()
            if _open_depth(holder) > limits.depth + _READ_DEPTH:
                raise nested_too_deeply(f"the part {part}")
            if unread_bytes > limits.element_bytes:
                raise Unreadable("TOO_LARGE", f"a row is above {limits.element_bytes:,} bytes")


def _taken_out(
    holder: Element, streamed: str, *, is_last: bool
) -> Iterator[tuple[Element, list[Element]]]:
    """Only the last child at each level may still grow."""
    for root in holder:
        complete = root[:] if is_last else root[:-1]
        for element in complete:
            if SHORT_TAGS.get(element.tag) == streamed:
                yield element, element[:]
            yield root, [element]
        del root[: len(complete)]
        if len(root) and SHORT_TAGS.get(root[0].tag) == streamed:
            children = root[0][:-1]
            del root[0][: len(children)]
            yield root[0], children


def _open_depth(element: Element) -> int:
    """How deep the element that is still open lies below ``element``."""
    depth = 0
    while len(element):
        element, depth = element[-1], depth + 1
    return depth


def _pieces(part: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The content in pieces of a tree's growth, once no document type can follow any more.

    A tree parser would expand the entities of a document type without asking; it can only be
    declared before the first element, so that is parsed apart.
    """
    seen: list[str] = []
    parser = _strict_parser(part)
    parser.StartElementHandler = lambda name, _: seen.append(name)
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
        yield from (chunk[at : at + _GROWTH_BYTES] for at in range(0, len(chunk), _GROWTH_BYTES))


def _strict_parser(part: str) -> expat.XMLParserType:
    """A parser that refuses document types and entities."""

    def refuse(*_: object) -> None:
        raise Unreadable("UNSAFE_XML", f"the part {part} declares a document type")

    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    return parser


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


def nested_too_deeply(owner: str) -> Unreadable:
    """The refusal of elements nested beyond the limit; ``owner`` such as ``the sheet 'A2'``."""
    return Unreadable("UNSAFE_XML", f"{owner} is nested too deeply")


def damaged(owner: str, found: str) -> Unreadable:
    """The refusal of what cannot be read in one way."""
    return Unreadable("CORRUPT", f"{owner} is damaged: {found}")


def misplaced(owner: str, tag: str) -> Unreadable:
    """The refusal of an element where none of its name may be."""
    name = tag.rpartition("}")[2]
    return damaged(owner, f"the element {name[:20]} is in the wrong place")
