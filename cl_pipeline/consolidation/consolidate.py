"""Accepted observations of all rounds so far -> the vintage of a round.

Input: ``AcceptedObservation`` (the store's gate has chosen the sheets); output: ``Vintage``.
Guarantee: the same accepted set, framework and code give the same vintage, whatever the order.
Belongs here: putting the parts together and naming the vintage. Does not belong here: each rule;
see ``speaking``, ``rates``, ``coverage`` and ``baseline`` beside this module.
"""

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence

from cl_pipeline.consolidation.baseline import baselines
from cl_pipeline.consolidation.coverage import coverage
from cl_pipeline.consolidation.rates import computed_rates
from cl_pipeline.consolidation.speaking import consolidated, speaking_values
from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.breakdown import DIMENSIONS, TOTAL, Breakdown
from cl_pipeline.model.columns import column_order
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear, VintageId
from cl_pipeline.model.vintage import (
    AcceptedObservation,
    ConsolidatedValue,
    OpenQuestion,
    Vintage,
)

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
    speaking = speaking_values(accepted)
    values = [consolidated(one, round_year) for one in speaking.values()]
    rates = {
        (rate.sender, rate.key): rate for rate in computed_rates(speaking, framework, round_year)
    }
    kept = [value for value in values if (value.sender, value.key) not in rates]
    stated, asked = baselines(speaking, framework)
    accepted_digest = digest_of_accepted(accepted)
    return Vintage(
        vintage_id=_vintage_id(accepted_digest, framework.digest, code_version, round_year),
        round=round_year,
        accepted_digest=accepted_digest,
        framework_digest=framework.digest,
        code_version=code_version,
        values=tuple(sorted([*kept, *rates.values()], key=_order(framework))),
        coverage=coverage(accepted, speaking, framework, round_year),
        baselines=stated,
        questions=tuple(sorted([*asked, *questions], key=_question_order)),
        is_sample=any(one.is_sample for one in accepted),
    )


def digest_of_accepted(accepted: Iterable[AcceptedObservation]) -> str:
    """The digest over what was accepted: submission, sheet, cell and what stands there, sorted."""
    lines = sorted(f"{one.address}\t{_content(one)}" for one in accepted)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _content(one: AcceptedObservation) -> str:
    """The number without trailing zeros, which a database may add or drop, or the gap code."""
    value = one.observation.value
    return f"gap {one.observation.gap_code}" if value is None else f"{value.normalize():f}"


def _vintage_id(
    accepted_digest: str, framework_digest: str, code_version: str, round_year: RoundYear
) -> VintageId:
    parts = "\n".join((accepted_digest, framework_digest, code_version, str(round_year)))
    return VintageId(f"V-{round_year}-{hashlib.sha256(parts.encode()).hexdigest()[:12]}")


def _refuse_later_rounds(accepted: Iterable[AcceptedObservation], round_year: RoundYear) -> None:
    for one in accepted:
        if one.round > round_year:
            raise BrokenInvariant(
                f"{one.address} is of round {one.round} and cannot stand in the vintage of "
                f"{round_year}; the store must hand out rounds up to {round_year} only"
            )


def _order(framework: Framework) -> Callable[[ConsolidatedValue], tuple[object, ...]]:
    """Sender, place of indicator, column and measure in the framework, then the breakdown.

    What an earlier form asked for and the framework no longer has stands last, and stands.
    """
    indicators = {one.key: (one.letter.value, one.number) for one in framework.indicators}
    measures = {
        (m.indicator, m.key): m.position for one in framework.indicators for m in one.measures
    }

    def order(value: ConsolidatedValue) -> tuple[object, ...]:
        key = value.key
        return (
            value.sender,
            indicators.get(key.indicator, GONE),
            key.indicator,
            column_order(key.column),
            measures.get((key.indicator, key.measure), sys.maxsize),
            key.measure,
            *_codes(key.breakdown),
        )

    return order


def _codes(breakdown: Breakdown) -> Iterator[str]:
    """The codes in declared order, a total before its parts."""
    for name in DIMENSIONS:
        code: str = getattr(breakdown, name)
        yield "" if code == TOTAL else code


def _question_order(question: OpenQuestion) -> tuple[str, ...]:
    return (question.sender, question.indicator, question.column, question.code, question.address)
