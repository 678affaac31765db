"""Content that is hostile inside a form that is recognised: what cells may hold, as XML."""

from random import Random
from xml.sax.saxutils import escape

LONGEST = 32_767
"""Characters of a cell. Source: Excel's limits."""

CHARACTERS = {
    "blank": " ", "tab": "\t", "line": "\n", "blank of a web page": "\u00a0", "invisible": "\u200b",
    "control": "\x0b", "digit": "1", "Khmer digit": "១", "raised digit": "¹", "letter": "a",
    "accent": "\u0301", "face": "😀", "star": "*", "dagger": "†", "bracket": "(", "closing": ")",
    "square": "[", "quotation mark": '"', "colon": ":", "point": ".", "comma": ",",
    "apostrophe": "'", "dash": "-", "slash": "/", "percent": "%", "equals": "=", "under": "_x",
    "mark": " *", "words": "a ", "grouped": ",000", "power": "1e",
}  # fmt: skip
"""Every class of characters that a pattern of ours looks for."""

SHAPES = ["1{}1", "m{}: a"]

NUMBERS = (
    "0E-999999999999", "1E-99999999999999999999", "1E+999999999", "1E999999999999999999999", "-0",
    "9" * 5_000, "0." + "0" * 5_000 + "1", "1E308", "1E-324", "NaN", "Infinity", "-1E15", "1e", "",
    "2021E99999", "0x7E5", "1_0",
)  # fmt: skip
TEXTS = (
    *NUMBERS, "nc: " + "9" * 5_000, "_x000B_", "_x0000_ 1", "_x005F_x000B_", "\u202e1234",
    "\ufeff1",
    "A\u0301" * 900, "=HYPERLINK(\"http://x\")", "1/0", "1.5E-99999999 %", "12e99999999 million",
    "1 (" * 400, "*" * 300 + "5", "31.12.99999999999999", "0001-01-01", "99999/00", "9999999999999",
    "\U000e0041", "\ud7ff", "{0}", "{found}", "%s", "'; DROP TABLE finding; --",
)  # fmt: skip
ERRORS = ("#REF!", "#DIV/0!", "#N/A", "#GETTING_DATA", "", "x" * 400)
SERIALS = ("2958466", "-1", "0", "1E15", "1", *NUMBERS)
STYLES = ("0", "1", "999999999999", "-1", "1E9", "")


def hostile_text(draw: Random) -> str:
    """A text as it may be in a cell, sometimes as long as Excel allows."""
    if draw.random() < 0.5:
        return draw.choice(TEXTS)
    shape, character = draw.choice(SHAPES), draw.choice([*CHARACTERS.values()])
    return shape.format((character * LONGEST)[: LONGEST - len(shape)])


def hostile_content(draw: Random, attributes: str) -> str:
    """A cell with those attributes (its address and style) that holds something hostile."""
    number, text = draw.choice(NUMBERS), escape(_allowed(hostile_text(draw)))
    address, _, _ = attributes.partition(" ")
    as_text = f'<c {attributes} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return draw.choice(
        (
            f"<c {attributes}><v>{number}</v></c>",
            f'<c {attributes} t="e"><v>{escape(draw.choice(ERRORS))}</v></c>',
            f"<c {attributes}><f>{text}</f></c>",
            f"<c {attributes}><f>{text}</f><v>{number}</v></c>",
            f'<c {address} s="{draw.choice(STYLES)}"><v>{number}</v></c>',
            f'<c {attributes} t="{draw.choice("dbn")}"><v>{draw.choice(SERIALS)}</v></c>',
            f'<c {attributes} t="inlineStr"><is><r><t>1</t></r><r><t>{text}</t></r></is></c>',
            *[as_text] * 3,
        )
    )


def _allowed(text: str) -> str:
    """The text with control characters as a spreadsheet program writes them."""
    return "".join(
        f"_x{ord(character):04X}_" if ord(character) < 32 and character not in "\t\n" else character
        for character in text
    )
