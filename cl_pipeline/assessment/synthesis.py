"""What the answers on a B-list indicator say together, and the numbers shown next to them."""

from collections.abc import Iterable, Sequence

from cl_pipeline.assessment.b_list import LEVELS
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import (
    IndicatorKey,
    MeasureKey,
    RoundYear,
    SenderCode,
    reporting_columns,
)
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.review import BListRow, LevelGroup, Synthesis
from cl_pipeline.model.vintage import ConsolidatedValue

NO_LEVEL = "described without a step"


def synthesis(rows: Sequence[BListRow], indicator: Indicator, framework: Framework) -> Synthesis:
    """The answers on one indicator, grouped by the steps of the form in their order.

    ``rows`` may hold other indicators as well. Member States are in the framework's order; those
    without an answer are listed separately. Nothing is averaged, scored or ranked.
    """
    order = [state.code for state in framework.member_states]
    own = sorted(
        (row for row in rows if row.indicator == indicator.key),
        key=lambda row: order.index(row.sender),
    )
    answered = [row for row in own if row.has_submission]
    return Synthesis(
        indicator=indicator.key,
        groups=tuple(_groups(answered, framework)),
        with_evidence=tuple(row.sender for row in answered if row.evidence),
        not_answered=tuple(row.sender for row in own if not row.has_submission),
    )


def _groups(answered: Sequence[BListRow], framework: Framework) -> Iterable[LevelGroup]:
    for code, wording in [*framework.code_names(LEVELS).items(), (None, NO_LEVEL)]:
        senders = tuple(row.sender for row in answered if row.level == code)
        if senders:
            yield LevelGroup(wording, senders)


def related_numbers(
    indicator: Indicator,
    values: Iterable[ConsolidatedValue],
    framework: Framework,
    round_year: RoundYear,
) -> tuple[ConsolidatedValue, ...]:
    """The newest headline totals of the quantitative indicators of the same key result areas.

    Grain: one Member State, indicator and measure. Source of the rule: monitoring workshop 2021,
    the B list "to complement the quantitative data".
    """
    areas = set(indicator.key_result_areas)
    columns = [column for column, _ in reporting_columns(framework.rounds, round_year)]
    related = {row.key for row in framework.indicators if areas & set(row.key_result_areas)}
    headlines = {pair for pair in framework.headlines if pair[0] in related}
    newest: dict[tuple[IndicatorKey, MeasureKey, SenderCode], ConsolidatedValue] = {}
    for value in values:
        key = value.key
        is_headline = (key.indicator, key.measure) in headlines and key.breakdown.is_total
        if not is_headline or value.value is None or key.column not in columns:
            continue
        place = (key.indicator, key.measure, value.sender)
        held = newest.get(place)
        if held is None or columns.index(held.key.column) < columns.index(key.column):
            newest[place] = value
    order = {row.key: place for place, row in enumerate(framework.indicators)}
    states = {state.code: place for place, state in enumerate(framework.member_states)}
    return tuple(
        newest[key]
        for key in sorted(newest, key=lambda key: (order[key[0]], key[1], states[key[2]]))
    )
