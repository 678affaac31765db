"""Feedback to the sender of one submission: its findings in the order of the form."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cl_pipeline.model.codes import SubmissionState
from cl_pipeline.model.difference import Change
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FormCell, FormDescription
from cl_pipeline.model.framework import Framework, Sender
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.submission import Submission


@dataclass(frozen=True, slots=True)
class TypedCell:
    """One filled input cell as a person saw it; key: sheet and cell of ``asked``.

    ``number`` is set where the file stored one, ``is_percent`` where it was shown as a percentage.
    """

    asked: FormCell
    text: str
    number: Decimal | None = None
    is_percent: bool = False


@dataclass(frozen=True, slots=True)
class FeedbackPoint:
    """One finding with the cell it is about; key ``number``, counted up through the form.

    The content of a hidden point is not repeated.
    """

    number: int
    finding: Finding
    asked: FormCell | None
    typed: str | None
    understood: Observation | None
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Replaced:
    """The submission that one replaced when it was received, and the figures that changed by it.

    ``is_back``: the path went back to a file that had been received before that submission.
    """

    submission: Submission
    changes: tuple[Change, ...]
    is_back: bool


class Closed(StrEnum):
    """Why there is nothing to do about a file any more."""

    ERASED = "erased"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    """Newer files replace all of its sheets."""
    REMOVED = "removed"
    """It is not used and no longer on the drive."""
    CONFIRMED = "confirmed"
    """For the Member State that it is not from, once its sender was confirmed."""


@dataclass(frozen=True, slots=True)
class FeedbackReport:
    """What the sender of one submission is shown; key ``submission.submission_id``.

    ``state`` is by the findings alone, whatever was received since; ``description`` None where no
    form was recognised. Made by ``disclosure.feedback``, which hides what is personal or withheld.
    """

    submission: Submission
    state: SubmissionState
    framework: Framework
    country: Sender | None
    description: FormDescription | None
    typed: tuple[TypedCell, ...]
    points: tuple[FeedbackPoint, ...]
    replaced: Replaced | None = None
    shown_from_another: tuple[str, ...] = ()
    """Sheets for which another institution's figures are shown."""
    closed: Closed | None = None
