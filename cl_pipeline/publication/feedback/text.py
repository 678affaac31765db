"""Text of others that goes into files of ours."""

import re

UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Everything but the characters of XML 1.0. Source: XML 1.0, production 2 (Char)."""


def printable(text: str) -> str:
    """The text with a replacement sign for whatever no file can hold.

    >>> printable(f"12{chr(7)} cases")
    '12� cases'
    """
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
