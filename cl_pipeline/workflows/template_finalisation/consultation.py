"""Template finalisation: a form version on its way from draft to final.

Comments are kept as they were received; only a decision makes a version final.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cl_pipeline.errors import NotAllowed, NotFound, UsageError
from cl_pipeline.forms.description import VersionDifference, describe, version_differences
from cl_pipeline.model.codes import FormKey, FormStatus
from cl_pipeline.model.framework import FormVersion
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.number_format import iso_day
from cl_pipeline.model.proposal import ConsultationKind, ConsultationStep
from cl_pipeline.workflows.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class VersionState:
    """One form version with its consultation; key (form, version).

    ``status``: final by decision or file; consulted once it was sent to anybody; else draft.
    """

    form: FormKey
    version: str
    status: FormStatus
    rounds: tuple[RoundYear, ...]
    steps: tuple[ConsultationStep, ...]


def consult(
    pipeline: Pipeline, form: str, version: str, kind: ConsultationKind, *, body: str, text: str
) -> VersionState:
    """Record one step: to whom the draft was sent, a comment, or the answer to one.

    Raises:
        NotFound: there is no such version.
        UsageError: the body is not named, or a comment has no text.
        NotAllowed: the version is final, or is commented on before it was sent to anybody.
    """
    before = _state_of(pipeline, form, version)
    if not body.strip() or (kind != ConsultationKind.SENT and not text.strip()):
        raise UsageError("name the body, and give the text of a comment or answer")
    if before.status == FormStatus.FINAL:
        raise NotAllowed(f"{form} {version} is final; comments belong to the next version")
    if kind != ConsultationKind.SENT and before.status == FormStatus.DRAFT:
        raise NotAllowed(f"{form} {version} was not sent to anybody yet; send it first")
    pipeline.store.consultation_steps.add(
        ConsultationStep(0, before.form, version, kind, body.strip(), text.strip(), pipeline.now())
    )
    return _state_of(pipeline, form, version)


def version_states(pipeline: Pipeline) -> tuple[VersionState, ...]:
    """Every form version in the order of the file."""
    steps = pipeline.store.consultation_steps.list()
    return tuple(_state(version, steps) for version in pipeline.framework_in_force().form_versions)


def changes_between(
    pipeline: Pipeline, form: str, before: str, after: str
) -> tuple[VersionDifference, ...]:
    """What the newer version asks more, less or in another place, as both look in the last round.

    Raises:
        NotFound: there is no such version.
    """
    framework = pipeline.framework_in_force()
    last = max(framework.rounds)
    sides = [_state_of(pipeline, form, version) for version in (before, after)]
    return version_differences(
        *(describe(framework, side.form, side.version, last) for side in sides)
    )


def step_row(step: ConsultationStep) -> dict[str, str]:
    label = {"sent": "sent to", "comment": "comment of", "answer": "answer of"}[step.kind]
    return {
        "form": f"{step.form} {step.version}",
        "on": iso_day(step.stated_at),
        "step": f"{label} {step.body}",
        "words": step.words,
    }


def version_difference_row(difference: VersionDifference) -> dict[str, str]:
    return {
        "sheet": difference.sheet,
        "what": difference.what,
        "cells": str(difference.count),
        "which": "; ".join(difference.details),
    }


def _state_of(pipeline: Pipeline, form: str, version: str) -> VersionState:
    states = version_states(pipeline)
    for state in states:
        if (state.form, state.version) == (form, version):
            return state
    known = ", ".join(f"{state.form} {state.version}" for state in states)
    raise NotFound(f"there is no form version '{form} {version}'; there are {known}")


def _state(version: FormVersion, steps: Sequence[ConsultationStep]) -> VersionState:
    name = (version.form, version.version)
    own = tuple(step for step in steps if (step.form, step.version) == name)
    status = version.status
    if status == FormStatus.DRAFT and any(step.kind == ConsultationKind.SENT for step in own):
        status = FormStatus.CONSULTED
    return VersionState(*name, status, version.rounds, own)
