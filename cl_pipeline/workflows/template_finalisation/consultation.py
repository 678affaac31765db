"""Template finalisation: a form version on its way from draft to final.

Input: whom a draft was sent to, and what they said; output: the state of every version, with the
comments and the differences from the version before. Guarantee: comments are kept as said; a
version becomes final by decision alone (``stages.decisions``).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cl_pipeline.errors import NotAllowed, NotFound, UsageError
from cl_pipeline.forms.description import VersionDifference, describe, version_differences
from cl_pipeline.model.codes import FormKey, FormStatus
from cl_pipeline.model.framework import FormVersion
from cl_pipeline.model.identity import RoundYear
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
    pipeline: Pipeline, form: str, version: str, kind: ConsultationKind, *, body: str, said: str
) -> VersionState:
    """Takes down one step: whom the draft was sent to, a comment, or the answer to one.

    Raises:
        NotFound: there is no such version.
        UsageError: nobody is named, or a comment has no words.
        NotAllowed: the version is final, or is commented on before it was sent to anybody.
    """
    before = _state_of(pipeline, form, version)
    if not body.strip() or (kind != ConsultationKind.SENT and not said.strip()):
        raise UsageError("a step needs whom it was sent to or who says it, and a comment its words")
    if before.status == FormStatus.FINAL:
        raise NotAllowed(f"{form} {version} is final; comments belong to the next version")
    if kind != ConsultationKind.SENT and before.status == FormStatus.DRAFT:
        raise NotAllowed(f"{form} {version} was not sent to anybody yet; send it first")
    pipeline.store.proposals.add_step(
        before.form, version, kind, body.strip(), said.strip(), stated_at=pipeline.now()
    )
    return _state_of(pipeline, form, version)


def version_states(pipeline: Pipeline) -> tuple[VersionState, ...]:
    """Every form version in the order of the file."""
    steps = pipeline.store.proposals.steps()
    return tuple(
        _state(form_version, steps) for form_version in pipeline.framework_in_force().form_versions
    )


def changes_between(
    pipeline: Pipeline, form: str, before: str, after: str
) -> tuple[VersionDifference, ...]:
    """What the newer version asks more, less or elsewhere, as both look in the last round.

    Raises:
        NotFound: there is no such version.
    """
    framework = pipeline.framework_in_force()
    last = max(framework.rounds)
    sides = [_state_of(pipeline, form, version) for version in (before, after)]
    return version_differences(
        *(describe(framework, side.form, side.version, last) for side in sides)
    )


def _state_of(pipeline: Pipeline, form: str, version: str) -> VersionState:
    states = version_states(pipeline)
    for state in states:
        if (state.form, state.version) == (form, version):
            return state
    known = ", ".join(f"{state.form} {state.version}" for state in states)
    raise NotFound(f"there is no form version '{form} {version}'; there are {known}")


def _state(form_version: FormVersion, steps: Sequence[ConsultationStep]) -> VersionState:
    own = tuple(
        step
        for step in steps
        if (step.form, step.version) == (form_version.form, form_version.version)
    )
    was_sent = any(step.kind == ConsultationKind.SENT for step in own)
    is_draft = form_version.status == FormStatus.DRAFT
    status = FormStatus.CONSULTED if is_draft and was_sent else form_version.status
    return VersionState(form_version.form, form_version.version, status, form_version.rounds, own)


def step_text(consultation_step: ConsultationStep) -> dict[str, str]:
    """One step in words."""
    said = {"sent": "sent to", "comment": "comment of", "answer": "answer of"}[
        consultation_step.kind
    ]
    return {
        "form": f"{consultation_step.form} {consultation_step.version}", "on": f"{consultation_step.stated_at:%Y-%m-%d}",
        "step": f"{said} {consultation_step.body}", "words": consultation_step.words,
    }  # fmt: skip


def form_differences_text(version_difference: VersionDifference) -> dict[str, str]:
    """One difference in words."""
    return {
        "sheet": version_difference.sheet, "what": version_difference.what, "cells": str(version_difference.count),
        "which": "; ".join(version_difference.details),
    }  # fmt: skip
