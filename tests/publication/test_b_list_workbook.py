from dataclasses import replace
from io import BytesIO

from openpyxl import load_workbook

from cl_pipeline.assessment.b_list import synthesis
from cl_pipeline.model.codes import ListLetter
from cl_pipeline.model.identity import IndicatorKey, RoundYear, SenderCode
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.review import BListRow
from cl_pipeline.publication.b_list_workbook import BListPage, b_list_workbook
from tests.builders.vintages import FRAMEWORK, redacted_review_of, reported


def _row(sender, **more):
    fields = {
        "round": RoundYear(2021),
        "indicator": IndicatorKey("laws_revised"),
        "position": "B1",
        "sender": SenderCode(sender),
        "level": None,
        "level_wording": None,
        "narrative": None,
        "evidence": (),
        "addresses": (),
        "has_submission": False,
        "is_sample": False,
    }
    return BListRow(**(fields | more))


ROWS = (
    _row(
        "KHM", level="PARTLY", level_wording="In place in part", narrative="=The law was revised.",
        evidence=("Gazette 11", "Gazette 12"), addresses=("S-1!B1!C9",), has_submission=True,
    ),
    _row("VNM"),
)  # fmt: skip


def workbook_of(rows, review=None, *, is_sample=False, round_year=2021):
    pages = [
        BListPage(
            indicator,
            tuple(row for row in rows if row.indicator == indicator.key),
            synthesis(rows, indicator, FRAMEWORK),
            (),
        )
        for indicator in FRAMEWORK.on_list(ListLetter.B)
    ]
    framework = review.framework if review else FRAMEWORK
    return b_list_workbook(pages, review, framework, RoundYear(round_year), is_sample=is_sample)


def _book(is_sample=False):
    return load_workbook(BytesIO(workbook_of(ROWS, is_sample=is_sample)))


def test_each_indicator_has_a_sheet_with_every_member_state():
    book = _book()

    rows = list(book["B1"].iter_rows(values_only=True))
    answers = [row for row in rows if row[0] in ("Cambodia", "Viet Nam")]
    assert book.sheetnames == ["Contents", "B1", "B2"]
    evidence = "Gazette 11\nGazette 12"
    assert answers == [
        ("Cambodia", "In place in part", "=The law was revised.", evidence, "S-1!B1!C9"),
        ("Viet Nam", "not answered yet", None, None, None),
    ]
    assert {
        "•  An answer is still welcome from: Viet Nam.",
        "•  Evidence is given by: Cambodia.",
    } <= {row[0] for row in rows}


def test_a_narrative_is_never_a_formula():
    cell = next(
        cell for row in _book()["B1"].iter_rows() for cell in row if "law was" in str(cell.value)
    )

    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_the_sample_notice_is_on_every_sheet():
    for sheet in _book(is_sample=True).worksheets:
        assert sheet["A2"].value == SAMPLE_NOTICE


def test_the_same_rows_give_the_same_bytes():
    assert workbook_of(ROWS) == workbook_of(ROWS)


def test_what_came_in_on_list_c_is_shown_with_its_keys():
    review = redacted_review_of(reported("KHM", 7), reported("VNM", 3))
    moved = tuple(
        replace(indicator, letter=ListLetter.C) if indicator.letter == "A" else indicator
        for indicator in FRAMEWORK.indicators
    )
    review = replace(review, framework=replace(FRAMEWORK, indicators=moved))

    book = load_workbook(BytesIO(workbook_of(ROWS, review)))

    texts = [cell.value for row in book["C list"].iter_rows() for cell in row]
    assert {7, "child_labour_5_17|KHM|baseline|children|total"} <= set(texts)
    assert 3 not in texts


def test_an_answer_of_an_earlier_round_names_its_round():
    book = load_workbook(BytesIO(workbook_of(ROWS, round_year=2022)))

    texts = [cell.value for row in book["B1"].iter_rows() for cell in row]
    assert "In place in part (answered in the round of 2021)" in texts
    assert "not answered yet" in texts
