"""From a ministry's table into the form and back: what was filled is what is read."""

import csv
import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.submission import ReturnDraft
from cl_pipeline.stages.checking import check_files
from tests.builders.command_line import CommandLine
from tests.builders.returns_on_drive import (
    CHILD_LABOUR,
    MapRow,
    SentForm,
    Typed,
    child_labour,
    cover,
    filled,
    write_values,
)
from tests.walk.conftest import FormOf

pytestmark = pytest.mark.xdist_group("walk")

Address = tuple[str, str]

GAPS = ("n", "a", "m", "nc", "c")
WORDS = (
    "Labour force survey 2019", "ទិន្នន័យ 2019", "Khảo sát, lần thứ hai", "=1+1", "007", "two\nlines",
    "+855 23 000 000", "yes", "m", "<b>& more</b>", "'quoted'", "x" * 400,
)  # fmt: skip
"""Words people type; some look like a formula, a number or a gap code, and are none of them."""


def address(row: MapRow) -> Address:
    return str(row["sheet"]), str(row["cell"])


def drafted(path: Path) -> ReturnDraft:
    """What ``check`` reads from the file, cell by cell."""
    (checked,) = check_files(load_framework(), [path])
    return checked.draft


def values_of(draft: ReturnDraft) -> dict[Address, object]:
    """The number, or the gap code, of every observation by its cell."""
    return {
        (one.sheet, one.cell): one.gap_code if one.value is None else one.value
        for one in draft.observations
    }


def words_of(draft: ReturnDraft) -> dict[Address, str]:
    return {(one.sheet, one.cell): one.text for one in draft.entries}


@dataclass(frozen=True)
class Filling:
    """Entries for one form, and what must be read from each of their cells."""

    typed: list[Typed]
    values: dict[Address, object]
    words: dict[Address, str]
    years: dict[tuple[object, object], int]
    """Reference year by indicator and column, where it is asked once for the column."""


def numbers(unit: str) -> st.SearchStrategy[str]:
    """A figure of that unit as text: counts are whole, shares lie between 0 and 100."""
    if unit == "percent":
        return st.decimals(0, 100, places=2, allow_nan=False).map(str)
    return st.integers(0, 300_000_000).map(str)


@st.composite
def fillings(draw: st.DrawFn, form: SentForm) -> Filling:
    """Random entries in a random subset of the open cells of a form."""
    is_in_own_row = [
        any(str(text).startswith("row:") for text in row.values()) for row in form.cells
    ]
    ready = [
        row for row, own in zip(form.cells, is_in_own_row, strict=True) if row["open"] and not own
    ]
    filling = Filling(list(cover(form, draw(st.sampled_from(WORDS[:3])))), {}, {}, {})
    for row in draw(subset(row for row in ready if row["field"] == "value")):
        text = draw(st.one_of(numbers(str(row["unit"])), st.sampled_from(GAPS)))
        filling.typed.append((row, text))
        filling.values[address(row)] = text if text in GAPS else Decimal(text)
    is_worded = {"national_target", "progress_description", "narrative", "support", "good_practice"}
    for row in draw(
        subset(row for row in ready if row["field"] in is_worded and not row["choices"])
    ):
        text = draw(st.sampled_from(WORDS))
        filling.typed.append((row, text))
        filling.words[address(row)] = text
    for row in draw(subset(row for row in ready if row["field"] == "level")):
        text = draw(st.sampled_from(list(row["choices"])))
        filling.typed.append((row, text))
        filling.words[address(row)] = text
    for row in draw(subset(row for row in ready if row["field"] == "reference_year")):
        year = draw(st.integers(2010, 2021))
        filling.typed.append((row, str(year)))
        if row["measure"] is None:
            filling.years[row["indicator"], row["column"]] = year
    return filling


def subset(rows: Iterable[MapRow]) -> st.SearchStrategy[list[MapRow]]:
    """Up to twenty of the rows, no cell twice."""
    found = list(rows)
    picked = st.lists(st.sampled_from(range(max(len(found), 1))), unique=True, max_size=20)
    return picked.map(lambda numbers: [found[n] for n in sorted(numbers) if found])


