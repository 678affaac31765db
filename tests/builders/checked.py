"""What the checks find in one submission."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from cl_pipeline.checks.run import check_drafts
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.submission import SubmissionDraft
from tests.builders.submissions import SubmissionBuilder

Place = tuple[str, str | None, str | None]
"""Code, sheet and cell of a finding."""


def findings_of(submission: SubmissionBuilder | SubmissionDraft) -> tuple[Finding, ...]:
    """The findings of the checks in one submission."""
    draft = submission if isinstance(submission, SubmissionDraft) else submission.draft()
    return check_drafts([draft], load_framework())[draft.digest]


def found(submission: SubmissionBuilder | SubmissionDraft) -> list[Place]:
    """Code and address of every finding of the checks in one submission."""
    return [(finding.code, finding.sheet, finding.cell) for finding in findings_of(submission)]


def observed(builder: SubmissionBuilder, measure: str = "children", **codes: str) -> Observation:
    """The observation of that measure and breakdown."""
    return next(
        observation
        for observation in builder.observations
        if (observation.key.measure, dict(observation.key.breakdown.given())) == (measure, codes)
    )


def change(
    builder: SubmissionBuilder,
    measure: str,
    codes: Mapping[str, str] = MappingProxyType({}),
    **changes: object,
) -> Observation:
    """Change fields of one observation; gives it as it is then."""
    place = builder.observations.index(observed(builder, measure, **codes))
    builder.observations[place] = replace(builder.observations[place], **changes)
    return builder.observations[place]
