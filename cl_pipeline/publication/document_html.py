"""A document as one page for a browser: no network, no script, good in print."""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from cl_pipeline.model.document import Block, Document, Heading, Picture
from cl_pipeline.model.table import Cell, Column, Linked, Table
from cl_pipeline.publication.tables import cell_text

FOLDER = Path(__file__).parent / "templates"

BREAKABLE = re.compile(r"([|/_])")
"""Characters of addresses and trace keys after which a browser may break a line."""

WIDE = 24
"""A column of so many characters holds sentences and gets most of the width."""


def to_html(document: Document) -> bytes:
    """The page as UTF-8; the same document gives the same bytes."""
    tables = [block for block in document.blocks if isinstance(block, Table)]
    anchors = [anchor for table in tables for anchor in table.anchors if anchor]
    headings = [block for block in document.blocks if isinstance(block, Heading) and block.anchor]
    ids = {heading.anchor: heading.anchor for heading in headings}
    ids |= {anchor: f"row-{number}" for number, anchor in enumerate(anchors, start=1)}
    page = _document_template().render(
        document=document, contents=headings, ids=ids, style=style("document.css")
    )
    return page.encode("utf-8", "replace")


def template(
    name: str,
    filters: Mapping[str, Callable[..., object]] | None = None,
    tests: Mapping[str, Callable[..., bool]] | None = None,
) -> Template:
    """A template of this package: all that is put in is escaped, and nothing may be missing."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(filters or {})
    environment.tests.update(tests or {})
    return environment.get_template(name)


def style(name: str) -> Markup:
    """A style sheet of this package, to be put into a page."""
    return Markup((FOLDER / name).read_text("utf-8").strip())


def _kind_of(block: Block) -> str:
    return type(block).__name__


def _anchored_rows(table: Table) -> list[tuple[tuple[Cell, ...], str]]:
    """Each row with its anchor, empty where it has none."""
    anchors = table.anchors or [""] * len(table.rows)
    return list(zip(table.rows, anchors, strict=True))


def _is_number(cell: Cell) -> bool:
    """True for what is shown on the right of its cell."""
    return isinstance(cell, Linked) and bool(cell.trace_key)


def _is_linked(cell: Cell) -> bool:
    return isinstance(cell, Linked)


def _is_wide(column: Column) -> bool:
    return column.width >= WIDE


def _breakable(text: str) -> Markup:
    """The text with places where a browser may break addresses and trace keys.

    >>> _breakable("net_enrolment|KHM")
    Markup('net_<wbr>enrolment|<wbr>KHM')
    """
    return Markup(BREAKABLE.sub(r"\1<wbr>", str(escape(text))))


def _data_address(picture: Picture) -> str:
    """The picture as an address that needs no network."""
    return f"data:image/png;base64,{b64encode(picture.content).decode()}"


@cache
def _document_template() -> Template:
    filters: dict[str, Callable[..., object]] = {
        "text_in": cell_text,
        "breakable": _breakable,
        "kind": _kind_of,
        "data_address": _data_address,
        "anchored_rows": _anchored_rows,
    }
    tests: dict[str, Callable[..., bool]] = {
        "number": _is_number,
        "linked": _is_linked,
        "wide": _is_wide,
    }
    return template("document.html.jinja", filters, tests)
