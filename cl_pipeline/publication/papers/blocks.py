"""The blocks a paper is made of, whatever it is printed on."""

from collections.abc import Sequence
from dataclasses import dataclass

from cl_pipeline.publication.cells import Content


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 begins a new printed page. ``anchor`` is what links jump to."""

    text: str
    level: int
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence or two; ``is_small`` for remarks below a table."""

    text: str
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """Sentences below one another; ``is_numbered`` where their order matters."""

    items: tuple[str, ...]
    is_numbered: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with what it shows in a phrase; without rows ``nothing`` stands in its place.

    ``wide`` are the columns (from 0) that take most room, for words; ``anchors`` name the rows
    that links jump to, an empty one none.
    """

    caption: str
    headers: tuple[str, ...]
    rows: tuple[Sequence[Content], ...]
    wide: tuple[int, ...] = ()
    anchors: tuple[str, ...] = ()
    nothing: str = "There are none."


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG with what it shows in words, for those who do not see it."""

    content: bytes
    words: str


Block = Heading | Line | Bullets | Grid | Picture


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper: title, the notice it must carry, where it comes from, and its blocks."""

    title: str
    subtitle: str
    notice: str | None
    made_from: str
    blocks: tuple[Block, ...]
