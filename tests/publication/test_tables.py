"""A table has the same content in every rendering, and text from outside stays text."""

from decimal import Decimal
from io import BytesIO, StringIO

from openpyxl import load_workbook
from rich.console import Console

from cl_pipeline.model.table import Column, ColumnType, Linked, Table
from cl_pipeline.publication.tables import to_markdown, to_records, to_terminal
from cl_pipeline.publication.workbook import tables_workbook

COLUMNS = (
    Column("name", "Name"),
    Column("year", "Year", type=ColumnType.YEAR),
    Column("value", "Value (persons)", type=ColumnType.NUMBER),
)
TABLE = Table(
    "Figures",
    COLUMNS,
    (("=1+1 [b]|<i>", 2021, Decimal("1234.50")), (Linked("KHM", "#khm"), None, None)),
    notes=("A note.",),
)
EMPTY = Table("Figures", COLUMNS, ())


def test_json_keeps_keys_and_exact_values():
    assert to_records(TABLE) == [
        {"name": "=1+1 [b]|<i>", "year": 2021, "value": "1234.50"},
        {"name": "KHM", "year": None, "value": None},
    ]


def test_markdown_escapes_markup_and_aligns_numbers():
    lines = to_markdown(TABLE).splitlines()

    assert lines[0] == "| Name | Year | Value (persons) |"
    assert lines[1] == "|---|---|--:|"
    assert lines[2] == "| =1+1 &#91;b&#93;&#124;&#60;i&#62; | 2021 | 1,234.50 |"
    assert lines[-1] == "A note."


def test_terminal_shows_brackets_and_separators_of_thousands():
    console = Console(width=100, file=StringIO())
    with console.capture() as printed:
        console.print(to_terminal(TABLE))

    assert "=1+1 [b]|<i>" in printed.get()
    assert "1,234.50" in printed.get()


def test_workbook_has_a_sheet_per_table_with_numbers_as_numbers():
    content = tables_workbook("Title", {"One": TABLE, "Two": EMPTY}, is_sample=False)

    workbook = load_workbook(BytesIO(content))
    cells = [cell for row in workbook["One"].iter_rows() for cell in row]
    assert workbook.sheetnames == ["One", "Two"]
    assert 1234.5 in [cell.value for cell in cells]
    assert all(cell.data_type != "f" for cell in cells)
    assert workbook["Two"].max_row < workbook["One"].max_row


def test_a_table_without_rows_shows_its_empty_text():
    assert to_markdown(EMPTY) == EMPTY.empty
    assert to_terminal(EMPTY) == f"Figures: {EMPTY.empty}"


def test_a_table_without_a_column_keeps_the_others():
    smaller = TABLE.without("year")

    assert [column.key for column in smaller.columns] == ["name", "value"]
    assert smaller.rows[0] == ("=1+1 [b]|<i>", Decimal("1234.50"))


def test_a_terminal_cuts_no_word():
    """What people confirm there was shown whole."""
    console = Console(width=30, file=StringIO())
    word = "0123456789" * 6

    console.print(to_terminal(Table("", COLUMNS[:1], ((word,),))))

    assert word in "".join(filter(str.isdigit, console.file.getvalue()))
