"""Rows that a sender names: the code of a place or an age group, or the name as typed."""

import re
import unicodedata
from functools import cache

from cl_pipeline.catalogue import finding
from cl_pipeline.model.breakdown import LABEL_PREFIX
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import FIRST_LEVEL_UNIT, Framework
from cl_pipeline.model.identity import SenderCode
from cl_pipeline.model.workbook import CellKind, RawCell
from cl_pipeline.reading.number_text import latin_digits, tidy

_RANGE = re.compile(r"y?(\d{1,2})\s*(?:-|t|to|until|s/d|sampai|đến|–)\s*(\d{1,2})")
_SINGLE = re.compile(r"y?(\d{1,2})")
_FROM = re.compile(
    r"(?:y_ge(\d{1,2})|(\d{1,2})\s*(?:\+|and (?:over|above|older)|or (?:over|older)))"
)
_AGE_TERMS = re.compile(r"\b(?:ages?|aged|years?|yrs?|old|of age|tahun|tuổi)\b")
_UNIT_TERMS = re.compile(
    r"\b(?:province|provinsi|provincia|prov|tinh|thanh pho|state|region|district|city|kota"
    r"|capital|municipality|prefecture|of|the)\b"
)


class RowLabels:
    """The row names in one submission; the same few are on every sheet and are matched once."""

    def __init__(self, framework: Framework, sender: SenderCode) -> None:
        self._units = _units(framework.digest, sender, _pairs(framework, sender))
        self._known: dict[tuple[bool, str], str | None] = {}

    def code(
        self, dimension: str, typed: RawCell, cell: FormCell
    ) -> tuple[str | None, Finding | None]:
        """The code of a row the sender named, and a finding where the name is not as expected.

        No code at all where the cell holds something that cannot be a name, such as a date.
        """
        if typed.kind not in (CellKind.TEXT, CellKind.NUMBER):
            found = f"the cell shows the {typed.kind.value.replace('_', ' ')} {typed.text}".strip()
            return None, _label_finding("ROW_LABEL_UNCLEAR", found, cell)
        name, is_age = " ".join(typed.text.split()), dimension == "age"
        if (is_age, name) not in self._known:
            known = age_code(name) if is_age else unit_code(name, *self._units)
            self._known[is_age, name] = known
        code = self._known[is_age, name]
        if code:
            return code, None
        kind = "AGE_GROUP_UNKNOWN" if is_age else "UNIT_UNKNOWN"
        return f"{LABEL_PREFIX}{name}", _label_finding(kind, f'the row is named "{name}"', cell)


def age_code(name: str) -> str | None:
    """The code of an age group as people write it.

    >>> age_code("5-12"), age_code("13 – 14 years"), age_code("Y5T12"), age_code("15")
    ('Y5T12', 'Y13T14', 'Y5T12', 'Y15')
    >>> age_code("young"), age_code("12-5")
    (None, None)
    """
    text = _AGE_TERMS.sub(" ", latin_digits(tidy(name)).lower()).strip()
    span = _RANGE.fullmatch(text)
    if span:
        first, last = int(span[1]), int(span[2])
        return f"Y{first}T{last}" if first < last else None
    single = _SINGLE.fullmatch(text)
    if single:
        return f"Y{int(single[1])}"
    start = _FROM.fullmatch(text)
    return f"Y_GE{int(start[1] or start[2])}" if start else None


def unit_code(name: str, exact: "Table", loose: "Table") -> str | None:
    """The ISO 3166-2 code of a first-level unit, None where no single one fits the name."""
    for key, table in ((_simple(name), exact), (_without_kind(name), loose)):
        if len(table.get(key, ())) == 1:
            return next(iter(table[key]))
    return None


def _pairs(framework: Framework, sender: SenderCode) -> tuple[tuple[str, str], ...]:
    return tuple(framework.code_names(f"{FIRST_LEVEL_UNIT}:{sender}").items())


Table = dict[str, frozenset[str]]


@cache
def _units(
    digest: str, sender: SenderCode, pairs: tuple[tuple[str, str], ...]
) -> tuple[Table, Table]:
    exact: dict[str, set[str]] = {}
    loose: dict[str, set[str]] = {}
    for code, name in pairs:
        for spelling in (code, name):
            exact.setdefault(_simple(spelling), set()).add(code)
        loose.setdefault(_without_kind(name), set()).add(code)
    return _frozen(exact), _frozen(loose)


def _frozen(table: dict[str, set[str]]) -> Table:
    return {key: frozenset(codes) for key, codes in table.items() if key}


def _simple(name: str) -> str:
    """Lower case without Latin accents, marks and spaces; other scripts keep their characters."""
    apart = unicodedata.normalize("NFKD", name.casefold().replace("đ", "d"))
    bare = "".join(c for c in apart if not "\u0300" <= c <= "\u036f")
    return "".join(c for c in bare if c.isalnum() or unicodedata.category(c)[0] == "M")


def _without_kind(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.casefold().replace("đ", "d"))
    bare = "".join(c for c in apart if not "\u0300" <= c <= "\u036f")
    return _simple(_UNIT_TERMS.sub(" ", bare))


def _label_finding(code: str, found: str, cell: FormCell) -> Finding:
    return finding(code, found=found, sheet=cell.sheet, cell=cell.cell, indicator=cell.indicator)
