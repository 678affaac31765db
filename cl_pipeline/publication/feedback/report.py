"""An answer: one return with everything its sender is told about it, in the order of the form."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cl_pipeline.model.codes import (
    PERSONAL,
    ConfidentialityStatus,
    Field,
    Severity,
    SubmissionState,
)
from cl_pipeline.model.finding import Finding, finding_order
from cl_pipeline.model.form import FormCell, FormDescription
from cl_pipeline.model.framework import Framework, Sender, all_senders
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.submission import Submission, state_of
from cl_pipeline.publication.redaction import withheld_pattern

Address = tuple[str, str]


@dataclass(frozen=True, slots=True)
class TypedCell:
    """One filled input cell as it was typed; key: sheet and cell of ``asked``.

    ``text`` is what a person saw in the cell. ``number`` is given where the file stored a number,
    ``is_percent`` where its format showed it as a percentage.
    """

    asked: FormCell
    text: str
    number: Decimal | None = None
    is_percent: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One finding with the cell it is about; key ``number``, counted up through the form.

    ``asked``, ``typed`` and ``understood`` are None where the point is about no input cell,
    nothing stands in it, or nothing was understood. ``is_withheld``: its content is not repeated.
    """

    number: int
    finding: Finding
    asked: FormCell | None
    typed: str | None
    understood: Observation | None
    is_withheld: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What one return is answered with; key ``submission.submission_id``.

    ``state`` is what the findings alone say, whatever arrived since. ``description`` is None where
    the file was not recognised as a form.
    """

    submission: Submission
    state: SubmissionState
    framework: Framework
    country: Sender | None
    description: FormDescription | None
    typed: tuple[TypedCell, ...]
    points: tuple[Point, ...]

    @property
    def counts(self) -> dict[Severity, int]:
        """How many points there are of each severity, in the order of weight, without zeros."""
        found = [point.finding.severity for point in self.points]
        return {one: found.count(one) for one in Severity if one in found}

    def by_sheet(self) -> tuple[tuple[str | None, tuple[Point, ...]], ...]:
        """The points sheet by sheet; those about the file as a whole come first."""
        sheets = dict.fromkeys(point.finding.sheet for point in self.points)
        return tuple(
            (name, tuple(point for point in self.points if point.finding.sheet == name))
            for name in sheets
        )


def make_feedback(
    submission: Submission,
    findings: Sequence[Finding],
    observations: Iterable[Observation],
    description: FormDescription | None,
    typed: Iterable[TypedCell],
    framework: Framework,
) -> Answer:
    """The answer to one return. Personal cells are left out of ``typed``."""
    shown = tuple(one for one in typed if one.asked.field not in PERSONAL)
    cells = _Cells(
        asked={(cell.sheet, cell.cell): cell for cell in description.cells} if description else {},
        typed={(one.asked.sheet, one.asked.cell): one.text for one in shown},
        understood={
            (observation.sheet, observation.cell): observation for observation in observations
        },
        withheld=withheld_pattern(framework.gap_codes),
    )
    sheets = description.sheets if description else ()
    ordered = sorted(set(findings), key=lambda finding: _place(finding, sheets))
    return Answer(
        submission=submission,
        state=state_of(tuple(findings)),
        framework=framework,
        country=_country(submission, framework),
        description=description,
        typed=shown,
        points=tuple(cells.point(number, one) for number, one in enumerate(ordered, start=1)),
    )


@dataclass(frozen=True, slots=True)
class _Cells:
    asked: Mapping[Address, FormCell]
    typed: Mapping[Address, str]
    understood: Mapping[Address, Observation]
    withheld: re.Pattern[str]

    def point(self, number: int, finding: Finding) -> Point:
        address = (finding.sheet or "", finding.cell or "")
        asked, understood = self.asked.get(address), self.understood.get(address)
        typed = self.typed.get(address, understood.as_typed if understood else None)
        status = understood.conf_status if understood else ConfidentialityStatus.FREE
        is_value = asked is not None and asked.field is Field.VALUE
        looks_confidential = is_value and self.withheld.match(typed or "") is not None
        is_personal = asked is not None and asked.field in PERSONAL
        is_confidential = status != ConfidentialityStatus.FREE
        is_withheld = is_confidential or looks_confidential or is_personal
        return Point(number, finding, asked, typed, understood, is_withheld)


def _country(submission: Submission, framework: Framework) -> Sender | None:
    return all_senders(framework).get(submission.sender) if submission.sender else None


def _place(finding: Finding, sheets: Sequence[str]) -> tuple[object, ...]:
    if finding.sheet is None:
        sheet = -1
    else:
        sheet = sheets.index(finding.sheet) if finding.sheet in sheets else len(sheets)
    return sheet, finding_order(finding)
