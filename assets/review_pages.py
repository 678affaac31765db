"""What the officer sees of a review: the matrix, the proposals, the open questions."""

from collections.abc import Sequence

from cl_pipeline.model.framework import Framework
from cl_pipeline.model.question import Confirmation
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.vintage import OpenQuestion, Vintage
from cl_pipeline.publication.coverage import LEGEND, SUGGESTIONS, coverage_table
from cl_pipeline.publication.tables import to_records

LEGEND_TEXT = " · ".join(f"{mark} {words}" for mark, words in LEGEND) + (
    " · other letters are the gap codes of the forms"
)


def matrix_rows(vintage: Vintage, framework: Framework) -> list[dict[str, str]]:
    """Grain: one indicator of list A. Names are left out: with them the last columns are cut."""
    return [
        {"list A": str(row["indicator"])}
        | {name: str(row[name]) for name in row if name not in {"indicator", "name", "threshold"}}
        for row in to_records(coverage_table(vintage, framework))
    ]


def outcome_rows(outcomes: Sequence[RuleOutcome], framework: Framework) -> list[dict[str, str]]:
    """Grain: one indicator of list A, in list order."""
    return [
        {
            "indicator": f"{outcome.position} {framework.indicator(outcome.indicator).short_name}",
            "Member States": " ".join(outcome.reporting) or "none",
            "count": f"{outcome.count} of {outcome.threshold}",
            "proposal": SUGGESTIONS[outcome.suggestion],
        }
        for outcome in outcomes
    ]


def question_rows(questions: Sequence[OpenQuestion]) -> list[dict[str, str]]:
    """Grain: one question that arose when returns were laid side by side."""
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


def confirmation_rows(given: Sequence[Confirmation]) -> list[dict[str, str]]:
    """What Member States say of the figures that will be shown for them."""
    return [
        {
            "indicator": one.position,
            "Member State": one.sender,
            "what is shown": one.shown,
            "answer": one.response_label,
            "remark": one.remark,
        }
        for one in given
        if one.shown or one.answer
    ]