FEW = settings(
    max_examples=4,
    deadline=None,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
"""A form takes a second to fill and shrinking would take minutes; a failure names its cells."""


@pytest.mark.parametrize(
    ("round_year", "key"), [(2021, "a_list"), (2022, "a_list"), (2021, "b_list")]
)
@FEW
@given(data=st.data())
def test_what_is_filled_is_what_is_read(
    form_of: FormOf,
    tmp_path_factory: pytest.TempPathFactory,
    round_year: int,
    key: str,
    data: st.DataObject,
):
    """Random figures, gap codes, years and words stand in the cells they were meant for."""
    form = form_of(round_year, "KHM", key)
    filling = data.draw(fillings(form))
    line = CommandLine(tmp_path_factory.mktemp("filled"))

    draft = drafted(filled(line, form, filling.typed, "random"))

    assert [one for one in draft.findings if one.severity in {"reject", "omit"}] == []
    assert values_of(draft) == filling.values
    words = words_of(draft)
    assert {cell: words.get(cell) for cell in filling.words} == filling.words
    for one in draft.observations:
        asked = filling.years.get((one.key.indicator, one.key.column))
        assert asked in {None, one.reference_year}, one


@pytest.mark.parametrize(
    ("indicator", "dimension", "label", "code"),
    [
        (CHILD_LABOUR, "location", "Phnom Penh", "KH-12"),
        (CHILD_LABOUR, "location", "The eastern hills", "label:The eastern hills"),
    ],
    ids=["a unit of ISO 3166-2", "a name that matches none"],
)
def test_a_row_the_sender_names_itself_is_read_under_its_name(
    line: CommandLine, form_of: FormOf, indicator: str, dimension: str, label: str, code: str
):
    """The figure beside the name is about that place."""
    form = form_of(2021, "KHM")
    own = {dimension: "row:1", "measure": "children", "entry": 1}
    typed = [
        *child_labour(form, "1000"),
        (form.cell("row_label", indicator, **own), label),
        (form.cell("value", indicator, column="baseline", **own), "40"),
    ]

    draft = drafted(filled(line, form, typed, "own_row"))

    broken_down = [one for one in draft.observations if not one.key.breakdown.is_total]
    assert [(getattr(one.key.breakdown, dimension), one.value) for one in broken_down] == [
        (code, 40)
    ]


def test_a_map_saved_as_csv_can_be_filled_in_as_it_is(line: CommandLine, form_of: FormOf):
    """All columns of the map are allowed beside ``value``; rows without a value are passed over."""
    form = form_of(2021, "KHM")
    cell = form.cell("value", CHILD_LABOUR, column="baseline", measure="children")
    with (line.folder / "map.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.DictWriter(stream, [*form.cells[0], "value"])
        table.writeheader()
        for row in form.cells:
            table.writerow({**row, "value": "1000" if row == cell else ""})

    line.do("fill", form.path, line.folder / "map.csv", "--out", line.folder / "filled.xlsx")

    assert values_of(drafted(line.folder / "filled.xlsx")) == {address(cell): Decimal(1000)}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"indicator": "child_labour"}, "line 4"),
        ({"measure": "childs"}, "line 4"),
        ({"column": "2024"}, "line 4"),
        ({"sex": "X"}, "line 4"),
        ({"field": "figure"}, "line 4"),
        ({"age": "row:1", "entry": "99"}, "line 4"),
    ],
    ids=["indicator", "measure", "locked column", "code", "field", "entry"],
)
def test_a_row_that_fits_no_cell_is_refused_with_its_line(
    line: CommandLine, form_of: FormOf, wrong: dict[str, str], named: str
):
    """Nothing is written, not even the rows that fit; the message names every bad line."""
    form = form_of(2021, "KHM")
    good = form.cell("value", CHILD_LABOUR, column="baseline", measure="children")
    rows = [(good, "1000"), (form.cell("institution", entry=None), "Ministry")]
    values = write_values(line.folder / "values.csv", [*rows, ({**good, **wrong}, "5")])

    called = line.call("fill", form.path, values, "--out", line.folder / "filled.xlsx")

    assert (called.code, called.out) == (2, "")
    assert named in called.err
    assert "line 2" not in called.err
    assert not (line.folder / "filled.xlsx").exists()


