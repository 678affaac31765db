"""VALUES.csv: each row means exactly one open cell, or its line is named."""

import pytest

from cl_pipeline.errors import ValuesError
from cl_pipeline.forms.description import describe, form_map, map_row
from cl_pipeline.forms.values import ValuesRow, match_values, read_values
from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.form import FormCell, FormDescription
from cl_pipeline.model.identity import RoundYear
from tests.builders.framework import small_framework


def form() -> FormDescription:
    return describe(small_framework(), FormKey.A_LIST, "1.0", RoundYear(2021))


def match(text: str) -> list[tuple[FormCell, str]]:
    return match_values(form(), read_values(text))


FOUND = {
    "a value by position or key, with a blank dimension as the total": (
        "indicator,measure,column,sex,value\n"
        "A2,children,baseline,,429380\n"
        "child_labour_5_17,children,baseline,F,nc\n",
        [("A2", "children", "_T", "429380"), ("A2", "children", "F", "nc")],
    ),
    "a reference year of a column and one of a measure": (
        "field,indicator,measure,column,value\n"
        "reference_year,A2,,baseline,2012\n"
        "reference_year,A2,pct,baseline,2014\n",
        [("A2", None, "_T", "2012"), ("A2", "pct", "_T", "2014")],
    ),
    "words that belong to no indicator": (
        "field,entry,attribute,value\ninstitution,,,Ministry\nsupport,2,area,Surveys\n",
        [("Cover", None, "_T", "Ministry"), ("Support needed", None, "_T", "Surveys")],
    ),
}


@pytest.mark.parametrize(("text", "cells"), FOUND.values(), ids=FOUND)
def test_a_row_is_found_by_what_it_means(text, cells):
    matched = match(text)

    assert [(c.sheet, c.measure, c.breakdown.sex, entry) for c, entry in matched] == cells


def test_an_own_row_needs_no_entry_beside_its_number():
    text = (
        "field,indicator,measure,column,location,value\n"
        "row_label,A2,children,,row:1,Phnom Penh\n"
        "value,A2,children,baseline,row:1,120\n"
    )

    (label, _), (value, _) = match(text)

    assert label.cell[1:] == value.cell[1:]


def test_a_map_saved_as_csv_can_be_filled_in_as_it_is():
    rows = [row for row in form_map(form()) if row["open"]][:40]
    heading = [*rows[0], "value"]
    lines = [
        ",".join("" if entry is None or entry == [] else f'"{entry}"' for entry in row.values())
        for row in rows
    ]
    text = ",".join(heading) + "\n" + ",\n".join(lines[:-1]) + ",\n" + lines[-1] + ',"7"\n'

    ((cell, value),) = match(text)

    assert (cell.sheet, cell.cell, value) == (rows[-1]["sheet"], rows[-1]["cell"], "7")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("A2,childern,baseline,,,5", r"line 2: no cell for .*measure=childern.*nearest is A2!C"),
        ("A2,children,2022,,,5", r"line 2: A2!E\d+ .* is locked in round 2021"),
        ("A2,children,baseline,A1,,5", r"line 2: says A1, but its keys mean A2!C"),
        ("A2,children,baseline,,F9,5", r"line 2: no cell"),
    ],
    ids=["misspelt", "closed column", "wrong sheet", "unknown code"],
)
def test_a_row_that_fits_no_cell_is_named_with_its_line(row, message):
    with pytest.raises(ValuesError, match=message):
        match(f"indicator,measure,column,sheet,sex,value\n{row}\n")


def test_every_line_that_fits_no_cell_is_named_at_once():
    text = (
        "indicator,measure,column,value\n"
        "A2,children,baseline,1\n"
        "A2,nothing,baseline,1\n"
        "\n"
        "A2,children,baseline,2\n"
        "A99,children,baseline,1\n"
    )

    with pytest.raises(ValuesError) as refused:
        match(text)

    lines = [line.split(":")[0] for line in str(refused.value).split("\n")]
    assert lines == ["line 3", "line 5", "line 6"]
    assert "means the same cell" in str(refused.value)


def test_lines_are_counted_as_an_editor_shows_them():
    text = 'field,indicator,column,value\nsource,A2,baseline,"one\ntwo"\nsource,A2,never,x\n'

    with pytest.raises(ValuesError, match="line 4"):
        match(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("indicator,column\nA2,baseline\n", "no column 'value'"),
        ("indicator,colour,value\nA2,red,1\n", "colour"),
        ("value,value\n1,2\n", "doubled"),
        ("indicator,value\nA2,1,2\n", "line 2: 3 fields under 2 headings"),
        ("indicator,sex,value\nA2,,1\n\nA2,1\n", "line 4: 2 fields under 3 headings"),
        ("", "no column 'value'"),
    ],
    ids=["no value", "unknown column", "twice", "too many fields", "too few fields", "empty"],
)
def test_a_heading_that_fits_no_map_is_refused(text, message):
    with pytest.raises(ValuesError, match=message):
        read_values(text)


def test_every_open_cell_is_found_by_its_own_row_of_the_map():
    open_cells = [cell for cell in form().cells if cell.is_open]
    keys = [
        {
            name: str(entry)
            for name, entry in map_row(cell).items()
            if entry is not None and name not in {"unit", "choices", "open", "required"}
        }
        for cell in open_cells
    ]
    rows = [ValuesRow(line, key, "1") for line, key in enumerate(keys, start=2)]

    matched = match_values(form(), rows)

    assert [cell for cell, _ in matched] == open_cells
