"""A paper as one page for a browser: no network, no script, good in print."""

import re
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Template
from markupsafe import Markup, escape

from cl_pipeline.model.number_format import format_number
from cl_pipeline.publication.cells import Content, Figure
from cl_pipeline.publication.papers.blocks import Block, Heading, Paper, Picture
from cl_pipeline.publication.templates import page_style, page_template

FOLDER = Path(__file__).parent

LONG_WORD_SIGN = re.compile(r"([|/_])")


def paper_page(paper: Paper) -> bytes:
    """The page as UTF-8; the same paper gives the same bytes."""
    text = _template().render(
        paper=paper,
        contents=[block for block in paper.blocks if isinstance(block, Heading) and block.anchor],
        style=page_style(FOLDER),
    )
    return text.encode("utf-8", "replace")


def kind_of(block: Block) -> str:
    """The name of a block's part of the template."""
    return type(block).__name__.lower()


def is_number(content: Content) -> bool:
    """True for what stands to the right in its cell."""
    return isinstance(content, Figure)


def plain(content: Content) -> str:
    """A cell's content as text.

    >>> plain(None), plain(3)
    ('', '3')
    """
    if isinstance(content, Figure):
        return format_number(content.value)
    return "" if content is None else str(content)


def breakable(text: str) -> Markup:
    """The text with places where a browser may break addresses and trace keys.

    >>> breakable("net_enrolment|KHM")
    Markup('net_<wbr>enrolment|<wbr>KHM')
    """
    return Markup(LONG_WORD_SIGN.sub(r"\1<wbr>", str(escape(text))))


def data_address(picture: Picture) -> str:
    """The picture as an address that needs no network."""
    return f"data:image/png;base64,{b64encode(picture.content).decode()}"


@cache
def _template() -> Template:
    filters: dict[str, Callable[..., object]] = {
        "plain": plain,
        "breakable": breakable,
        "kind": kind_of,
        "data_address": data_address,
    }
    return page_template(FOLDER, filters, {"figure": is_number})
