"""What SLOM signed compared with what is shown now, without any figure that is hidden in either."""

from dataclasses import replace

from cl_pipeline.model.decision import AD_REFERENDUM, Decision
from cl_pipeline.model.identity import ColumnKey, IndicatorKey, MeasureKey, SenderCode
from cl_pipeline.model.labels import format_column, format_measure, format_value, format_year
from cl_pipeline.model.review import RedactedReview, SignOff
from cl_pipeline.model.vintage import ConsolidatedValue

NOTHING, NO_LONGER_SHOWN = "nothing", "no longer shown"

Total = tuple[IndicatorKey, SenderCode, ColumnKey, MeasureKey]


def signed_review(
    decision: Decision, before: RedactedReview, now: RedactedReview
) -> RedactedReview:
    """``now`` with the sign-off; ``before`` is the review of the signed vintage.

    A figure that is withdrawn or hidden by now is not shown as it was signed either.
    """
    old, new = _totals(before), _totals(now)
    changed = []
    for total in {**new, **old}:
        indicator, sender, column, measure = total
        signed, present = _label(old.get(total)), _label(new.get(total))
        if signed == present:
            continue
        asked = now.framework.indicator(indicator)
        is_shown = total in new and new[total].value is not None
        changed.append(
            (
                now.country(sender),
                asked.position,
                format_column(column),
                format_measure(asked.measure(measure)),
                signed if is_shown or old[total].value is None else NO_LONGER_SHOWN,
                present,
            )
        )
    return replace(
        now,
        signed=SignOff(
            before.vintage.vintage_id,
            decision.decided_by,
            decision.decided_at,
            decision.details == AD_REFERENDUM,
            tuple(changed),
        ),
    )


def _totals(review: RedactedReview) -> dict[Total, ConsolidatedValue]:
    return {
        (indicator.key, value.sender, value.key.column, value.key.measure): value
        for indicator in (*review.indicators, *review.voluntary)
        for value in review.totals(indicator)
        if value.formula is None
    }


def _label(value: ConsolidatedValue | None) -> str:
    if value is None or value.value is None:
        return (value and value.gap_code) or NOTHING
    return f"{format_value(value)} ({format_year(value.reference_year)})"
