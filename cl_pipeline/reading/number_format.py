r"""What a number format shows for a number: the digits with the words and marks of the format.

Digits are neither grouped nor rounded, because neither says another number.

Source: ISO/IEC 29500-1, 18.8.31 (number formats).
"""

import operator
import re
from collections.abc import Callable, Sequence
from decimal import Decimal

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<money>[^-\]]*)[^\]]*\]'
    r"|\[(?P<test>[<>=]{1,2})(?P<bound>-?\d+(?:\.\d+)?)\]|\[[^\]]*\]|(?P<general>general|@)|(?P<power>e[+-]0+)"
    r"|(?P<digit>[0#?])|(?P<mark>[.,%/;])|(?P<text>.)",
    re.IGNORECASE | re.DOTALL,
)
_TESTS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt, ">": operator.gt, "=": operator.eq,
    "<=": operator.le, ">=": operator.ge, "<>": operator.ne,
}  # fmt: skip

Token = re.Match[str]


def shown_number(value: Decimal, format_code: str) -> str:
    r"""The number as the format shows it.

    >>> [shown_number(Decimal(400), code) for code in ('#,##0" thousand"', "0\\ \\0\\0\\0", ";;;")]
    ['400 thousand', '400 000', '']
    >>> shown_number(Decimal(400000), "#,##0,"), shown_number(Decimal("-1.5"), "0;[Red](0)")
    ('400', '(1.5)')
    >>> shown_number(Decimal(400000), '0.0,,"M"'), shown_number(Decimal(400), "[>100]#,##0,;0")
    ('0.4M', '0.4')
    """
    sections = _sections(format_code)
    tested = [section for section in sections if any(token["test"] for token in section)]
    if tested:
        fitting = (section for section in sections if _fits(value, section))
        return _shown(value, next(fitting, sections[-1]))
    place = 0 if value > 0 else 1 if value < 0 else 2
    if value < 0 and len(sections) > 1:
        return _shown(-value, sections[1])
    return _shown(value, sections[place if place < min(len(sections), 3) else 0])


def shows_text(format_code: str) -> bool:
    """Whether the format shows a text that is typed into the cell.

    >>> shows_text("0;0;0;@"), shows_text("#,##0"), shows_text(";;;")
    (True, True, False)
    """
    sections = _sections(format_code)
    return len(sections) < 4 or any(token["general"] for token in sections[3])


def _sections(format_code: str) -> list[list[Token]]:
    sections: list[list[Token]] = [[]]
    for token in _TOKEN.finditer(format_code):
        if token["mark"] == ";":
            sections.append([])
        else:
            sections[-1].append(token)
    return sections


def _fits(value: Decimal, section: Sequence[Token]) -> bool:
    for token in section:
        if token["test"] in _TESTS:
            return _TESTS[token["test"]](value, Decimal(token["bound"]))
    return True


def _shown(value: Decimal, section: Sequence[Token]) -> str:
    """The section filled from its last digit on; the first takes what is left of the number."""
    marks = [token["mark"] for token in section]
    digits = [place for place, token in enumerate(section) if token["digit"]]
    is_plain = "/" in marks or any(token["general"] or token["power"] for token in section)
    if is_plain or not digits:
        number = f"{value:f}"
        words = [number if token["general"] else _literal(token) for token in section]
        return number if is_plain and number not in words else "".join(words)
    point = marks.index(".") if "." in marks else len(section)
    whole = [place for place in digits if place < point]
    scaled = value.scaleb(2 * marks.count("%") - 3 * _scaling_commas(marks, digits, point))
    number, _, fraction = f"{abs(scaled.normalize()):f}".partition(".")
    number = number.lstrip("0")
    filled = dict.fromkeys(digits, "")
    for place in reversed(whole):
        is_first = place == whole[0]
        filled[place] = number if is_first else number[-1:]
        if not filled[place] and section[place]["digit"] == "0":
            filled[place] = "0"
        number = "" if is_first else number[:-1]
    last = whole[-1] if whole else digits[0]
    filled[last] += f".{fraction}" if fraction else ""
    sign = "-" if value < 0 else ""
    return sign + "".join(filled.get(n, _literal(token)) for n, token in enumerate(section))


def _scaling_commas(marks: Sequence[str | None], digits: Sequence[int], point: int) -> int:
    """The commas right after the last digit, or the last before the point: each is 1,000."""
    commas = 0
    for last in {max((place for place in digits if place < point), default=-1), digits[-1]}:
        place = last + 1
        while place < len(marks) and marks[place] == ",":
            commas, place = commas + 1, place + 1
    return commas


def _literal(token: Token) -> str:
    literal = token["quoted"] or token["escaped"] or token["money"] or token["text"] or ""
    return "%" if token["mark"] == "%" else literal
