"""Texts without what no file, page or terminal can show, and with hidden characters named."""

import re

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Control characters and what XML 1.0 cannot hold. Source: XML 1.0, production 2 and its note."""

_JOINED = "\u0600-\u109f\u1780-\u17ff\u1950-\u1cff\ua840-\uabff\ufb50-\ufdff\ufe70-\ufefc"
"""Scripts whose letters join or whose words have no blanks between them: Arabic, those of India,
Thai, Lao, Tibetan, Myanmar, Khmer, those of Indonesia. Source: Unicode 15, blocks."""

_HIDDEN = re.compile(
    "[\xad\u061c\u180e\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
    f"|(?<![{_JOINED}])[\u200b-\u200d](?![{_JOINED}])"
)
"""What has no width or turns the direction of a text, so that another text is read than is there.

The zero-width space, joiner and non-joiner belong to the spelling of joined scripts; they stay next
to a letter of these, where they hide nothing that a reader of the script would not expect.
"""


def storable(text: str, *, instead: str = "\N{REPLACEMENT CHARACTER}") -> str:
    r"""The text as typed, with the replacement character for what no file can hold.

    >>> storable("survey\x0b2012")
    'survey\ufffd2012'
    """
    return _UNPRINTABLE.sub(instead, text)


def printable(text: str) -> str:
    r"""The text as people are to read it: storable, and each hidden character is named.

    >>> printable("SLOM\u202e \x0b"), printable("ក\u200bខ")
    ('SLOM‹U+202E› \ufffd', 'ក\u200bខ')
    """
    shown = storable(text)
    return shown if shown.isascii() else _HIDDEN.sub(lambda found: f"‹{_name(found[0])}›", shown)


def unprintable_characters(text: str) -> tuple[str, ...]:
    r"""The names of the characters in a text that no file can hold, each once.

    >>> unprintable_characters("a\x0bb\x1b\x0b")
    ('U+000B', 'U+001B')
    """
    return tuple(dict.fromkeys(map(_name, _UNPRINTABLE.findall(text))))


def _name(character: str) -> str:
    return f"U+{ord(character):04X}"
