"""Forms around the indicators, filled and read back in this process."""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256

from hypothesis import strategies as some

from cl_pipeline.checks.run import check_drafts
from cl_pipeline.forms.description import describe
from cl_pipeline.forms.writer import write_form
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import PLAN_FIELDS, SOURCE_FIELDS, Field, FormKey
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FormCell, FormDescription
from cl_pipeline.model.framework import senders_of
from cl_pipeline.model.identity import Digest, RoundYear
from cl_pipeline.model.submission import SubmissionDraft
from cl_pipeline.reading.draft import draft_submission
from cl_pipeline.reading.recognise import recognise
from cl_pipeline.reading.xlsx.document import read_document
from cl_pipeline.reading.xlsx.limits import ReadingLimits
from cl_pipeline.reading.xlsx.protocol import raw_workbook

FRAMEWORK = load_framework()

YEARS = ("data_year", "published_year", "from", "to", "year")
READ = (*SOURCE_FIELDS, Field.DATA_GAP, *PLAN_FIELDS)

Typed = tuple[FormCell, str]


@cache
def described(form: FormKey, round_year: int = 2021) -> FormDescription:
    """Version 1.0 of that form."""
    return describe(FRAMEWORK, form, "1.0", RoundYear(round_year))


@cache
def table_cells(form: FormKey) -> tuple[FormCell, ...]:
    """The input cells of the form's tables."""
    return tuple(cell for cell in described(form).cells if cell.field in READ)


def cell(form: FormKey, field: Field, attribute: str, entry: int | None = None) -> FormCell:
    """The input cell with that meaning."""
    found = [
        one
        for one in described(form).cells
        if (one.field, one.attribute, one.entry) == (field, attribute, entry)
    ]
    assert len(found) == 1, (field, attribute, entry)
    return found[0]


def column(asked: FormCell) -> str:
    """The column of its table that a cell stands in."""
    return (asked.attribute or "").rpartition(".")[2]


def read_back(
    form: FormKey, entries: Sequence[Typed], sender: str | None = None
) -> SubmissionDraft:
    """The form of a sender with these entries, written and read."""
    known = senders_of(FRAMEWORK, form)
    state = next((one for one in known if one.code == sender), known[0])
    data = write_form(
        described(form), FRAMEWORK, state, known_values={}, is_sample=False, entries=entries
    )
    raw = raw_workbook(read_document(data, ReadingLimits()))
    digest = Digest(sha256(data).hexdigest())
    return draft_submission(digest, raw, recognise(raw, FRAMEWORK), FRAMEWORK)


def findings_of(draft: SubmissionDraft) -> tuple[Finding, ...]:
    """What reading and checking say about it."""
    return (*draft.findings, *check_drafts([draft], FRAMEWORK)[draft.digest])


def fillings(form: FormKey) -> some.SearchStrategy[list[Typed]]:
    """Some cells of the form's tables with entries that fit them."""
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
    if column(asked) in YEARS:
        return some.integers(1990, 2021).map(str)
    return texts
