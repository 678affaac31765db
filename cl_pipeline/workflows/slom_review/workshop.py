"""The inter-sectoral workshop of a round: inputs of the other bodies, recorded and shown.

Input: what a body brings in; output: a register by body. Guarantee: nothing is ever taken out, and
the phase of the calendar says when the workshop is.
"""

from dataclasses import dataclass

from cl_pipeline.errors import NotFound, UsageError
from cl_pipeline.model.codes import Phase
from cl_pipeline.model.framework import CalendarEntry
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.proposal import InputKind, WorkshopInput
from cl_pipeline.workflows.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class WorkshopOfRound:
    """The workshop's phase (None where the calendar has none for the round) and its inputs."""

    round: RoundYear
    phase: CalendarEntry | None
    inputs: tuple[WorkshopInput, ...]


def add_input(
    pipeline: Pipeline, round_year: RoundYear, body: str, kind: InputKind, about: str, words: str
) -> WorkshopInput:
    """Takes down what a body brings in.

    Raises:
        NotFound: no such body, indicator or activity.
        UsageError: the words are missing.
    """
    framework = pipeline.framework_in_force()
    bodies = {one.key for one in framework.bodies}
    if body not in bodies:
        raise NotFound(f"there is no body {body!r}; the bodies are {', '.join(sorted(bodies))}")
    topics = {activity.key for activity in framework.activities}
    topics |= {
        name for indicator in framework.indicators for name in (indicator.key, indicator.position)
    }
    if about and about not in topics:
        raise NotFound(f"{about!r} is no indicator and no activity; leave it out for anything else")
    if not words.strip():
        raise UsageError("an input needs its words")
    one = WorkshopInput(round_year, body, kind, about, words.strip(), pipeline.now())
    pipeline.store.workshop.add(one)
    return one


def show_workshop(pipeline: Pipeline, round_year: RoundYear) -> WorkshopOfRound:
    """The inputs of a round's workshop, in the order in which they came."""
    phase = Phase.INTER_SECTORAL_WORKSHOP
    entries = [
        one
        for one in pipeline.framework_in_force().calendar
        if (one.round, one.phase) == (round_year, phase)
    ]
    inputs = pipeline.store.workshop.list(round_year)
    return WorkshopOfRound(round_year, entries[0] if entries else None, inputs)
