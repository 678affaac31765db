"""Files as rows of text: lines, columns, encodings and the digest over all of them."""

from pathlib import Path

import pytest

from cl_pipeline.errors import FrameworkError
from cl_pipeline.framework.rows import framework_digest, raw_tables
from cl_pipeline.framework.schema import TABLES


def message_of(folder: Path) -> str:
    with pytest.raises(FrameworkError) as raised:
        raw_tables(folder)
    return str(raised.value)


def test_every_table_is_there_with_its_columns_and_lines():
    tables = raw_tables()

    assert set(tables) == set(TABLES)
    assert list(tables["focus_areas"][1].items()) == [
        ("key", "prevention"), ("position", "2"), ("name", "Prevention of child labour practices"),
        ("source", "03-roadmap-2025 Annex 1"), ("line", "3"),
    ]  # fmt: skip


def test_a_row_after_a_cell_of_two_lines_keeps_its_own_line(folder):
    text = 'key,name,source\nSLOM,"Senior Labour\nOfficials Meeting",03\nALI,Focal Points,03\n'
    (folder / "bodies.csv").write_text(text, "utf-8")

    assert [row["line"] for row in raw_tables(folder)["bodies"]] == ["2", "4"]


def test_a_byte_order_mark_is_not_part_of_the_header(folder):
    """Spreadsheet programs put one there when they save a table."""
    path = folder / "bodies.csv"
    path.write_text(path.read_text("utf-8"), "utf-8-sig")

    assert raw_tables(folder)["bodies"] == raw_tables()["bodies"]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "bodies.csv line 1: the file is empty; add its header line"),
        (b"key,title,source\n", "line 1: the columns are key,title,source; write them as key,name"),
        (b"key,name,source\nA,B\n", "bodies.csv line 2: 2 cells instead of 3; give every column"),
        (b"key,name,source\nA,B,C\n\n", "bodies.csv line 3: 0 cells instead of 3"),
        (b"key,name,source\nA,\xff,C\n", "bodies.csv line 2: the text is not UTF-8; save"),
        (b'key,name,source\nA,B,C\nA,"B,C\n', "bodies.csv line 3: the row that begins here"),
    ],
    ids=["empty", "columns", "cells", "blank line", "encoding", "quotes"],
)
def test_an_unreadable_table_is_named(folder, content, found):
    (folder / "bodies.csv").write_bytes(content)

    assert found in message_of(folder)


def test_a_missing_and_an_unknown_file_are_named(folder):
    (folder / "bodies.csv").rename(folder / "organs.csv")

    message = message_of(folder)

    assert "bodies.csv line 1: the file is missing; add it" in message
    assert "organs.csv line 1: no table of a framework has this name; rename it" in message


@pytest.mark.parametrize("name", ["rules.csv", "measures.csv", "calendar.csv"])
def test_one_changed_byte_changes_the_digest(folder, name):
    before = framework_digest(folder)

    path = folder / name
    path.write_bytes(path.read_bytes().replace(b"2016", b"2015").replace(b"a", b"b", 1))

    assert framework_digest(folder) != before


def test_a_renamed_file_changes_the_digest(folder):
    """Names are part of what is digested, so two tables cannot be exchanged."""
    before = framework_digest(folder)
    first, second = folder / "focus_areas.csv", folder / "bodies.csv"
    content = first.read_bytes()

    first.write_bytes(second.read_bytes())
    second.write_bytes(content)

    assert framework_digest(folder) != before
