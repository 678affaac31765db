"""A feedback report as a page: receipt and list of points, for a screen or for print."""

from dataclasses import dataclass

from cl_pipeline.model.codes import Severity, SubmissionState
from cl_pipeline.model.feedback import FeedbackReport
from cl_pipeline.publication.document_html import render
from cl_pipeline.publication.feedback.sentences import (
    HOW_TO_CORRECT,
    SEND_AGAIN,
    SEVERITY_LABELS,
    SEVERITY_SENTENCES,
    Language,
)
from cl_pipeline.publication.feedback.wording import (
    PointText,
    notice_of,
    point_texts,
    receipt_rows,
    sheet_heading,
    state_label,
    subtitle_of,
    title_of,
)


@dataclass(frozen=True, slots=True)
class SeverityCount:
    """How many points there are of one severity, with what that means."""

    severity: Severity
    kind: str
    number: int
    meaning: str


def feedback_page(report: FeedbackReport, language: Language) -> bytes:
    """The page in one language as UTF-8; the same report gives the same bytes."""
    return render(
        "feedback",
        language=language,
        translate=language.translate,
        notice=notice_of(report),
        title=title_of(report, language),
        subtitle=subtitle_of(report, language),
        state=state_label(report, language),
        receipt=tuple(receipt_rows(report, language)),
        counts=count_rows(report, language),
        sections=_sections(report, language),
        steps=steps(report, language),
        has_hidden=any(point.is_hidden for point in report.points),
    )


def count_rows(report: FeedbackReport, language: Language) -> tuple[SeverityCount, ...]:
    """One row per severity that occurs, the weightiest first."""
    translate = language.translate
    return tuple(
        SeverityCount(
            severity,
            translate(SEVERITY_LABELS[severity]),
            number,
            translate(SEVERITY_SENTENCES[severity]),
        )
        for severity, number in report.counts.items()
    )


def steps(report: FeedbackReport, language: Language) -> tuple[str, ...]:
    """What a sender does with the points, in order."""
    chosen = SEND_AGAIN if report.state == SubmissionState.REJECTED else HOW_TO_CORRECT
    return tuple(language.translate(step) for step in chosen)


def _sections(report: FeedbackReport, language: Language) -> list[tuple[str, list[PointText]]]:
    """The heading of each sheet with its points."""
    texts = {text.number: text for text in point_texts(report, language)}
    return [
        (sheet_heading(name, report, language), [texts[point.number] for point in points])
        for name, points in report.by_sheet()
    ]
