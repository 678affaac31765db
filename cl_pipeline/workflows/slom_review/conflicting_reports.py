"""Questions that only returns side by side show: two institutions, revisions without a reason.

Input: the sheets that speak and those beside them, and the values of a vintage; output: open
questions. Guarantee: an indicator is asked about once per institution that is not shown, and a
column once per indicator and Member State that revised it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cl_pipeline.catalogue import catalogue
from cl_pipeline.forms.description import describe
from cl_pipeline.lineage.unused_values import figure_label
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import (
    ColumnKey,
    IndicatorKey,
    RoundYear,
    SenderCode,
    SubmissionId,
    due_column,
)
from cl_pipeline.model.keys import CellRef
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.vintage import ConsolidatedValue, OpenQuestion, Vintage
from cl_pipeline.store import CurrentSheet
from cl_pipeline.workflows.pipeline import Pipeline

CODE = "TWO_INSTITUTIONS"

REVISED = "REVISION_WITHOUT_REASON"

Revised = tuple[SenderCode, IndicatorKey, ColumnKey, SubmissionId]
"""One column of one return that says otherwise than an earlier round's return."""


def two_institutions(
    pipeline: Pipeline, framework: Framework, round_year: RoundYear
) -> tuple[OpenQuestion, ...]:
    """A question for every indicator that two institutions of one Member State sent."""
    seen = [
        current_sheet
        for current_sheet in pipeline.store.observations.current_sheets(round_year)
        if current_sheet.form == FormKey.A_LIST
    ]
    speaking = {(one.sender, one.sheet): one for one in seen if one.is_current}
    indicators, due = _indicators(framework, round_year), due_column(framework.rounds, round_year)
    return tuple(
        _question(due, indicators[one.sheet], speaking[one.sender, one.sheet], one)
        for one in seen
        if not one.is_current and one.sheet in indicators
    )


def _question(
    due: ColumnKey, indicator: IndicatorKey, shown: CurrentSheet, other: CurrentSheet
) -> OpenQuestion:
    return OpenQuestion(
        code=CODE,
        sender=other.sender,
        indicator=indicator,
        column=due,
        address=str(CellRef(other.submission_id, other.sheet, "A1")),
        found=f"{other.institution or 'an institution'} sent this sheet as well; shown is that of "
        f"{shown.institution or 'another institution'}, received later",
        expected=catalogue()[CODE].expected,
    )


def _indicators(framework: Framework, round_year: RoundYear) -> dict[str, IndicatorKey]:
    versions = [
        form_version.version
        for form_version in framework.form_versions
        if form_version.form == FormKey.A_LIST and round_year in form_version.rounds
    ]
    return {
        sheet: indicator
        for version in versions
        for sheet, indicator in describe(
            framework, FormKey.A_LIST, version, round_year
        ).indicator_sheets
    }


def revisions_without_reason(pipeline: Pipeline, vintage: Vintage) -> tuple[OpenQuestion, ...]:
    """A question for every column that revises an earlier round's figures and says no reason."""
    revised: dict[Revised, list[tuple[ConsolidatedValue, Observation]]] = {}
    for value in vintage.values:
        if "revised" in value.flags and value.formula is None:
            seen = pipeline.store.observations.at(value.submission_id, value.sheet, value.cell)
            column = (value.sender, value.key.indicator, seen.key.column, value.submission_id)
            revised.setdefault(column, []).append((value, seen))
    reasons = set(_reasons(pipeline, {column[3] for column in revised}))
    return tuple(
        _asks_why(pipeline, column, values)
        for column, values in revised.items()
        if (column[3], column[1], column[2]) not in reasons
    )


def _reasons(
    pipeline: Pipeline, submissions: Iterable[SubmissionId]
) -> Iterator[tuple[SubmissionId, IndicatorKey | None, ColumnKey | None]]:
    for submission in sorted(submissions):
        for entry in pipeline.store.history.entries(submission):
            if entry.field == Field.REVISION_REASON and entry.text.strip():
                yield submission, entry.indicator, entry.column


def _asks_why(
    pipeline: Pipeline, column: Revised, values: Sequence[tuple[ConsolidatedValue, Observation]]
) -> OpenQuestion:
    value, seen = values[0]
    before = _before(pipeline, value, seen)
    more = f" and {len(values) - 1} more" if len(values) > 1 else ""
    return OpenQuestion(
        code=REVISED,
        sender=column[0],
        indicator=column[1],
        column=value.key.column,
        address=value.address,
        found=(
            f"{figure_label(value)}{more}; an earlier round reported "
            f"{before or 'a different value'}"
        ),
        expected=catalogue()[REVISED].expected,
    )


def _before(pipeline: Pipeline, value: ConsolidatedValue, seen: Observation) -> str:
    """What the newest earlier round said in the same place, or for the same other year."""
    rounds: Mapping[SubmissionId, int] = {
        one.submission_id: one.round or 0
        for one in pipeline.store.history.submissions(value.sender, {})
        if (one.round or 0) < value.from_round
    }
    said_before = [
        (rounds[submission], one)
        for submission, one in pipeline.store.history.observations(
            value.sender, value.key.indicator, value.key.breakdown,
        )
        if submission in rounds and one.key.measure == seen.key.measure
        and (one.key.column == seen.key.column or one.reference_year == seen.reference_year)
        and (one.value, one.gap_code) != (seen.value, seen.gap_code)
    ]  # fmt: skip
    if not said_before:
        return ""
    return figure_label(max(said_before, key=lambda pair: pair[0])[1])
