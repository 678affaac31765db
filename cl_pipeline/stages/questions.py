"""Questions that only the whole round shows: two institutions on one indicator.

Input: the sheets that speak and those that stand beside them; output: open questions for
consolidation. Guarantee: each such indicator is asked about once per institution that is not shown.
"""

from cl_pipeline.catalogue import catalogue
from cl_pipeline.forms.description import describe
from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.columns import due_column
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import ColumnKey, IndicatorKey, RoundYear
from cl_pipeline.model.vintage import OpenQuestion, address
from cl_pipeline.stages.pipeline import Pipeline
from cl_pipeline.store.records import SpeakingSheet

CODE = "TWO_INSTITUTIONS"


def two_institutions(
    pipeline: Pipeline, framework: Framework, round_year: RoundYear
) -> tuple[OpenQuestion, ...]:
    """A question for every indicator that two institutions of one Member State sent."""
    seen = [
        one
        for one in pipeline.store.observations.speaking_sheets(round_year)
        if one.form == FormKey.A_LIST
    ]
    speaking = {(one.sender, one.sheet): one for one in seen if one.speaks}
    indicators, due = _indicators(framework, round_year), due_column(framework.rounds, round_year)
    return tuple(
        _question(due, indicators[one.sheet], speaking[one.sender, one.sheet], one)
        for one in seen
        if not one.speaks and one.sheet in indicators
    )


def _question(
    due: ColumnKey, indicator: IndicatorKey, shown: SpeakingSheet, other: SpeakingSheet
) -> OpenQuestion:
    return OpenQuestion(
        code=CODE,
        sender=other.sender,
        indicator=indicator,
        column=due,
        address=address(other.submission_id, other.sheet, "A1"),
        found=f"{other.institution or 'an institution'} sent this sheet as well; shown is that of "
        f"{shown.institution or 'another institution'}, received later",
        expected=catalogue()[CODE].expected,
    )


def _indicators(framework: Framework, round_year: RoundYear) -> dict[str, IndicatorKey]:
    versions = [
        one.version
        for one in framework.form_versions
        if one.form == FormKey.A_LIST and round_year in one.rounds
    ]
    return {
        sheet: indicator
        for version in versions
        for sheet, indicator in describe(
            framework, FormKey.A_LIST, version, round_year
        ).indicator_sheets
    }
