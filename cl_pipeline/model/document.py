"""A document as people read it: headings, paragraphs, lists, tables and pictures."""

from dataclasses import dataclass

from cl_pipeline.model.table import Table


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 begins a new printed page. Links lead to ``anchor``."""

    text: str
    level: int
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or two; ``is_small`` for remarks below a table."""

    text: str
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class ItemList:
    """Sentences below one another; ``is_numbered`` where their order matters."""

    items: tuple[str, ...]
    is_numbered: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG; ``description`` says what it shows, for people who cannot see it."""

    content: bytes
    description: str


def titled(table: Table) -> tuple[Heading, Table]:
    """A table below its title."""
    return Heading(table.title, 2), table


Block = Heading | Paragraph | ItemList | Table | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """A document; ``notice`` is a sentence it must carry, ``made_from`` names its source."""

    title: str
    subtitle: str
    notice: str | None
    made_from: str
    blocks: tuple[Block, ...]
