"""Deadlines of forms: as printed in the calendar, or as extended by decision."""

from collections.abc import Iterable
from datetime import date

from cl_pipeline.model.codes import COLLECTED_IN, DecisionKind
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.framework import Framework, end_of_day
from cl_pipeline.model.submission import Deadlines


def deadlines_in_force(framework: Framework, in_force: Iterable[Decision]) -> Deadlines:
    """The printed deadlines, replaced by extensions in force; the latest extension wins."""
    found = {
        (str(form), entry.round): entry.ends_at
        for form, phase in COLLECTED_IN.items()
        for entry in framework.calendar
        if entry.phase == phase
    }
    for decision in in_force:
        if decision.kind == DecisionKind.EXTEND_DEADLINE and decision.round is not None:
            form_name = decision.subject.split()[0]
            found[form_name, decision.round] = end_of_day(date.fromisoformat(decision.details))
    return found
