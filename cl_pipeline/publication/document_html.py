"""A document as one page for a browser: no network, no script, good in print."""

import re
from base64 import b64encode
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from cl_pipeline.model.document import Document, Heading
from cl_pipeline.model.printable import printable
from cl_pipeline.model.table import Cell, Linked, Table
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
    return render("document", document=document, contents=headings, ids=ids)


def render(name: str, **content: object) -> bytes:
    """The template of that name with its style sheet and this content, as UTF-8."""
    style = Markup((FOLDER / f"{name}.css").read_text("utf-8").strip())
    page = _environment().get_template(f"{name}.html.jinja").render(style=style, **content)
    return page.encode("utf-8", "replace")


@cache
def _environment() -> Environment:
    """The templates of this package: what is put in is escaped, and nothing may be missing."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=lambda content: printable(content) if type(content) is str else content,
    )
    environment.filters |= {
        "text_in": cell_text,
        "breakable": _breakable,
        "kind": lambda block: type(block).__name__,
        "base64": lambda content: b64encode(content).decode(),
        "anchored_rows": _anchored_rows,
    }
    environment.tests |= {
        "linked": lambda cell: isinstance(cell, Linked),
        "number": lambda cell: isinstance(cell, Linked) and bool(cell.trace_key),
        "wide": lambda column: column.width >= WIDE,
    }
    return environment


def _anchored_rows(table: Table) -> list[tuple[tuple[Cell, ...], str]]:
    """Each row with its anchor, empty where it has none."""
    anchors = table.anchors or [""] * len(table.rows)
    return list(zip(table.rows, anchors, strict=True))


def _breakable(text: str) -> Markup:
    """The text with places where a browser may break addresses and trace keys.

    >>> _breakable("net_enrolment|KHM")
    Markup('net_<wbr>enrolment|<wbr>KHM')
    """
    return Markup(BREAKABLE.sub(r"\1<wbr>", str(escape(text))))
