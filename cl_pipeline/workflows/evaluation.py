"""The evaluation in the last year of the framework.

Input: the newest vintage of a round; output: the evaluation and its rows in words. Guarantee:
nothing is stored, and nothing is graded.
"""

from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.progress import Evaluation
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.review.evaluation import evaluate
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import newest_vintage
from cl_pipeline.workflows.slom_review.comparisons import (
    asean_rows,
    compared_with_baseline,
    progress_text,
)

Rows = tuple[dict[str, str], ...]


def evaluation_of(
    pipeline: Pipeline, round_year: RoundYear | None = None
) -> tuple[Vintage, Evaluation]:
    """The evaluation over the newest vintage of a round, by default of the newest round.

    Raises:
        NotFound: nothing was consolidated yet.
    """
    vintage = newest_vintage(pipeline, round_year)
    framework = pipeline.framework_in_force(vintage.round)
    compared = compared_with_baseline(pipeline, vintage)
    return vintage, evaluate(vintage, compared.rows, asean_rows(pipeline, vintage), framework)


def area_label(found: Evaluation) -> Rows:
    """Grain: one last figure under one key result area; an area without any has one row."""
    rows: list[dict[str, str]] = []
    for area in found.areas:
        about = {"key result area": area.name, "indicators": " ".join(area.indicators)}
        figures = [progress_text(row) for row in area.rows]
        rows += [{**about, **_short(figure)} for figure in figures] or [{**about, **_short({})}]
    return tuple(rows)


def coverage_text(found: Evaluation) -> Rows:
    """Grain: one indicator; how many Member States hold a figure for each column."""
    return tuple(
        {
            "indicator": one.position,
            **{column: f"{count} of {one.members}" for column, count in one.reported},
        }
        for one in found.coverage
    )


def never_reported_text(found: Evaluation) -> Rows:
    """Grain: one indicator that some Member State never reported; what was said, by how many."""
    return tuple(
        {
            "indicator": one.position,
            "Member States": str(one.members),
            "what is said": "; ".join(f"{said}: {count}" for said, count in one.reasons),
        }
        for one in found.never
    )


def silence_text(found: Evaluation) -> Rows:
    """Grain: one sentence on what cannot be said; each once, also where areas share it."""
    sentences = dict.fromkeys(said for area in found.areas for said in area.limitations)
    return tuple({"what cannot be said": said} for said in sentences)


def _short(figure: dict[str, str]) -> dict[str, str]:
    columns = ("measure", "Member State", "baseline", "last", "change", "percent", "because")
    return {name: figure.get(name, "") for name in columns}
