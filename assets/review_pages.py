"""What the officer sees of a review: the matrix, the proposals, the open questions."""

from collections import Counter
from collections.abc import Sequence
from urllib.parse import quote

import dagster as dg

from cl_pipeline.model.framework import Framework
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.table import Table
from cl_pipeline.model.vintage import OpenQuestion, Vintage
from cl_pipeline.publication.coverage import LEGEND, coverage_table, outcome_table

PAGE = "/assets/submissions?view=partitions&partition="

LEGEND_TEXT = " · ".join(f"{mark} {words}" for mark, words in LEGEND) + (
    " · other letters are the gap codes of the forms"
)


def matrix(vintage: Vintage, framework: Framework) -> Table:
    """Grain: one indicator of list A. Names are left out: with them the last columns are cut."""
    return coverage_table(vintage, framework).without("name").without("threshold")


def submissions_behind(vintage: Vintage) -> dg.MarkdownMetadataValue:
    """The submissions that a vintage uses, each with a link to its page."""
    counted = Counter((value.sender, value.from_round) for value in vintage.values)
    lines = [
        f"- [{sender} {year}]({PAGE}{quote(f'{sender}|{year}')}): {count} values and gaps"
        for (sender, year), count in sorted(counted.items())
    ]
    return dg.MetadataValue.md("\n".join(lines) or "none yet")


def proposals(outcomes: Sequence[RuleOutcome], framework: Framework) -> Table:
    """Grain: one indicator of list A, in list order."""
    table = outcome_table(outcomes, framework)
    return table.select("indicator", "name", "count", "suggestion", "reporting")


def question_rows(questions: Sequence[OpenQuestion]) -> list[dict[str, str]]:
    """Grain: one question that arises from comparing submissions."""
    rows = []
    for question in questions:
        submission, _, cell = question.address.partition("!")
        rows.append(
            {
                "Member State": question.sender,
                "cell": cell,
                "found": question.found,
                "expected": question.expected,
                "code": question.code,
                "submission": submission,
            }
        )
    return rows
