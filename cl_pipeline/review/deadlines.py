"""Deadlines as they were extended by decision. Pure."""

from collections.abc import Iterable
from datetime import date, datetime

from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.framework import end_of_day
from cl_pipeline.model.identity import RoundYear


def extended_deadlines(held: Iterable[Decision]) -> dict[tuple[str, RoundYear], datetime]:
    """The new deadline, UTC, by form and round; of several extensions the latest decided holds.

    ``held``: decisions that stand.
    """
    found: dict[tuple[str, RoundYear], datetime] = {}
    for one in held:
        if one.kind == DecisionKind.EXTEND_DEADLINE and one.round is not None:
            form = one.subject.split()[0]
            found[(form, one.round)] = end_of_day(date.fromisoformat(one.details))
    return found
