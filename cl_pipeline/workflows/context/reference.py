"""Reference series: outside figures are taken in, laid beside a round, and the officer decides.

Input: a folder of series, the newest vintage of a round; output: differences, and what was decided
about them. Guarantee: the same files twice are taken in once; nothing is put to a sender unless the
officer says so, and then as a question with both numbers and both definitions.
"""

from dataclasses import dataclass
from pathlib import Path

from cl_pipeline.context.reference import Reported, differences
from cl_pipeline.errors import NotFound, UsageError
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.keys import CellRef
from cl_pipeline.model.reference import (
    ReferenceDecision,
    ReferenceDifference,
    ReferenceSeries,
)
from cl_pipeline.publication.tables_workbook import SheetOfRows, context_workbook
from cl_pipeline.sample.figures import FOLDER as SAMPLE_FOLDER
from cl_pipeline.workflows.context.reference_files import read_series_folder
from cl_pipeline.workflows.files import replace_bytes
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.slom_review.questions import ask
from cl_pipeline.workflows.vintages import newest_vintage

SAMPLE_SERIES = SAMPLE_FOLDER / "reference"
"""The series of the sample: published figures that are near to what the indicators ask."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """One series of a folder; ``is_new`` where its content was not the one that spoke."""

    series: ReferenceSeries
    count: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """The differences of one round; ``compared_with`` are the series held."""

    round: RoundYear
    series: tuple[ReferenceSeries, ...]
    found: tuple[ReferenceDifference, ...]
    is_sample: bool


def load_series(pipeline: Pipeline, folder: Path) -> tuple[Loaded, ...]:
    """Takes in every series of a folder.

    Raises:
        NotFound: the folder holds none.
        ValuesError: a file is wrong.
    """
    return tuple(
        Loaded(
            one.series,
            len(one.figures),
            pipeline.store.reference.save(
                one.series, one.figures, loaded_at=pipeline.now(), run_id=pipeline.run_id
            ),
        )
        for one in read_series_folder(pipeline.framework_in_force(), folder)
    )


def cross_check(pipeline: Pipeline, round_year: RoundYear) -> CrossCheck:
    """What differs between the newest vintage of a round and the series held.

    Raises:
        NotFound: the round was never consolidated.
    """
    vintage, reference = newest_vintage(pipeline, round_year), pipeline.store.reference
    series, figures = reference.series(), reference.figures()
    about = {(figure.sender, figure.indicator, figure.year) for figure in figures}
    values = [
        one
        for one in vintage.values
        if one.value is not None
        and one.formula is None
        and (one.sender, one.key.indicator, one.reference_year) in about
    ]
    seen = {
        str(CellRef(submission, one.sheet, one.cell)): one
        for submission in sorted({value.submission_id for value in values})
        for one in pipeline.store.observations.of_submission(submission)
    }
    reported = [Reported(one, seen[one.address]) for one in values]
    found = differences(
        pipeline.framework_in_force(),
        reported,
        {one.key: one for one in series},
        figures,
        reference.decisions(),
    )
    return CrossCheck(round_year, series, found, vintage.is_sample)


def decide_difference(
    pipeline: Pipeline,
    round_year: RoundYear,
    key: str,
    *,
    is_put: bool,
    decided_by: str,
    words: str,
) -> ReferenceDecision:
    """Records what the officer decided; put to the sender it becomes a question about the number.

    Raises:
        NotFound: the round has no such difference.
        UsageError: who or why is missing.
    """
    if not decided_by.strip() or not words.strip():
        raise UsageError("a decision needs who takes it (a body or role) and why")
    found = {finding.key: finding for finding in cross_check(pipeline, round_year).found}
    if key not in found:
        raise NotFound(f"round {round_year} has no difference {key!r}; `context reference` lists")
    question = None
    if is_put:
        asked = question_text(found[key], pipeline.framework_in_force())
        event = ask(pipeline, found[key].trace_key, stated_by=decided_by, words=asked)
        question = event.number
    decision = ReferenceDecision(
        key, is_put, decided_by.strip(), words.strip(), pipeline.now(), question
    )
    pipeline.store.reference.decide(decision)
    return decision


def question_text(reference_difference: ReferenceDifference, framework: Framework) -> str:
    """The question as it is put: both numbers, both definitions, no judgement."""
    figure = reference_difference.figure
    country = framework.member_state(figure.sender).name
    here = f"{reference_difference.reported} ({_said(reference_difference.reported_definition, reference_difference.reported_ages)})"
    there = f"{figure.value} {figure.unit} ({_said(figure.definition, figure.age)})"
    return (
        f"{reference_difference.position}, {country}, {figure.year}: the return says {here}; "
        f"{figure.source_title}, {figure.publisher}, says {there}. "
        "Could you tell us how the two go together? Both may be right."
    )


def write_cross_check(pipeline: Pipeline, found: CrossCheck) -> Path:
    """The differences as a workbook in the output folder of the round."""
    path = pipeline.settings.output_dir / str(found.round) / "reference_differences.xlsx"
    title = f"Returns beside reference series, round {found.round}"
    sheets = [_difference_sheet(found, title), _series_sheet(found)]
    replace_bytes(path, context_workbook(title, sheets, is_sample=found.is_sample))
    return path


def _difference_sheet(found: CrossCheck, title: str) -> SheetOfRows:
    return SheetOfRows(
        "Differences",
        title,
        (
            "A difference is no mistake: both figures may be right. The officer decides which of "
            "them to put to a Member State.",
        ),
        ("Difference", "Indicator", "Member State", "Year", "Reported", "Outside figure",
         "Differs by %", "May be due to", "Reported definition", "Outside definition", "Source",
         "Decided"),
        (13, 9, 9, 8, 14, 14, 10, 18, 34, 34, 34, 16),
        [
            (
                finding.key, finding.position, finding.figure.sender, finding.figure.year, finding.reported,
                finding.compared, "" if finding.difference_pct is None else finding.difference_pct,
                ", ".join(finding.reasons), _said(finding.reported_definition, finding.reported_ages),
                _said(finding.figure.definition, finding.figure.age),
                f"{finding.figure.source_title}, {finding.figure.publisher}", decided(finding),
            )
            for finding in found.found
        ],
    )  # fmt: skip


def _series_sheet(found: CrossCheck) -> SheetOfRows:
    return SheetOfRows(
        "Series",
        "Reference series held",
        (),
        ("Series", "Title", "Source", "Version", "Fetched on", "Tolerance %"),
        (24, 50, 30, 40, 14, 12),
        [
            (
                series.key,
                series.title,
                series.source,
                series.version,
                f"{series.fetched_on}",
                series.tolerance_pct,
            )
            for series in found.series
        ],
    )


def decided(reference_difference: ReferenceDifference) -> str:
    """What was decided about a difference, in a few words."""
    if reference_difference.decision is None:
        return "open"
    return (
        f"question {reference_difference.decision.question}"
        if reference_difference.decision.is_put
        else "left as it is"
    )


def _said(definition: str, ages: str) -> str:
    parts = [definition or "no definition given", f"ages {ages}" if ages else ""]
    return "; ".join(part for part in parts if part)