def test_every_bad_line_is_named_at_once(line: CommandLine, form_of: FormOf):
    """A ministry mends its table in one go."""
    form = form_of(2021, "KHM")
    good = form.cell("value", CHILD_LABOUR, column="baseline", measure="children")
    bad = {**good, "measure": "childs"}
    values = write_values(line.folder / "values.csv", [(bad, "1"), (good, "2"), (bad, "3")])

    called = line.call("fill", form.path, values, "--out", line.folder / "filled.xlsx")

    assert called.code == 2
    assert "line 2" in called.err
    assert "line 4" in called.err
    assert "line 3" not in called.err


@pytest.mark.parametrize(
    "table",
    ["field,indicator\nvalue,A2\n", "field,value,colour\n", "value,value\n1,2\n", ""],
    ids=["no value column", "unknown column", "doubled column", "empty file"],
)
def test_a_table_with_another_heading_is_refused(line: CommandLine, form_of: FormOf, table: str):
    """Wrong usage, named as line 1, and nothing written."""
    (line.folder / "values.csv").write_text(table, encoding="utf-8")
    out = line.folder / "filled.xlsx"

    called = line.call("fill", form_of(2021, "KHM").path, line.folder / "values.csv", "--out", out)

    assert called.code == 2
    assert "line 1" in called.err
    assert not out.exists()


def test_an_indicator_may_be_named_by_its_position(line: CommandLine, form_of: FormOf):
    """INDICATOR is the key or the position, also in VALUES.csv."""
    form = form_of(2021, "KHM")
    cell = form.cell("value", CHILD_LABOUR, column="baseline", measure="children")
    values = write_values(line.folder / "values.csv", [({**cell, "indicator": "A2"}, "1000")])

    line.do("fill", form.path, values, "--out", line.folder / "filled.xlsx")

    assert values_of(drafted(line.folder / "filled.xlsx")) == {address(cell): Decimal(1000)}


def test_filling_twice_gives_the_same_bytes_and_leaves_the_form_alone(
    line: CommandLine, form_of: FormOf
):
    """The form that went out is read only; same form, same table, same file."""
    form = form_of(2021, "KHM", "b_list")
    before = form.path.read_bytes()

    first = filled(line, form, cover(form, "Ministry"), "first").read_bytes()
    second = filled(line, form, cover(form, "Ministry"), "second").read_bytes()

    assert first == second != before
    assert form.path.read_bytes() == before


@pytest.mark.office
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("key", ["a_list", "b_list"])
def test_a_return_saved_twice_by_libreoffice_reads_back_the_same(
    form_of: FormOf, tmp_path_factory: pytest.TempPathFactory, key: str
):
    """Observations, words and findings are those of the file before LibreOffice saved it."""
    form = form_of(2021, "KHM", key)
    line = CommandLine(tmp_path_factory.mktemp("office"))
    source = filled(line, form, every_kind_of_entry(form), "return")

    once = saved_by_libreoffice(source, line.folder / "once")
    twice = saved_by_libreoffice(once, line.folder / "twice")

    before, after = drafted(source), drafted(twice)
    assert len(before.observations) + len(before.entries) > 20
    assert after.mark == before.mark
    assert after.sheets == before.sheets
    assert after.institution == before.institution
    assert after.observations == before.observations
    assert after.entries == before.entries
    assert after.findings == before.findings


def every_kind_of_entry(form: SentForm) -> list[Typed]:
    """An entry in every tenth open cell, of the kind the cell takes."""
    typed = cover(form, "Ministry of Labour")
    for number, row in enumerate(form.cells):
        if not row["open"] or row["field"] in {
            "institution",
            "covers",
            "filled_on",
            "description_from",
        }:
            continue
        if number % 10 == 0 or row["field"] == "level":
            typed.append((row, entry_for(row, number)))
    return typed


def entry_for(row: MapRow, number: int) -> str:
    if row["choices"]:
        return next(iter(row["choices"]))
    if row["field"] in {"reference_year", "source_year"}:
        return str(2010 + number % 10)
    if row["field"] == "value":
        figures = (
            ("1", "12.5", "0", "nc", "99.99") if row["unit"] == "percent" else ("7", "429380", "m")
        )
        return figures[number % len(figures)]
    return WORDS[number % len(WORDS)]


def saved_by_libreoffice(source: Path, folder: Path) -> Path:
    folder.mkdir()
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{folder.parent / 'profile'}", "--headless",
            "--convert-to", "xlsx", "--outdir", str(folder), str(source),
        ],
        check=True,
        capture_output=True,
        timeout=180,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    return folder / source.name
