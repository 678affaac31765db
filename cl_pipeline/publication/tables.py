"""Tables as records, Markdown and on a terminal, documents as Markdown; all text is escaped."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from rich.markup import escape as escape_markup
from rich.table import Table as TerminalTable

from cl_pipeline.model.document import Block, Document, Heading, ItemList, Paragraph, Picture
from cl_pipeline.model.number_format import format_number
from cl_pipeline.model.printable import printable
from cl_pipeline.model.table import Cell, Column, ColumnType, Table, shown_in

MARKUP = {ord(character): f"&#{ord(character)};" for character in "&\\`*_~$[]<>#|"} | {
    ord("\n"): " "
}
"""What would be markup in Markdown, as entities that show the character itself."""

BARE_ADDRESS = re.compile(r"(?:https?|mailto|xmpp)(?=:)|www(?=\.)|(?=@)", re.IGNORECASE)
"""Where Markdown makes a link of bare text. Source: GitHub Flavored Markdown, autolinks."""

WORD_JOINER = "\N{WORD JOINER}"
"""Not seen, and no part of an address; an entity would be taken for the character that it shows."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet program would take text that begins so for a formula."""

PlainCell = str | int | float | None


def plain_cell(cell: Cell) -> PlainCell:
    """A cell as JSON holds it: decimals as exact text, dates as YYYY-MM-DD.

    >>> plain_cell(Decimal("1.50")), plain_cell(None)
    ('1.50', None)
    """
    content = shown_in(cell)
    return str(content) if isinstance(content, str | Decimal | date) else content


def cell_text(cell: Cell, column: Column) -> str:
    """A cell as people read it: thousands apart in number columns, empty for None."""
    content = shown_in(cell)
    if column.type == ColumnType.NUMBER and isinstance(content, Decimal | int | float):
        return format_number(Decimal(str(content)))
    return "" if content is None else printable(str(content))


def to_records(table: Table) -> list[dict[str, PlainCell]]:
    """Each row as a mapping from column key to plain cell, as JSON takes it."""
    return [{key: plain_cell(cell) for key, cell in row.items()} for row in table.records()]


def to_markdown(table: Table) -> str:
    """The table in Markdown with its notes."""
    if not table.rows:
        return escape_markdown(table.empty)
    lines = [_line(column.label for column in table.columns)]
    rules = ("--:" if column.type == ColumnType.NUMBER else "---" for column in table.columns)
    lines.append(f"|{'|'.join(rules)}|")
    lines += [_line(texts) for texts in _texts(table)]
    for note in table.notes:
        lines += ["", escape_markdown(note)]
    return "\n".join(lines)


def document_markdown(document: Document) -> str:
    """The document without its pictures, of which it shows the descriptions."""
    parts = [f"### {escape_markdown(document.title)}", f"**{escape_markdown(document.subtitle)}**"]
    parts += map(_block, document.blocks)
    parts += [document.notice] if document.notice else []
    return "\n\n".join(parts)


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"**{escape_markdown(block.text)}**"
        case Paragraph():
            return escape_markdown(block.text)
        case ItemList():
            bullet = "1." if block.is_numbered else "-"
            return "\n".join(f"{bullet} {escape_markdown(item)}" for item in block.items)
        case Picture():
            return escape_markdown(block.description)
        case _:
            return to_markdown(block)


def to_terminal(table: Table) -> TerminalTable | str:
    """The table as something a rich console prints; one line where it has no rows."""
    if not table.rows:
        return escape_markup(f"{table.title}: {table.empty}")
    printed = TerminalTable(
        title=escape_markup(table.title) or None,
        title_justify="left",
        caption=escape_markup("\n".join(table.notes)) or None,
        caption_justify="left",
    )
    for column in table.columns:
        is_number = column.type == ColumnType.NUMBER
        printed.add_column(
            escape_markup(column.label),
            justify="right" if is_number else "left",
            overflow="fold",  # A long word goes on in the next line, so that nothing is cut.
        )
    for texts in _texts(table):
        printed.add_row(*map(escape_markup, texts))
    return printed


def escape_markdown(text: str) -> str:
    r"""Text that Markdown and HTML show as it is, on one line, without a link.

    >>> escape_markdown("a|b <i>"), escape_markdown("www.a.org")
    ('a&#124;b &#60;i&#62;', 'www\u2060.a.org')
    """
    apart = BARE_ADDRESS.sub(lambda found: found[0] + WORD_JOINER, printable(text))
    return apart.translate(MARKUP)


def _texts(table: Table) -> list[list[str]]:
    return [
        [cell_text(cell, column) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]


def _line(texts: Iterable[str]) -> str:
    return "| " + " | ".join(map(escape_markdown, texts)) + " |"
