"""Rates that a sender's own counts give where the sender stated none."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from cl_pipeline.consolidation.selection import SelectedValue, ValueKey, consolidated
from cl_pipeline.model.codes import ConfidentialityStatus, MeasureRole, ObservationStatus
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.indicators import Measure
from cl_pipeline.model.vintage import ConsolidatedValue

FORMULA = "rate"
"""Name of 100 · numerator / denominator in ``ConsolidatedValue.formula``."""


def computed_rates(
    selected: Mapping[ValueKey, SelectedValue], framework: Framework, round_year: RoundYear
) -> Iterator[ConsolidatedValue]:
    """Each missing rate whose two counts have the same breakdown and reference year.

    A gap that the sender explained (withheld, not applicable …) is kept. A numerator above its
    denominator gives no rate; a check asks about it. A computed rate never makes an indicator
    reported.
    """
    rates: dict[tuple[str, str | None], list[Measure]] = defaultdict(list)
    for indicator in framework.indicators:
        for measure in indicator.measures:
            if measure.role == MeasureRole.RATE:
                rates[indicator.key, measure.numerator].append(measure)
    digits = framework.rules.rounding_tolerance_pct.scaleb(-1)
    explained = {gap.code for gap in framework.gap_codes if gap.is_explained}
    for (sender, key), numerator in selected.items():
        for rate in rates.get((key.indicator, key.measure), ()):
            stated = selected.get((sender, replace(key, measure=rate.key)))
            seen = stated and stated.accepted.observation
            if seen and (seen.value is not None or seen.gap_code in explained):
                continue
            chosen = rate.denominator(partial(_declared, numerator=numerator, stated=stated))
            denominator = chosen and selected.get((sender, replace(key, measure=chosen)))
            counts = denominator and _counts(numerator, denominator)
            if denominator and counts:
                # One decimal more than the rounding tolerance: finer ones could not be checked.
                percent = (100 * counts[0] / counts[1]).quantize(digits, ROUND_HALF_UP)
                above = consolidated(numerator, round_year)
                yield _rate(rate, above, consolidated(denominator, round_year), percent)


def _declared(attribute: str, numerator: SelectedValue, stated: SelectedValue | None) -> str | None:
    """What was declared with the numerator or, where nothing was, with the stated rate."""
    values = (numerator, stated)
    attributes = (dict(value.accepted.observation.attributes) for value in values if value)
    return next((found[attribute] for found in attributes if attribute in found), None)


def _counts(numerator: SelectedValue, denominator: SelectedValue) -> tuple[Decimal, Decimal] | None:
    """Both counts where one may be divided by the other, else None."""
    above, below = numerator.accepted.observation, denominator.accepted.observation
    if above.value is None or below.value is None or above.reference_year != below.reference_year:
        return None
    fits = 0 <= above.value <= below.value and below.value > 0
    return (above.value, below.value) if fits else None


def _rate(
    rate: Measure, above: ConsolidatedValue, below: ConsolidatedValue, percent: Decimal
) -> ConsolidatedValue:
    withheld = above if above.conf_status != ConfidentialityStatus.FREE else below
    unusual = above if above.obs_status != ObservationStatus.NORMAL else below
    flags = (*above.flags, *(flag for flag in below.flags if flag not in above.flags))
    return replace(
        above,
        key=replace(above.key, measure=rate.key),
        value=percent,
        unit=rate.unit,
        obs_status=unusual.obs_status,
        conf_status=withheld.conf_status,
        formula=FORMULA,
        inputs=(above.address, below.address),
        flags=(*flags, "computed"),
    )
