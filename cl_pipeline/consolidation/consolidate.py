"""Accepted observations of all rounds so far -> the vintage of a round.

Input: ``AcceptedObservation`` (the store's gate has chosen the sheets); output: ``Vintage``.
Guarantee: the same accepted set, framework and code give the same vintage, whatever the order.
"""

import hashlib
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import attrgetter

from cl_pipeline.consolidation.baseline import baselines
from cl_pipeline.consolidation.coverage import coverage
from cl_pipeline.consolidation.rates import computed_rates
from cl_pipeline.consolidation.selection import consolidated, select_values
from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.breakdown import DIMENSIONS, TOTAL, Breakdown
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
from cl_pipeline.model.vintage import (
    AcceptedObservation,
    ConsolidatedValue,
    OpenQuestion,
    Vintage,
)

_dimensions = attrgetter(*DIMENSIONS)

GONE = ("~", 0)
"""Place of an indicator that is no longer in the framework: after every list."""


def consolidate(
    accepted: Sequence[AcceptedObservation],
    framework: Framework,
    round_year: RoundYear,
    code_version: str,
    questions: Sequence[OpenQuestion] = (),
) -> Vintage:
    """The vintage of a round: values, coverage, baselines and open questions.

    Values stand as reported, with flags; only rates may be computed, from the sender's own two
    counts, and such a rate never counts as reported. Nothing is added up, over parts or over
    Member States. ``questions`` are those found elsewhere (two institutions on one indicator);
    they are shown with the vintage and are no part of its name.

    Raises:
        BrokenInvariant: an observation of a later round was handed in.
    """
    _refuse_later_rounds(accepted, round_year)
    # First, while there is little else in memory: a million lines take a hundred megabytes.
    accepted_digest = digest_of_accepted(accepted)
    speaking = select_values(accepted)
    rates = {
        (rate.sender, rate.key): rate for rate in computed_rates(speaking, framework, round_year)
    }
    kept = (consolidated(one, round_year) for about, one in speaking.items() if about not in rates)
    values = _in_order([*kept, *rates.values()], framework)
    stated, asked = baselines(speaking, framework)
    return Vintage(
        vintage_id=vintage_id_of(accepted_digest, framework.digest, code_version, round_year),
        round=round_year,
        accepted_digest=accepted_digest,
        framework_digest=framework.digest,
        code_version=code_version,
        values=values,
        coverage=coverage(accepted, speaking, framework, round_year),
        baselines=stated,
        questions=tuple(sorted([*asked, *questions], key=_question_order)),
        is_sample=any(observation.is_sample for observation in accepted),
    )


def digest_of_accepted(accepted: Iterable[AcceptedObservation]) -> str:
    """The digest over what was accepted: submission, sheet, cell and what stands there, sorted."""
    lines = sorted(f"{observation.address}\t{_content(observation)}" for observation in accepted)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _content(accepted_observation: AcceptedObservation) -> str:
    """The number without trailing zeros, which a database may add or drop, or the gap code."""
    value = accepted_observation.observation.value
    return (
        f"gap {accepted_observation.observation.gap_code}"
        if value is None
        else f"{value.normalize():f}"
    )


def vintage_id_of(
    accepted_digest: str, framework_digest: str, code_version: str, round_year: RoundYear
) -> VintageId:
    """The name of the vintage over that accepted set, framework, code and round."""
    parts = "\n".join((accepted_digest, framework_digest, code_version, str(round_year)))
    return VintageId(f"V-{round_year}-{hashlib.sha256(parts.encode()).hexdigest()[:12]}")


def _refuse_later_rounds(accepted: Iterable[AcceptedObservation], round_year: RoundYear) -> None:
    for observation in accepted:
        if observation.round > round_year:
            raise BrokenInvariant(
                f"{observation.address} is of round {observation.round} and cannot stand in the vintage of "
                f"{round_year}; the store must hand out rounds up to {round_year} only"
            )


def _in_order(
    values: Iterable[ConsolidatedValue], framework: Framework
) -> tuple[ConsolidatedValue, ...]:
    """By sender, then by place of indicator, column and measure in the framework, then broken down.

    What an earlier form asked for and the framework no longer has stands last, and stands.
    """
    of_sender: dict[SenderCode, list[ConsolidatedValue]] = defaultdict(list)
    for value in values:
        of_sender[value.sender].append(value)
    place = _place(framework)

    def order(value: ConsolidatedValue) -> tuple[object, ...]:
        key = value.key
        return (place(key.indicator, key.column, key.measure), *_codes(key.breakdown))

    return tuple(
        value for sender in sorted(of_sender) for value in sorted(of_sender[sender], key=order)
    )


def _place(
    framework: Framework,
) -> Callable[[IndicatorKey, ColumnKey, MeasureKey], tuple[object, ...]]:
    """Where a column of a measure stands; worked out once for each, however many stand in it."""
    indicators = {one.key: (one.letter.value, one.number) for one in framework.indicators}
    measures = {
        (m.indicator, m.key): m.position for one in framework.indicators for m in one.measures
    }

    @cache
    def place(
        indicator: IndicatorKey, column: ColumnKey, measure: MeasureKey
    ) -> tuple[object, ...]:
        position = measures.get((indicator, measure), sys.maxsize)
        found = indicators.get(indicator, GONE)
        return (found, indicator, column_order(column), position, measure)

    return place


def _codes(breakdown: Breakdown) -> list[str]:
    """The codes in declared order, a total before its parts."""
    return ["" if code == TOTAL else code for code in _dimensions(breakdown)]


def _question_order(question: OpenQuestion) -> tuple[str, ...]:
    return (question.sender, question.indicator, question.column, question.code, question.address)
