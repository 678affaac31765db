"""Many filled A-list returns, made quickly: one written form whose sheets are patched as text."""

import io
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from cl_pipeline.forms.description import describe, version_for
from cl_pipeline.forms.writer import fill_form, write_form
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.breakdown import DIMENSIONS, TOTAL
from cl_pipeline.model.codes import Field, FormKey, MeasureRole
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear

ROUND, SENDER = RoundYear(2021), "KHM"
SAVED_AT = 1_625_000_000
"""Seconds since 1970: long enough ago that every file counts as settled."""

WHOLE = 720
"""A total in the base form; divisible by every number of codes a breakdown of the form has."""

FACTOR = 1_009
"""File number n holds the figures of the base form times ``FACTOR + n``."""

RATES_PCT = ("25", "20", "12.5", "10", "5")
"""The percentage of a file, and with it how much larger its denominators are."""

OWN_AGES = ("5-6", "7-8", "9-10", "12-13")
BADGE = "Survey number 0000"
"""Stands in every source; the file's number takes the place of the zeros."""

_FILLED = re.compile(rb"<c [^>]*[^/]>(?!</c>)")
_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*?) t="n"><v>[^<]*</v></c>')


@dataclass(frozen=True, slots=True)
class Patch:
    """The content of one cell of a file: a share of the whole, or the percentage of the file."""

    share: Fraction
    is_rate: bool
    is_denominator: bool
    is_count: bool

    def text(self, number: int) -> str:
        """The figure in file ``number``."""
        rate_pct = RATES_PCT[number % len(RATES_PCT)]
        if self.is_rate:
            return rate_pct
        times = Fraction(100) / Fraction(rate_pct) if self.is_denominator else Fraction(1)
        return str(int(WHOLE * self.share * times * (FACTOR + number)))


Piece = bytes | tuple[str, bytes, Patch]
"""Bytes as they are, or address, attributes and content of a figure."""


def write_submissions(folder: Path, count: int) -> int:
    """Writes ``count`` returns below ``folder``; the number of filled cells in each."""
    entries, patches = _filling(load_framework())
    parts, filled_count = _template(entries, patches)
    target = folder / str(ROUND) / SENDER
    target.mkdir(parents=True)
    for number in range(count):
        path = target / f"submission_{number:05}.xlsx"
        path.write_bytes(_zipped(parts, number))
        os.utime(path, (SAVED_AT + number, SAVED_AT + number))
    return filled_count


def _filling(framework: Framework) -> tuple[list[tuple[FormCell, str]], dict[str, Patch]]:
    """Every entry of the base form, and the patches by ``sheet!cell``."""
    version = version_for(framework, FormKey.A_LIST, ROUND).version
    entries, patches = [], {}
    for cell in describe(framework, FormKey.A_LIST, version, ROUND).cells:
        if not cell.is_open or str(cell.column).startswith("other"):
            continue
        text = _text(framework, cell)
        if cell.field is Field.VALUE:
            patches[f"{cell.sheet}!{cell.cell}"] = _patch(framework, cell)
            text = "1"
        if text:
            entries.append((cell, text))
    return entries, patches


def _text(framework: Framework, cell: FormCell) -> str:
    if cell.field is Field.ROW_LABEL:
        places = [o.name for o in framework.codes if o.list_key == f"first_level_unit:{SENDER}"]
        names = OWN_AGES if cell.breakdown.age != TOTAL else places
        return names[((cell.entry or 1) - 1) % len(names)]
    texts = {
        Field.REFERENCE_YEAR: "2020",
        Field.SOURCE_YEAR: "2021",
        Field.SOURCE: BADGE,
        Field.DEFINITION: "As in the law of the country",
        Field.COVERS: "yes",
        Field.DESCRIPTION_FROM: "x",
        Field.FILLED_ON: "15 July 2021",
    }
    if cell.field in texts:
        return texts[cell.field]
    if cell.field is Field.AGE_RANGE:
        return ""
    return cell.choices[0] if cell.choices else "Words of the ministry about this"


