"""One form with mistakes, to show what a sender is told; kept outside the drive."""

from pathlib import Path

from cl_pipeline.forms.writer import store_as
from cl_pipeline.model.breakdown import TOTAL
from cl_pipeline.model.framework import Framework
from cl_pipeline.sample.drive import filled, matched, return_values
from cl_pipeline.sample.figures import SampleSubmission, load_sample_submissions, rows_of
from cl_pipeline.sample.values import Entry

MISTAKEN_PATH = "2021/KHM/KHM_2021_a_list.xlsx"
"""The return that is copied."""


def write_form_with_mistakes(framework: Framework, folder: Path) -> Path:
    """Writes ``with_mistakes/KHM_2021_a_list.xlsx`` below ``folder`` and gives its path.

    Grain of ``mistakes.csv``: one entry. Key: field, indicator, measure, column, sex. ``mistake``
    says in words what is wrong with it, and is empty for entries that only go with one;
    ``stored_as`` names the type of a cell that is stored in an unusual way.
    """
    one = submission_with_mistakes()
    entries = return_values(framework, one)
    content = filled(framework, one, _with_mistakes(entries))
    odd = [row for row in mistakes() if row["stored_as"]]
    cells = matched(framework, one, [_entry(row) for row in odd])
    path = folder / "with_mistakes" / Path(MISTAKEN_PATH).name
    path.parent.mkdir(parents=True, exist_ok=True)
    stored = [(cell, text, row["stored_as"]) for (cell, text), row in zip(cells, odd, strict=True)]
    path.write_bytes(store_as(content, stored))
    return path


def submission_with_mistakes() -> SampleSubmission:
    """The return of which the form with mistakes is a copy."""
    return next(row for row in load_sample_submissions() if row.path == MISTAKEN_PATH)


def mistakes() -> list[dict[str, str]]:
    """The rows of ``mistakes.csv`` in the order of the file."""
    return rows_of("mistakes.csv")


def _entry(row: dict[str, str]) -> Entry:
    return {name: text for name, text in row.items() if name not in {"mistake", "stored_as"}}


def _with_mistakes(entries: list[Entry]) -> list[Entry]:
    replaced = {_key(row) for row in mistakes()}
    kept = [entry for entry in entries if _key(entry) not in replaced]
    return kept + [_entry(row) for row in mistakes() if not row["stored_as"]]


def _key(entry: Entry) -> tuple[str, ...]:
    names = ("field", "indicator", "measure", "column")
    broken_down = [entry.get(name) or TOTAL for name in ("sex", "age", "location", "sector")]
    attribute = entry.get("attribute", "")
    return (*(entry.get(name, "") for name in names), *broken_down, attribute)
