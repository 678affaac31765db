"""A document of headings, lists and label tables as one HTML page and as Markdown."""

from html import escape

from cl_pipeline.model.document import Block, Document, Heading, ItemList
from cl_pipeline.model.table import Table

STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#1a1a1a}"
    "h1{font-size:1.2em}.number{font-size:1.8em;white-space:pre-line}"
    "th{text-align:left;vertical-align:top;padding-right:1.5em;white-space:nowrap}"
    "td{overflow-wrap:anywhere}.notice{border-top:1px solid #888;padding-top:.5em}"
)

MARKUP = {ord(character): f"&#{ord(character)};" for character in "&\\`*_[]<>#|"} | {ord("\n"): " "}
"""Markdown's mark-up as entities that show the character itself."""


def explanation_page(document: Document) -> str:
    """A whole HTML document."""
    blocks = "".join(map(_html, document.blocks))
    notice = f'<p class="notice">{escape(document.notice)}</p>\n' if document.notice else ""
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(document.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<h1>{escape(document.title)}</h1>\n<p class="number">{escape(document.subtitle)}</p>\n'
        f"{blocks}{notice}</body>\n</html>\n"
    )


def explanation_markdown(document: Document) -> str:
    """The same as Markdown, for the metadata of a run."""
    parts = [f"### {_plain(document.title)}", f"**{_plain(document.subtitle)}**"]
    parts += [_markdown(block) for block in document.blocks]
    return "\n\n".join([*parts, *([document.notice] if document.notice else [])])


def _html(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h2>{escape(block.text)}</h2>\n"
    if isinstance(block, ItemList):
        items = "".join(f"<li>{escape(item)}</li>\n" for item in block.items)
        return f"<ul>\n{items}</ul>\n"
    assert isinstance(block, Table)
    rows = (f"<tr><th>{escape(str(a))}</th><td>{escape(str(b))}</td></tr>\n" for a, b in block.rows)
    return f"<table>\n{''.join(rows)}</table>\n"


def _markdown(block: Block) -> str:
    if isinstance(block, Heading):
        return f"**{_plain(block.text)}**"
    if isinstance(block, ItemList):
        return "\n".join(f"- {_plain(item)}" for item in block.items)
    assert isinstance(block, Table)
    rows = [f"| {_plain(str(label))} | {_plain(str(text))} |" for label, text in block.rows]
    return "\n".join(["| | |", "|---|---|", *rows])


def _plain(text: str) -> str:
    """Text in which Markdown sees no mark-up of a sender's making."""
    return text.translate(MARKUP)
