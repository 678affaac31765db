"""The answer as a page: receipt and list of points, to be read on a screen or printed."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Template

from cl_pipeline.model.codes import Severity, SubmissionState
from cl_pipeline.model.feedback import FeedbackReport
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
    point_text,
    receipt_rows,
    sheet_heading,
    state_label,
    subtitle_of,
    title_of,
)
from cl_pipeline.publication.templates import page_style, page_template

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Section:
    """The points of one sheet under its heading."""

    heading: str
    points: tuple[PointText, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many points there are of one severity, with what that means."""

    severity: Severity
    kind: str
    number: int
    meaning: str


def feedback_page(answer: FeedbackReport, language: Language) -> bytes:
    """The page in one language as UTF-8; the same answer gives the same bytes."""
    text = _template().render(
        language=language,
        say=language.say,
        style=page_style(FOLDER),
        notice=notice_of(answer),
        title=title_of(answer, language),
        subtitle=subtitle_of(answer, language),
        state=state_label(answer, language),
        receipt=tuple(receipt_rows(answer, language)),
        counts=count_rows(answer, language),
        sections=_sections(answer, language),
        steps=steps(answer, language),
        has_withheld=any(point.is_hidden for point in answer.points),
    )
    return text.encode("utf-8", "replace")


def count_rows(answer: FeedbackReport, language: Language) -> tuple[Counted, ...]:
    """One row per severity that occurs, the weightiest first."""
    say = language.say
    return tuple(
        Counted(one, say(SEVERITY_LABELS[one]), number, say(SEVERITY_SENTENCES[one]))
        for one, number in answer.counts.items()
    )


def steps(answer: FeedbackReport, language: Language) -> tuple[str, ...]:
    """What a sender does with the list."""
    chosen = SEND_AGAIN if answer.state == SubmissionState.REJECTED else HOW_TO_CORRECT
    return tuple(language.say(step) for step in chosen)


def _sections(answer: FeedbackReport, language: Language) -> tuple[Section, ...]:
    words = {one.number: one for one in point_text(answer, language)}
    return tuple(
        Section(
            sheet_heading(name, answer, language), tuple(words[point.number] for point in points)
        )
        for name, points in answer.by_sheet()
    )


@cache
def _template() -> Template:
    return page_template(FOLDER)
