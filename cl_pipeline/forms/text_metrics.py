"""How many lines a text needs in a cell of a given width.

Spreadsheet programs do not adjust the height of merged cells, nor of any row when a file is
written without them; so the height is worked out here. The widths are those of Calibri and of
Carlito, which is drawn to the same measures. Rounded up, a text may get a line too many and is
never cut off.
"""

from collections.abc import Iterator

CHARACTER_POINTS = 5.25
"""Width of one unit of column width. Source: Excel, 7 pixels of 1/96 inch for Calibri 11."""

PADDING_POINTS = 4.0
"""What a cell keeps free at its sides. Source: Excel, 5 pixels."""

GROUPS = {
    240: " 'il,.Ij",
    300: ":;()-[]`f",
    350: "!Jt{}r",
    425: '/\\"szLcx',
    475: "FSkvy|?TYZag",
    525: "#$*+0123456789<=>E^_e~CKPXbdhnopqu",
    575: "BRAV",
    650: "DGHNOU",
    725: "&Q%w",
    850: "mM",
    900: "@W",
}
"""Letters by width in thousandths of the letter size. Source: advance widths of Carlito."""

WIDTHS = {letter: width for width, letters in GROUPS.items() for letter in letters}

OTHER_WIDTH = 640
"""Any other letter: as wide as a wide one of Khmer, Lao, Thai or Myanmar script."""

BOLD = 1.05


def wrapped(text: str, width: float, size: float = 10, *, bold: bool = False) -> list[str]:
    """The text as lines that fit into a cell of that column width; together they are the text.

    >>> wrapped("one two three four", 10), wrapped("", 10)
    (['one two ', 'three four'], [''])
    """
    scale = size * (BOLD if bold else 1) / 1000
    limit = max(width * CHARACTER_POINTS - PADDING_POINTS, CHARACTER_POINTS) / scale
    return [line for part in text.split("\n") for line in _lines(part, limit)]


def _lines(text: str, limit: float) -> Iterator[str]:
    line, used = "", 0.0
    for word, full, bare in _split(text, limit):
        if line and used + bare > limit:
            yield line
            line, used = "", 0.0
        line += word
        used += full
    yield line


def _split(text: str, limit: float) -> Iterator[tuple[str, float, float]]:
    """Words with the blanks behind them, and their widths with and without these blanks.

    A word that fits into no line is cut, as programs do.
    """
    word, full, bare = "", 0.0, 0.0
    for letter in text:
        width = WIDTHS.get(letter, OTHER_WIDTH)
        is_blank = letter == " "
        if word and not is_blank and (word[-1] == " " or full + width > limit):
            yield word, full, bare
            word, full, bare = "", 0.0, 0.0
        word, full = word + letter, full + width
        bare = bare if is_blank else full
    if word:
        yield word, full, bare
