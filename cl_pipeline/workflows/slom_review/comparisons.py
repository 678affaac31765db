"""Figures side by side: what may be said for ASEAN, and change against the baseline.

Input: a vintage and the observations it was made from; output: rows of both. Guarantee: withheld
figures take part in neither; nothing is stored.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from cl_pipeline.model.codes import ConfidentialityStatus, Field, ListLetter
from cl_pipeline.model.comparability import AseanFigure, ComparableFigure
from cl_pipeline.model.decision import signed_vintage
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import BASELINE, RoundYear, due_column
from cl_pipeline.model.progress import BaselineProposal, Progress
from cl_pipeline.model.vintage import ConsolidatedValue, Vintage
from cl_pipeline.review.asean_figures import asean_figures
from cl_pipeline.review.comparability import comparable_figure
from cl_pipeline.review.counting import headline_totals
from cl_pipeline.review.progress import Texts, baseline_proposals, progress
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.slom_review.review import observations_of


@dataclass(frozen=True, slots=True)
class Compared:
    """Progress of one round; ``is_baseline_signed`` says whether the baseline is frozen."""

    rows: tuple[Progress, ...]
    proposals: tuple[BaselineProposal, ...]
    is_baseline_signed: bool


def asean_rows(pipeline: Pipeline, vintage: Vintage) -> tuple[AseanFigure, ...]:
    """What may be said for ASEAN about every headline measure of list A, in list order."""
    framework = pipeline.framework_in_force(vintage.round)
    due = due_column(framework.rounds, vintage.round)
    withheld: dict[str, int] = defaultdict(int)
    for value in _headlines(vintage, framework):
        if value.key.column == due and _is_withheld(value):
            withheld[value.key.indicator] += 1
    figures = [one for one in _described(pipeline, vintage) if one.key.column == due]
    return tuple(
        row
        for indicator in framework.on_list(ListLetter.A)
        for row in asean_figures(
            [figure for figure in figures if figure.key.indicator == indicator.key],
            withheld[indicator.key], indicator, framework, vintage.round, due,
        )
    )  # fmt: skip


def compared_with_baseline(pipeline: Pipeline, vintage: Vintage) -> Compared:
    """Every later figure beside the baseline: the signed one where the first round is signed."""
    framework = pipeline.framework_in_force(vintage.round)
    held = _described(pipeline, vintage)
    signed = _signed_baselines(pipeline, min(framework.rounds))
    baselines = [one for one in held if one.key.column == BASELINE] if signed is None else signed
    later = [one for one in held if one.key.column.isdigit()]
    targets, assessments = _own_text(pipeline, vintage.round)
    return Compared(
        progress(baselines, later, framework, targets, assessments),
        () if signed is None else baseline_proposals(signed, held, framework),
        signed is not None,
    )


def _signed_baselines(pipeline: Pipeline, first_round: RoundYear) -> list[ComparableFigure] | None:
    signed = signed_vintage(pipeline.store.decisions.list(), first_round)
    if signed is None or signed.vintage_id is None:
        return None
    vintage = pipeline.store.vintages.load(signed.vintage_id)
    return [one for one in _described(pipeline, vintage) if one.key.column == BASELINE]


def _described(pipeline: Pipeline, vintage: Vintage) -> list[ComparableFigure]:
    """The headline totals of a vintage that hold a number and may be shown."""
    framework, seen = pipeline.framework_in_force(vintage.round), observations_of(pipeline, vintage)
    return [
        comparable_figure(value, seen[value.address], framework)
        for value in _headlines(vintage, framework)
        if value.value is not None and not _is_withheld(value) and value.address in seen
    ]


def _headlines(vintage: Vintage, framework: Framework) -> Iterator[ConsolidatedValue]:
    for values in headline_totals(vintage, framework).values():
        yield from values


def _is_withheld(value: ConsolidatedValue) -> bool:
    return value.conf_status != ConfidentialityStatus.FREE or "withheld" in value.flags


def _own_text(pipeline: Pipeline, round_year: RoundYear) -> tuple[Texts, Texts]:
    """National targets and self-assessments of the newest round that gave them."""
    entries = pipeline.store.observations.entries(
        round_year, fields=(Field.NATIONAL_TARGET, Field.PROGRESS)
    )
    found: dict[Field, dict[tuple[str, str, str], str]] = {
        Field.NATIONAL_TARGET: {}, Field.PROGRESS: {},
    }  # fmt: skip
    for entry in sorted(entries, key=lambda entry: entry.round):
        said = entry.entry
        if said.indicator is not None and said.column is not None:
            found[said.field][(entry.sender, said.indicator, said.column)] = said.text
    return found[Field.NATIONAL_TARGET], found[Field.PROGRESS]  # type: ignore[return-value]
