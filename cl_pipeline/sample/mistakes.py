"""One form with mistakes, to show the feedback that a sender gets; kept outside the drive."""

from pathlib import Path

from cl_pipeline.forms.writer import store_as
from cl_pipeline.model.breakdown import TOTAL
from cl_pipeline.model.framework import Framework
from cl_pipeline.sample.a_list import ValueEntry
from cl_pipeline.sample.drive import filled_form, matched, submission_entries
from cl_pipeline.sample.figures import SampleSubmission, load_sample_submissions, rows_of

MISTAKEN_PATH = "2021/KHM/KHM_2021_a_list.xlsx"
"""The submission that is copied."""


def write_form_with_mistakes(framework: Framework, folder: Path) -> Path:
    """Write ``with_mistakes/KHM_2021_a_list.xlsx`` below ``folder``; gives its path.

    Grain of ``mistakes.csv``: one entry. Key: field, indicator, measure, column, sex. ``mistake``
    describes what is wrong with it, and is empty for entries that only go with one; ``stored_as``
    names the type of a cell that is stored in an unusual way.
    """
    submission = submission_with_mistakes()
    rows = rows_of("mistakes.csv")
    replaced = {_key(row) for row in rows}
    correct = [
        entry for entry in submission_entries(framework, submission) if _key(entry) not in replaced
    ]
    mistaken = [_entry(row) for row in rows if not row["stored_as"]]
    content = filled_form(framework, submission, correct + mistaken)
    odd = [row for row in rows if row["stored_as"]]
    cells = matched(framework, submission, [_entry(row) for row in odd])
    stored = [(cell, text, row["stored_as"]) for (cell, text), row in zip(cells, odd, strict=True)]
    path = folder / "with_mistakes" / Path(MISTAKEN_PATH).name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(store_as(content, stored))
    return path


def submission_with_mistakes() -> SampleSubmission:
    """The submission of which the form with mistakes is a copy."""
    submissions = load_sample_submissions()
    return next(submission for submission in submissions if submission.path == MISTAKEN_PATH)


def _entry(row: dict[str, str]) -> ValueEntry:
    return {name: text for name, text in row.items() if name not in {"mistake", "stored_as"}}


def _key(entry: ValueEntry) -> tuple[str, ...]:
    names = ("field", "indicator", "measure", "column", "attribute")
    dimensions = ("sex", "age", "location", "sector")
    return (
        *(entry.get(name, "") for name in names),
        *(entry.get(name) or TOTAL for name in dimensions),
    )
