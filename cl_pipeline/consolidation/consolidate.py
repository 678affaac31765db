"""The vintage of a round, made from the accepted observations of all rounds up to it."""

import hashlib
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from operator import attrgetter

from cl_pipeline.consolidation.baseline import baselines
from cl_pipeline.consolidation.coverage import coverage
from cl_pipeline.consolidation.rates import computed_rates
from cl_pipeline.consolidation.selection import consolidated, select
from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.breakdown import DIMENSIONS, TOTAL
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import (
    ColumnKey,
    IndicatorKey,
    MeasureKey,
    RoundYear,
    SenderCode,
    VintageId,
    column_order,
)
from cl_pipeline.model.vintage import AcceptedObservation, ConsolidatedValue, Vintage

_dimensions = attrgetter(*DIMENSIONS)
_question_order = attrgetter("sender", "indicator", "column", "code", "address")

GONE = ("~", 0)
"""Sort key of an indicator that is no longer in the framework: after every list."""


def consolidate(
    accepted: Sequence[AcceptedObservation],
    framework: Framework,
    round_year: RoundYear,
    code_version: str,
) -> Vintage:
    """The vintage of a round: values, coverage, baselines and open questions.

    The same accepted set, framework and code give the same vintage, whatever the order. Values are
    as reported, with flags; only rates are computed, from the sender's own two counts, and such a
    rate never counts as reported. Nothing is added up, over parts or over Member States.

    Raises:
        BrokenInvariant: an observation of a later round was passed.
    """
    for observation in accepted:
        if observation.round > round_year:
            raise BrokenInvariant(
                f"{observation.address} is of round {observation.round} and cannot be in the "
                f"vintage of {round_year}; load rounds up to {round_year} only"
            )
    # First, while there is little else in memory: a million lines take a hundred megabytes.
    accepted_digest = digest_of_accepted(accepted)
    selected = select(accepted, framework).values
    rates = {
        (rate.sender, rate.key): rate for rate in computed_rates(selected, framework, round_year)
    }
    kept = (consolidated(value, round_year) for key, value in selected.items() if key not in rates)
    values = _in_order([*kept, *rates.values()], framework)
    stated, asked = baselines(selected, framework)
    return Vintage(
        vintage_id=vintage_id_of(accepted_digest, framework.digest, code_version, round_year),
        round=round_year,
        accepted_digest=accepted_digest,
        framework_digest=framework.digest,
        code_version=code_version,
        values=values,
        coverage=coverage(selected, framework, round_year),
        baselines=stated,
        questions=tuple(sorted(asked, key=_question_order)),
        is_sample=any(observation.is_sample for observation in accepted),
    )


def digest_of_accepted(accepted: Iterable[AcceptedObservation]) -> str:
    """SHA-256 over what was accepted: address and content of each cell, in sorted order."""
    lines = sorted(f"{observation.address}\t{_content(observation)}" for observation in accepted)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _content(accepted: AcceptedObservation) -> str:
    """The number without trailing zeros, which a database may add or drop, or the gap code."""
    value, gap_code = accepted.observation.value, accepted.observation.gap_code
    content = f"gap {gap_code}" if value is None else f"{value.normalize():f}"
    return f"{content}, may revise" if accepted.may_revise else content


def vintage_id_of(
    accepted_digest: str, framework_digest: str, code_version: str, round_year: RoundYear
) -> VintageId:
    """The name of the vintage over that accepted set, framework, code and round."""
    parts = "\n".join((accepted_digest, framework_digest, code_version, str(round_year)))
    return VintageId(f"V-{round_year}-{hashlib.sha256(parts.encode()).hexdigest()[:12]}")


def _in_order(
    values: Iterable[ConsolidatedValue], framework: Framework
) -> tuple[ConsolidatedValue, ...]:
    """By sender; then indicator, column and measure as in the framework; then breakdown.

    What an earlier form asked for and the framework no longer has comes last.
    """
    of_sender: dict[SenderCode, list[ConsolidatedValue]] = defaultdict(list)
    for value in values:
        of_sender[value.sender].append(value)
    indicators = {
        indicator.key: (indicator.letter.value, indicator.number)
        for indicator in framework.indicators
    }
    measures = {
        (measure.indicator, measure.key): measure.position
        for indicator in framework.indicators
        for measure in indicator.measures
    }

    @cache
    def place(
        indicator: IndicatorKey, column: ColumnKey, measure: MeasureKey
    ) -> tuple[object, ...]:
        position = measures.get((indicator, measure), sys.maxsize)
        found = indicators.get(indicator, GONE)
        return (found, indicator, column_order(column), position, measure)

    def order(value: ConsolidatedValue) -> tuple[object, ...]:
        key = value.key
        # A total comes before its parts.
        codes = ["" if code == TOTAL else code for code in _dimensions(key.breakdown)]
        return (place(key.indicator, key.column, key.measure), *codes)

    return tuple(
        value for sender in sorted(of_sender) for value in sorted(of_sender[sender], key=order)
    )