def _patch(framework: Framework, cell: FormCell) -> Patch:
    assert cell.indicator
    assert cell.measure
    indicator = framework.indicator(cell.indicator)
    measure = indicator.measure(cell.measure)
    share = Fraction(1, 4) if measure.role == MeasureRole.PART else Fraction(1)
    listed = {breakdown.dimensions: breakdown.codes for breakdown in measure.breakdowns}
    for name in DIMENSIONS:
        code = getattr(cell.breakdown, name)
        if code == TOTAL:
            continue
        own = (codes[dims.index(name)] for dims, codes in listed.items() if name in dims)
        count = next((len(codes) for codes in own if code in codes), 12)
        share /= count
    return Patch(
        share,
        is_rate=measure.role == MeasureRole.RATE,
        is_denominator=any(measure.key in other.denominators for other in indicator.measures),
        is_count=measure.role not in (MeasureRole.RATE, MeasureRole.AMOUNT),
    )


def _template(
    entries: list[tuple[FormCell, str]], patches: dict[str, Patch]
) -> tuple[list[tuple[str, list[Piece]]], int]:
    """The parts of the filled base form cut at the cells to patch, and its filled cells."""
    framework = load_framework()
    version = version_for(framework, FormKey.A_LIST, ROUND).version
    description = describe(framework, FormKey.A_LIST, version, ROUND)
    state = framework.member_state(SENDER)
    form = write_form(description, framework, state, known_values={}, is_sample=False)
    form = fill_form(form, entries)
    parts: list[tuple[str, list[Piece]]] = []
    filled_count = 0
    with zipfile.ZipFile(io.BytesIO(form)) as container:
        names = dict(_sheet_names(container))
        for name in container.namelist():
            data = container.read(name)
            if name in names:
                filled_count += len(_FILLED.findall(data))
                parts.append((name, list(_cut(data, names[name], patches))))
            else:
                parts.append((name, [data]))
    return parts, filled_count


def _sheet_names(container: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Part and name of every sheet; our writer numbers the parts in the order of the sheets."""
    names = re.findall(r'<sheet [^>]*?name="([^"]+)"', container.read("xl/workbook.xml").decode())
    for number, name in enumerate(names, start=1):
        yield f"xl/worksheets/sheet{number}.xml", name


def _cut(data: bytes, sheet: str, patches: dict[str, Patch]) -> Iterator[Piece]:
    end = 0
    for match in _CELL.finditer(data):
        patch = patches.get(f"{sheet}!{match[1].decode()}")
        if patch:
            yield data[end : match.start()]
            yield match[1].decode(), match[2], patch
            end = match.end()
    yield data[end:]


def _zipped(parts: list[tuple[str, list[Piece]]], number: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as container:
        for name, pieces in parts:
            data = b"".join(_piece(piece, number) for piece in pieces)
            container.writestr(name, data.replace(BADGE.encode(), f"Survey {number}".encode()))
    return target.getvalue()


def _piece(piece: Piece, number: int) -> bytes:
    if isinstance(piece, bytes):
        return piece
    address, attributes, patch = piece
    text = patch.text(number)
    draw = (number * 31 + int(re.sub(r"\D", "", address)) * 7) % 100
    if patch.is_count and draw < 4:
        # As many people type it: grouped, as text. Read without a finding.
        grouped = f"{int(text):,}".encode()
        return _typed(address, attributes, grouped)
    if draw == 99:
        return _typed(address, attributes, b"about half")
    return b'<c r="%b"%b><v>%b</v></c>' % (address.encode(), attributes, text.encode())


def _typed(address: str, attributes: bytes, text: bytes) -> bytes:
    return b'<c r="%b"%b t="inlineStr"><is><t>%b</t></is></c>' % (
        address.encode(),
        attributes,
        text,
    )
