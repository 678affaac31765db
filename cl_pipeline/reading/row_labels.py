"""Rows that a sender names: the code of a place, an age group …, or the name as typed."""

import re
import unicodedata
from collections import defaultdict
from functools import cache

from cl_pipeline.catalogue import finding
from cl_pipeline.model.breakdown import LABEL_PREFIX
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import FIRST_LEVEL_UNIT, Framework
from cl_pipeline.model.identity import SenderCode
from cl_pipeline.model.workbook import CellKind, RawCell
from cl_pipeline.reading.cell_texts import words_of
from cl_pipeline.reading.number_text import latin_digits, tidy

_RANGE = re.compile(
    r"y?(\d{1,2})\s*(?:-|–|t|to|until|s/d|sampai|hingga|đến|a|até|to'o|hanggang|ถึง|ដល់|ຫາ)"
    r"\s*(\d{1,2})"
)
_SINGLE = re.compile(r"y?(\d{1,2})")
_FROM = re.compile(
    r"(?:y_ge(\d{1,2})|(\d{1,2})\s*(?:\+|and (?:over|above|older)|or (?:over|older)))"
)
_AGE_TERMS = re.compile(
    r"\b(?:ages?|aged|years?|yrs?|old|of age|tahun|umur|usia|tuổi|anos|idade|tinan|idadi"
    r"|taong gulang|taon|edad)\b"
    # scripts that put no space around a word
    r"|อายุ|ปี|ขวบ|អាយុ|ឆ្នាំ|ອາຍຸ|ປີ|အသက်|နှစ်"
)
_UNIT_TERMS = re.compile(
    r"\b(?:province|provinsi|provincia|prov|tinh|thanh pho|tp|state|region|district|city|kota"
    r"|capital|municipality|municipio(?: de)?|munisipiu|prefecture"
    r"|daerah|negeri|wilayah persekutuan"
    r"|khett?|khaet|krong|changwat|khoueng|khoeng|union territory|territory|of|the)\b"
    # scripts that put no space between the kind and the name
    r"|^(?:ខេត្ត|រាជធានី|ក្រុង|ແຂວງ|ນະຄອນຫຼວງ|ນະຄອນຫລວງ|จังหวัด|จ\.)"
    r"|(?:တိုင်းဒေသကြီး|ပြည်နယ်|တိုင်း)$"
)
"""Words for the kind of a unit, which people write or leave out."""

LONGEST_NAME = 250
"""Characters of the name of a row, which is part of the key of its values."""

UNKNOWN_NAME = {"age": "AGE_GROUP_UNKNOWN", "location": "UNIT_UNKNOWN"}
"""The finding for a name that is not known, by dimension."""

Table = dict[str, set[str]]
"""Codes by name."""


class RowLabels:
    """The row names in one submission; the same few are on every sheet and are matched once."""

    def __init__(self, framework: Framework, sender: SenderCode) -> None:
        self._framework, self._units = framework, _units(framework, sender)
        self._known: dict[tuple[str, str], str | None] = {}

    def code(
        self, dimension: str, typed: RawCell, cell: FormCell
    ) -> tuple[str | None, Finding | None]:
        """The code of a row the sender named, and a finding where the name is not as expected.

        No code at all where the cell holds something that cannot be a name, such as a date. Only
        of ages and places is a certain name expected.
        """
        name = " ".join(words_of(typed).split())
        if typed.kind not in (CellKind.TEXT, CellKind.NUMBER):
            code, kind = None, "ROW_LABEL_UNCLEAR"
            found = f"the cell shows the {typed.kind.value.replace('_', ' ')} {typed.text}".strip()
        elif len(name) > LONGEST_NAME:
            code, kind = None, "ROW_LABEL_UNCLEAR"
            found = f'the name has {len(name):,} characters and begins with "{name[:60]}"'
        else:
            if (dimension, name) not in self._known:
                self._known[dimension, name] = self._code_of(dimension, name)
            if found_code := self._known[dimension, name]:
                return found_code, None
            code = f"{LABEL_PREFIX}{name}"
            if dimension not in UNKNOWN_NAME:
                return code, None
            kind = UNKNOWN_NAME[dimension]
            found = f'the row is named "{name}"'
        place = {"sheet": cell.sheet, "cell": cell.cell}
        return code, finding(kind, found=found, indicator=cell.indicator, **place)

    def _code_of(self, dimension: str, name: str) -> str | None:
        if dimension == "age":
            return age_code(name)
        if dimension == "location":
            return unit_code(name, *self._units)
        names = self._framework.code_names(dimension)
        return next((code for code in names if _simple(names[code]) == _simple(name)), None)


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


def unit_code(name: str, exact: Table, loose: Table) -> str | None:
    """The ISO 3166-2 code of a first-level unit, None where no single one fits the name."""
    for codes in (exact.get(_simple(name), ()), loose.get(_without_kind(name), ())):
        if len(codes) == 1:
            return next(iter(codes))
    return None


@cache
def _units(framework: Framework, sender: SenderCode) -> tuple[Table, Table]:
    exact, loose = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    units = [code for code in framework.codes if code.list_key == f"{FIRST_LEVEL_UNIT}:{sender}"]
    for unit in units:
        exact[_simple(unit.code)].add(unit.code)
        for name in (unit.name, *unit.other_names):
            exact[_simple(name)].add(unit.code)
            # "Region 1" without its kind could be the number of the row
            if len(_without_kind(name)) > 2:
                loose[_without_kind(name)].add(unit.code)
    return exact, loose


def _bare(name: str) -> str:
    """Lower case without Latin accents; other scripts keep their characters."""
    apart = unicodedata.normalize("NFKD", name.casefold().replace("đ", "d"))
    return "".join(c for c in apart if not "\u0300" <= c <= "\u036f")


def _simple(name: str) -> str:
    """The name without marks and spaces as well."""
    return "".join(c for c in _bare(name) if c.isalnum() or unicodedata.category(c)[0] == "M")


def _without_kind(name: str) -> str:
    return _simple(_UNIT_TERMS.sub(" ", _bare(name).strip()))
