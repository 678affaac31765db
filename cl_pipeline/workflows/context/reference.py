"""Reference series: outside figures are stored, compared with a round, and the officer decides.

The same files twice are stored once. Nothing is put to a sender unless the officer decides so, and
then as a question with both numbers and both definitions.
"""

from dataclasses import dataclass
from pathlib import Path

from cl_pipeline.context.reference import Reported, differences, question_text
from cl_pipeline.context.reference_files import read_series_folder
from cl_pipeline.errors import NotFound, UsageError
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.reference import ReferenceDecision, ReferenceDifference, ReferenceSeries
from cl_pipeline.sample.figures import FOLDER as SAMPLE_FOLDER
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import RoundFacts, load_facts, not_consolidated
from cl_pipeline.workflows.slom_review.questions import ask

SAMPLE_SERIES = SAMPLE_FOLDER / "reference"
"""The series of the sample: published figures that are near to what the indicators ask."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """One series of a folder; ``is_new`` where its content differs from what was stored."""

    series: ReferenceSeries
    count: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """A round compared with the stored ``series``."""

    series: tuple[ReferenceSeries, ...]
    differences: tuple[ReferenceDifference, ...]
    is_sample: bool


def load_series(pipeline: Pipeline, folder: Path) -> tuple[Loaded, ...]:
    """Stores every series of a folder.

    Raises:
        NotFound: the folder holds none.
        ValuesError: a file is wrong.
    """
    return tuple(
        Loaded(
            file.series,
            len(file.figures),
            pipeline.store.reference.save(
                file.series, file.figures, loaded_at=pipeline.now(), run_id=pipeline.run_id
            ),
        )
        for file in read_series_folder(pipeline.framework_in_force(), folder)
    )


def reference_differences(facts: RoundFacts) -> Compared:
    """What differs between the newest vintage of a round and the stored series.

    Raises:
        NotFound: the round was never consolidated.
    """
    vintage, reference = facts.newest_vintage, facts.store.reference
    if vintage is None:
        raise not_consolidated(facts.round)
    series, figures = reference.series(), reference.figures()
    about = {(figure.sender, figure.indicator, figure.year) for figure in figures}
    values = [
        value
        for value in vintage.values
        if value.value is not None
        and value.formula is None
        and (value.sender, value.key.indicator, value.reference_year) in about
    ]
    observations = facts.observations_of(values)
    found = differences(
        facts.framework,
        [Reported(value, observations[value.address]) for value in values],
        {row.key: row for row in series},
        figures,
        {taken.difference: taken for taken in facts.store.reference_decisions.list()},
    )
    return Compared(series, found, vintage.is_sample)


def decide_difference(
    pipeline: Pipeline,
    round_year: RoundYear,
    key: str,
    *,
    is_put: bool,
    decided_by: str,
    words: str,
) -> ReferenceDecision:
    """Records what the officer decided; put to the sender, it becomes a question about the number.

    Raises:
        NotFound: the round has no such difference.
        UsageError: who or why is missing.
    """
    if not decided_by.strip() or not words.strip():
        raise UsageError("a decision needs who takes it (a body or role) and why")
    facts = load_facts(pipeline, round_year)
    found = {row.key: row for row in reference_differences(facts).differences}
    if key not in found:
        raise NotFound(
            f"round {round_year} has no difference {key!r}; `cl-pipeline context reference` lists "
            "them"
        )
    question = None
    if is_put:
        text = question_text(found[key], facts.framework)
        question = ask(pipeline, found[key].trace_key, stated_by=decided_by, words=text).number
    decision = ReferenceDecision(
        key, is_put, decided_by.strip(), words.strip(), pipeline.now(), question
    )
    pipeline.store.reference_decisions.add(decision)
    return decision
