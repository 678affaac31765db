"""The forms around the indicators: what is filled in is read; one wrong cell is one finding."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cl_pipeline.checks.run import check_drafts
from cl_pipeline.context.prefill import survey_entries
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import PLAN_FIELDS, SOURCE_FIELDS, Field, FormKey
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import senders_of
from cl_pipeline.model.submission import SubmissionDraft
from cl_pipeline.workflows.context.forms import ON_REQUEST
from tests.builders.examples import examples
from tests.builders.read_back import read_draft
from tests.builders.submissions import SubmissionBuilder, Typed

FRAMEWORK = load_framework()

SURVEY, CHOICE, STATUS, SCORECARD = (
    FormKey.DATA_SOURCE_SURVEY,
    FormKey.ACTIVITY_CHOICE,
    FormKey.ACTIVITY_STATUS,
    FormKey.SCORECARD,
)


YEARS = ("data_year", "published_year", "from", "to", "year")
READ = (*SOURCE_FIELDS, Field.DATA_GAP, *PLAN_FIELDS)


def form_of(form: FormKey, sender: str | None = None) -> SubmissionBuilder:
    first = senders_of(FRAMEWORK, form)[0].code
    return SubmissionBuilder(form=form, version="1.0", sender=sender or first, institution=None)


@cache
def table_cells(form: FormKey) -> tuple[FormCell, ...]:
    return tuple(cell for cell in form_of(form).description.cells if cell.field in READ)


def cell(form: FormKey, field: Field, attribute: str, entry: int | None = None) -> FormCell:
    return form_of(form).cell(field, attribute=attribute, entry=entry)


def column(asked: FormCell) -> str:
    return (asked.attribute or "").rpartition(".")[2]


def findings_of(draft: SubmissionDraft) -> tuple[Finding, ...]:
    return (*draft.findings, *check_drafts([draft], FRAMEWORK)[draft.digest])


def fillings(form: FormKey) -> some.SearchStrategy[list[Typed]]:
    cells = table_cells(form)
    texts = some.text("abc Åខ=+1", min_size=1, max_size=12).map(lambda text: f"w{text}w")

    @some.composite
    def filled(draw: some.DrawFn) -> list[Typed]:
        chosen = draw(some.sets(some.integers(0, len(cells) - 1), min_size=1, max_size=12))
        return [(cells[number], draw(_entry(cells[number], texts))) for number in sorted(chosen)]

    return filled()


def _entry(asked: FormCell, texts: some.SearchStrategy[str]) -> some.SearchStrategy[str]:
    if asked.choices:
        return some.sampled_from(asked.choices)
    return some.integers(1990, 2021).map(str) if column(asked) in YEARS else texts


def words_of(draft: SubmissionDraft) -> dict[tuple[str, str], str]:
    return {(entry.sheet, entry.cell): entry.text for entry in draft.entries}


@pytest.mark.parametrize("form", ON_REQUEST)
@examples(4)
@given(data=some.data())
def test_what_is_filled_in_is_read_back_from_its_cells(form, data):
    filling = data.draw(fillings(form))

    draft = read_draft(form_of(form).file(*filling))

    assert words_of(draft) == {(asked.sheet, asked.cell): text for asked, text in filling}
    codes = {(entry.sheet, entry.cell): entry.code for entry in draft.entries}
    names = {code.code for code in FRAMEWORK.codes}
    assert all(codes[c.sheet, c.cell] in names for c, _ in filling if c.choices)
    assert {row.severity.value for row in findings_of(draft)} <= {"question", "warning"}


def test_the_answers_of_the_documents_leave_nothing_to_ask():
    for answer in FRAMEWORK.context.data_source_answers:
        description = form_of(SURVEY).description
        entries = survey_entries(FRAMEWORK, description, answer.sender, answer.respondent)

        draft = read_draft(form_of(SURVEY, answer.sender).file(*entries))

        assert findings_of(draft) == ()
        assert len(draft.entries) == len(entries)


def first(form: FormKey, name: str) -> Typed:
    """The first cell of that column, with an entry that is wrong there."""
    asked = next(table_cell for table_cell in table_cells(form) if column(table_cell) == name)
    return asked, "soon"


def row(number: int = 1, **texts: str) -> list[Typed]:
    return [(cell(SURVEY, Field.SURVEY, name, number), text) for name, text in texts.items()]


def answered(question: str, text: str) -> Typed:
    return cell(SURVEY, Field.AVAILABLE, question), text


def activity(column: str, text: str) -> Typed:
    return cell(STATUS, Field.ACTIVITY, f"labour_inspection_1.{column}"), text


def output(column: str, text: str) -> Typed:
    return cell(SCORECARD, Field.OUTPUT, column, 1), text


FINAL_YEAR = (cell(SCORECARD, Field.PROGRESS_REVIEW, "final.year"), "twenty")


@pytest.mark.parametrize(
    ("form", "entries", "code"),
    [
        (SURVEY, row(title="Labour force survey", data_year="soon"), "TABLE_YEAR_UNCLEAR"),
        (SURVEY, row(title="Labour force survey", data_year="2031"), "TABLE_YEAR_IN_FUTURE"),
        (SURVEY, row(title="Labour force survey", child_labour="perhaps"), "CHOICE_UNCLEAR"),
        (SURVEY, row(publisher="Statistics office"), "TABLE_ROW_WITHOUT_NAME"),
        (SURVEY, row(title="…"), "TEXT_EMPTY"),
        (SURVEY, [*row(title="Census"), answered("survey", "no")], "ANSWER_NO_BUT_ROWS"),
        (SURVEY, [*row(title="Census"), answered("other_study", "yes")], "ANSWER_YES_BUT_NO_ROWS"),
        (CHOICE, [first(CHOICE, "from")], "TABLE_YEAR_UNCLEAR"),
        (CHOICE, [first(CHOICE, "choice")], "CHOICE_UNCLEAR"),
        (STATUS, [first(STATUS, "to")], "TABLE_YEAR_UNCLEAR"),
        (STATUS, [first(STATUS, "state")], "CHOICE_UNCLEAR"),
        (STATUS, [activity("from", "2024"), activity("to", "2022")], "TIME_FRAME_REVERSED"),
        (SCORECARD, [output("kind", "things")], "CHOICE_UNCLEAR"),
        (SCORECARD, [output("evidence", "a page")], "TABLE_ROW_WITHOUT_NAME"),
        (SCORECARD, [FINAL_YEAR], "TABLE_YEAR_UNCLEAR"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_one_wrong_cell_is_one_finding(form, entries, code):
    draft = read_draft(form_of(form).file(*entries))

    (found,) = findings_of(draft)

    assert found.code == code
    assert (found.sheet, found.cell) in {(asked.sheet, asked.cell) for asked, _ in entries}
    assert found.expected
    assert found.remedy


def test_an_institution_sends_what_is_its_own_and_nobody_elses():
    bodies = {row.code for row in senders_of(FRAMEWORK, STATUS)}

    assert "SLOM" in bodies
    assert "KHM" not in bodies
    assert "KHM" in {row.code for row in senders_of(FRAMEWORK, CHOICE)}
