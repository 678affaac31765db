"""Where printed pages end: how much a page holds, and breaks that leave no heading behind."""

from collections.abc import Sequence
from dataclasses import dataclass

from cl_pipeline.forms.elements import Row
from cl_pipeline.forms.text_metrics import CHARACTER_POINTS

A4_POINTS = (595.3, 841.9)
"""Width and height of upright A4 in points. Source: ISO 216, 210 by 297 mm."""

POINTS_PER_INCH = 72

USED = 0.98
"""The part of a page that is filled: printers and programs differ by a line or so."""

DEFAULT_HEIGHT = 15.0
"""Height of a row that names none. Source: Excel, Calibri 11."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of A4 with its margins, in inches."""

    is_landscape: bool
    side_margin: float
    end_margin: float

    def room(self, widths: Sequence[float]) -> float:
        """Points of row height on one page, when columns of these widths are fitted to its width.

        Programs make a sheet smaller to fit and never larger.
        """
        across, down = A4_POINTS[:: -1 if self.is_landscape else 1]
        printed = across - 2 * self.side_margin * POINTS_PER_INCH
        scale = min(1.0, printed / (sum(widths) * CHARACTER_POINTS))
        return (down - 2 * self.end_margin * POINTS_PER_INCH) * USED / scale


def page_breaks(rows: Sequence[Row], room: float, hidden: frozenset[int]) -> list[int]:
    """The numbers of the rows, counted from 1, that begin a page, after the first page.

    Rows that belong together stay together unless they fill more than a page. Header rows repeat
    on every page and take their room there.
    """
    heights = [_height(row, number, hidden) for number, row in enumerate(rows, start=1)]
    header = max((number for number, row in enumerate(rows, start=1) if row.is_header), default=0)
    repeated = sum(heights[:header])
    breaks, used = [], 0.0
    for first, last in _groups(rows):
        needed = sum(heights[first - 1 : last])
        is_forced = rows[first - 1].break_before and first > 1
        if is_forced or (used > repeated and used + needed > room):
            breaks.append(first)
            used = repeated
        for height in heights[first - 1 : last]:
            used = used + height if used + height <= room else repeated + height
    return breaks


def _height(row: Row, number: int, hidden: frozenset[int]) -> float:
    if number in hidden:
        return 0.0
    return DEFAULT_HEIGHT if row.height is None else row.height


def _groups(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """First and last row of every run that stays on one page."""
    ends = [n for n, row in enumerate(rows, start=1) if not row.keep_next or n == len(rows)]
    return list(zip([1, *(end + 1 for end in ends)], ends, strict=False))
