"""The styles that layouts and blocks name."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

BLUE = "1F4E79"
PALE_BLUE = "DCE6F1"
BAND = "2F6096"
YELLOW = "FFF9DB"
STRONG_YELLOW = "FFEFA8"
GREY = "ECECEC"
GREY_TEXT = "7F7F7F"
LINE = "BFBFBF"
FONT = "Calibri"

TEXT_FORMAT = "@"
"""Keeps ``2019/20`` and ``=…`` as typed instead of turning them into dates and formulas."""


@dataclass(frozen=True, slots=True)
class Look:
    """One style; ``frame`` is a line style or empty for none."""

    size: float = 10
    bold: bool = False
    italic: bool = False
    colour: str = "000000"
    fill: str = ""
    hatch: bool = False
    frame: Literal["", "thin", "medium"] = ""
    frame_colour: str = LINE
    across: str = "left"
    down: str = "center"
    indent: int = 0
    wrap: bool = True
    shrink: bool = False
    number_format: str = "General"
    is_open: bool = False


def _input(**changes: object) -> Look:
    given: dict[str, object] = {"fill": YELLOW, "frame": "thin", "is_open": True, **changes}
    return Look(**given)  # type: ignore[arg-type]  # names are Look's own


LOOKS: dict[str, Look] = {
    "mark": Look(size=8, colour=GREY_TEXT, wrap=False),
    "notice": Look(size=10, bold=True, fill="FFFFFF", colour="9C2A00", frame="medium",
                   frame_colour="9C2A00", across="center"),
    "title": Look(size=16, bold=True, colour=BLUE),
    "subtitle": Look(size=13, colour=BLUE),
    "heading": Look(indent=1, size=11, bold=True, colour="FFFFFF", fill=BAND),
    "text": Look(indent=1),
    "quote": Look(indent=1, italic=True),
    "text_label": Look(indent=1, bold=True, colour=BLUE),
    "text_boxed": Look(indent=1, frame="thin"),
    "note": Look(indent=1, colour="404040", italic=True),
    "gap_line": Look(indent=1, size=9, colour="404040"),
    "step": Look(down="center", indent=1, frame="thin", fill="FFFFFF"),
    "code": Look(bold=True, across="center", frame="thin"),
    "column_label": Look(indent=1, bold=True, colour=BLUE, fill=PALE_BLUE, frame="thin"),
    "column_heading": Look(bold=True, colour=BLUE, fill=PALE_BLUE, frame="thin", across="center"),
    "column_due": Look(bold=True, colour="FFFFFF", fill=BAND, frame="thin", across="center"),
    "held_heading": Look(size=8, italic=True, colour="595959", fill=PALE_BLUE, frame="thin",
                         across="center"),
    "sample_input": Look(fill=YELLOW, frame="thin", indent=1),
    "sample_headline": Look(
        bold=True, fill=STRONG_YELLOW, frame="medium", frame_colour=BLUE, indent=1
    ),
    "sample_held": Look(size=8, italic=True, colour="595959", fill=GREY, frame="thin", indent=1),
    "held": Look(size=8, italic=True, colour="404040", fill=GREY, frame="thin", across="right",
                 wrap=False, shrink=True),
    "closed": Look(hatch=True, frame="thin", indent=1),
    "measure": Look(size=11, indent=1, bold=True, colour=BLUE, fill=PALE_BLUE),
    "measure_hint": Look(indent=1, italic=True, colour="404040", fill=PALE_BLUE),
    "by": Look(italic=True, bold=True, colour="404040", indent=2, down="bottom"),
    "own": Look(size=9, italic=True, colour="404040", indent=2),
    "label": Look(frame="thin", indent=1),
    "label_total": Look(bold=True, indent=1, frame="thin"),
    "label_headline": Look(bold=True, indent=1, frame="thin", fill=PALE_BLUE),
    "label_part": Look(indent=3, frame="thin"),
    "unit": Look(size=8, colour="595959", frame="thin", across="center"),
    "ask_label": Look(bold=True, indent=1),
    "tick_label": Look(indent=3),
    "cover_label": Look(frame="thin", indent=1),
    "side": Look(italic=True, colour="404040", indent=1),
    "prefilled": Look(indent=1, size=12, bold=True, fill=GREY, frame="thin"),
    "input_text": _input(indent=1, number_format=TEXT_FORMAT),
    "input_words": _input(size=9, number_format=TEXT_FORMAT, down="top"),
    "input_long": _input(number_format=TEXT_FORMAT, down="top"),
    "input_label": _input(number_format=TEXT_FORMAT, indent=3),
    "input_choice": _input(number_format=TEXT_FORMAT, across="center"),
    "input_tick": _input(number_format=TEXT_FORMAT, across="center", bold=True),
    "input_year": _input(across="center"),
    "input_value": _input(across="right"),
    "input_headline": _input(across="right", bold=True, fill=STRONG_YELLOW, frame="medium",
                             frame_colour=BLUE),
    "plain": Look(),
}  # fmt: skip
"""Every style by the name that layouts and blocks use."""


def style_name(look: str) -> str:
    """The name of a look inside a workbook, apart from the programs' own ``Title`` or ``Note``.

    >>> style_name("title")
    'CL title'
    """
    return f"CL {look}"


def named_styles() -> Iterator[NamedStyle]:
    """Every look as a named style of a workbook, so that a sender's own program lists them."""
    for name, look in LOOKS.items():
        side = Side(style=look.frame or None, color=look.frame_colour)
        yield NamedStyle(
            name=style_name(name),
            font=Font(
                name=FONT, size=look.size, bold=look.bold, italic=look.italic, color=look.colour
            ),
            fill=_fill(look),
            border=Border(left=side, right=side, top=side, bottom=side) if look.frame else Border(),
            alignment=Alignment(
                horizontal=look.across,
                vertical=look.down,
                indent=look.indent,
                wrap_text=look.wrap,
                shrink_to_fit=look.shrink,
            ),
            number_format=look.number_format,
            protection=Protection(locked=not look.is_open),
        )


def _fill(look: Look) -> PatternFill:
    if look.hatch:
        return PatternFill("lightUp", fgColor="808080", bgColor="E4E4E4")
    return PatternFill("solid", fgColor=look.fill) if look.fill else PatternFill()
