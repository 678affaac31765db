"""What the sender of a submission is shown about it, without confidential and personal content."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cl_pipeline.disclosure.redaction import withheld_pattern
from cl_pipeline.model.codes import PERSONAL, PERSONAL_DATA, ConfidentialityStatus, Field
from cl_pipeline.model.difference import Change
from cl_pipeline.model.feedback import (
    FeedbackPoint,
    FeedbackReport,
    Replaced,
    TypedCell,
)
from cl_pipeline.model.finding import Finding, finding_order
from cl_pipeline.model.form import FormCell, FormDescription
from cl_pipeline.model.framework import Framework, all_senders
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.submission import Submission, state_of


def make_feedback(
    submission: Submission,
    findings: Sequence[Finding],
    observations: Iterable[Observation],
    description: FormDescription | None,
    typed: Iterable[TypedCell],
    framework: Framework,
    replaced: Replaced | None = None,
) -> FeedbackReport:
    """The feedback on one submission; its points are in the order of the form."""
    shown = tuple(cell for cell in typed if cell.asked.field not in PERSONAL)
    asked_cells = {
        (cell.sheet, cell.cell): cell for cell in (description.cells if description else ())
    }
    typed_texts = {(cell.asked.sheet, cell.asked.cell): cell.text for cell in shown}
    observed = {(observation.sheet, observation.cell): observation for observation in observations}
    withheld = withheld_pattern(framework.gap_codes)
    personal = {
        (finding.sheet, finding.cell)
        for finding in findings
        if finding.code == PERSONAL_DATA and finding.cell
    }

    def point(number: int, finding: Finding) -> FeedbackPoint:
        place = (finding.sheet or "", finding.cell or "")
        asked, understood = asked_cells.get(place), observed.get(place)
        text = typed_texts.get(place, understood.as_typed if understood else None)
        looks_withheld = withheld.match(text or "") is not None
        is_hidden = place in personal or _is_hidden(
            asked, understood, looks_withheld=looks_withheld
        )
        return FeedbackPoint(number, finding, asked, text, understood, is_hidden)

    sheets = description.sheets if description else ()
    ordered = sorted(set(findings), key=lambda finding: _order(finding, sheets))
    return FeedbackReport(
        submission=submission,
        state=state_of(tuple(findings)),
        framework=framework,
        country=all_senders(framework).get(submission.sender) if submission.sender else None,
        description=description,
        typed=shown,
        points=tuple(point(number, finding) for number, finding in enumerate(ordered, start=1)),
        replaced=replaced and replace(replaced, changes=_shown_changes(replaced.changes)),
    )


def _shown_changes(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes without those of figures that are confidential on either side."""
    return tuple(
        change
        for change in changes
        if all(
            side is None or side.conf_status == ConfidentialityStatus.FREE
            for side in (change.before, change.after)
        )
    )


def _is_hidden(
    asked: FormCell | None, understood: Observation | None, *, looks_withheld: bool
) -> bool:
    if asked is not None and asked.field in PERSONAL:
        return True
    if understood is not None and understood.conf_status != ConfidentialityStatus.FREE:
        return True
    return looks_withheld and asked is not None and asked.field is Field.VALUE


def _order(finding: Finding, sheets: Sequence[str]) -> tuple[object, ...]:
    places = {sheet: place for place, sheet in enumerate(sheets)}
    place = places.get(finding.sheet, len(sheets)) if finding.sheet is not None else -1
    return place, finding_order(finding)
