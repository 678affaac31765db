"""Texts without the characters that no file, page or terminal can show."""

import re

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Control characters and what XML 1.0 cannot hold. Source: XML 1.0, production 2 and its note."""


def printable(text: str, *, instead: str = "\N{REPLACEMENT CHARACTER}") -> str:
    r"""The text with the replacement character for every character that cannot be shown.

    >>> printable("survey\x0b2012")
    'survey\ufffd2012'
    """
    return _UNPRINTABLE.sub(instead, text)


def unprintable_characters(text: str) -> tuple[str, ...]:
    r"""The names of the characters in a text that cannot be shown, each once.

    >>> unprintable_characters("a\x0bb\x1b\x0b")
    ('U+000B', 'U+001B')
    """
    return tuple(
        dict.fromkeys(f"U+{ord(character):04X}" for character in _UNPRINTABLE.findall(text))
    )
