"""The valid files that mutants are made of: forms as programs write them, and a rich workbook."""

import io
import zipfile
from functools import cache

import openpyxl

from tests.builders.odd_workbook import OddWorkbook
from tests.builders.office import perfect, value

Parts = dict[str, bytes]

RICH_ROWS = (
    '<cols><col min="3" max="3" hidden="1"/></cols><sheetData>'
    '<row r="1" spans="1:4" hidden="1"><c r="A1" s="1"><v>0.125</v></c>'
    '<c r="B1" t="s"><v>0</v></c><c r="C1" t="b"><v>1</v></c>'
    '<c r="D1" t="e"><v>#DIV/0!</v></c></row>'
    '<row r="2"><c r="A2" s="2"><v>43101</v></c>'
    '<c r="B2" t="inlineStr"><is><r><t>1,234</t></r><r><rPr><vertAlign val="superscript"/></rPr>'
    '<t>1</t></r></is></c><c r="C2"><f t="shared" ref="C2:C3" si="0">A1+1</f><v>1.5</v></c>'
    '<c r="D2" t="str"><f>B1</f><v>_x000A_ &amp; more</v></c></row>'
    '<row r="4"><c r="A4"><f>A2</f></c><c r="B4" t="d"><v>2018-01-01</v></c>'
    '<c r="XFD4"><v>1E-3</v></c></row>'
    '</sheetData><mergeCells count="1"><mergeCell ref="A6:B7"/></mergeCells>'
)


TYPED = "typed into this cell"
"""The text of every open cell of ``typed_into``."""


@cache
def bases() -> tuple[tuple[str, Parts], ...]:
    """Name and parts of each base; the first is a submission without findings."""
    by_us = perfect().file(
        (value("children"), "1,48 million"), (value("children", sex="F"), "១២៣.៤៥៦ ¹")
    )
    return (
        ("perfect", parts_of(perfect().file())),
        ("typed", parts_of(by_us)),
        ("saved again", parts_of(_saved_again(by_us))),
        ("rich", _rich(is_strict=False).parts()),
        ("strict", _rich(is_strict=True).parts()),
    )


@cache
def typed_into() -> Parts:
    """A submission in which every open cell holds the same words."""
    submission = perfect()
    cells = (cell for cell in submission.description.cells if cell.is_open)
    return parts_of(submission.file(*((cell, TYPED) for cell in cells)))


def parts_of(data: bytes) -> Parts:
    """The parts of a container."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return {name: container.read(name) for name in container.namelist()}


def _saved_again(data: bytes) -> bytes:
    """With shared strings and styles of another program's spelling."""
    target = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(target)
    return target.getvalue()


def _rich(*, is_strict: bool) -> OddWorkbook:
    return OddWorkbook(
        {"One": RICH_ROWS, "Two": "<sheetData/>"},
        strings=("<t>ប្រទេស</t>", "<r><t>a</t></r><rPh><t>b</t></rPh>"),
        formats=((10, ""), (14, ""), (164, "0.0%")),
        states={"Two": "hidden"},
        is_strict=is_strict,
    )
