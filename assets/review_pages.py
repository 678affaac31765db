"""What the officer sees of a review: the matrix, the proposals, the open questions.

Belongs here: rows narrow enough for the web UI. Does not belong here: what is reported or proposed
(``cl_pipeline``), and the same in a workbook (``cl_pipeline.publication``).
"""

from collections.abc import Sequence

from cl_pipeline.model.confirmation import Confirmation
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.vintage import OpenQuestion, Vintage
from cl_pipeline.publication.coverage_table import LEGEND, SUGGESTIONS, coverage_table

LEGEND_WORDS = " · ".join(f"{mark} {words}" for mark, words in LEGEND) + (
    " · other letters are the gap codes of the forms"
)


def matrix_rows(vintage: Vintage, framework: Framework) -> list[dict[str, str]]:
    """Grain: one indicator of list A. Names are left out: with them the last columns are cut."""
    return [
        {"list A": row["indicator"]}
        | {name: row[name] for name in row if name not in {"indicator", "name", "threshold"}}
        for row in coverage_table(vintage, framework)
    ]


def outcome_rows(outcomes: Sequence[RuleOutcome], framework: Framework) -> list[dict[str, str]]:
    """Grain: one indicator of list A, in list order."""
    return [
        {
            "indicator": f"{one.position} {framework.indicator(one.indicator).short_name}",
            "Member States": " ".join(one.reporting) or "none",
            "count": f"{one.count} of {one.threshold}",
            "proposal": SUGGESTIONS[one.suggestion],
        }
        for one in outcomes
    ]


def question_rows(questions: Sequence[OpenQuestion]) -> list[dict[str, str]]:
    """Grain: one question that arose when returns were laid side by side."""
    rows = []
    for one in questions:
        submission, _, cell = one.address.partition("!")
        rows.append(
            {
                "Member State": one.sender,
                "cell": cell,
                "found": one.found,
                "expected": one.expected,
                "code": one.code,
                "submission": submission,
            }
        )
    return rows


def confirmation_rows(given: Sequence[Confirmation]) -> list[dict[str, str]]:
    """What Member States say of the figures that will be shown for them."""
    return [
        {
            "indicator": one.position,
            "Member State": one.sender,
            "what is shown": one.shown,
            "answer": one.answer_words,
            "remark": one.remark,
        }
        for one in given
        if one.shown or one.answer
    ]
