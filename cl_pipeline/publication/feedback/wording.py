"""The texts of a feedback report: receipt, cells, what was understood, findings."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter

from cl_pipeline.catalogue import catalogue
from cl_pipeline.model.breakdown import LABEL_PREFIX, OWN_ROW
from cl_pipeline.model.codes import (
    COLLECTED_IN,
    NOT_A_FORM,
    PERSONAL_DATA,
    Field,
    FormKey,
    Severity,
    SubmissionState,
)
from cl_pipeline.model.feedback import FeedbackPoint, FeedbackReport, Replaced
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import CalendarEntry, Framework
from cl_pipeline.model.identity import BASELINE, OTHER_PREFIX
from cl_pipeline.model.labels import SAMPLE_NOTICE, declared_unit, format_unit, format_value
from cl_pipeline.model.number_format import JAKARTA, format_day
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.vintage import ConsolidatedValue
from cl_pipeline.publication.feedback.sentences import (
    AFTER_CLOSING,
    CLOSED_SENTENCES,
    EMPTY,
    FIELD_LABELS,
    FROM_ANOTHER,
    HELD,
    HOW_TO_CORRECT,
    KEPT,
    KEPT_LABEL,
    KEPT_MEANS,
    SEND_AGAIN,
    SENT_BEFORE,
    SEVERITY_LABELS,
    SEVERITY_SENTENCES,
    STATE_SENTENCES,
    WHERE_KEPT,
    Language,
    to_translate,
)

FORM_NAMES = {
    FormKey.A_LIST: to_translate("form of the A list (quantitative indicators)"),
    FormKey.B_LIST: to_translate("form of the B list (qualitative indicators)"),
    FormKey.DATA_SOURCE_SURVEY: to_translate("data source survey"),
    FormKey.ACTIVITY_CHOICE: to_translate("choice of activities of Annex 1"),
    FormKey.ACTIVITY_STATUS: to_translate("status of the activities of Annex 1"),
    FormKey.SCORECARD: to_translate("scorecard of the work programme"),
    FormKey.CONFIRMATION: to_translate("confirmation of figures"),
}

NOTHING_FILLED_IN = "NOTHING_FILLED_IN"

TITLE = to_translate("Feedback on your return")
UNREAD_TITLE = to_translate("About the file you sent")
"""The title where nothing could be read."""

CHANGES_SHOWN = 20
"""Figures changed by a return that are listed; the rest is counted."""

SHOWN_CHARACTERS = 200
"""Characters of a typed text that are repeated; its cell has the rest."""

PLAIN_READINGS = frozenset({"number", "text"})
"""Rules of reading that need no comment: the cell was read as it is."""


@dataclass(frozen=True, slots=True)
class PointText:
    """One point as text, ready to be shown; key ``number``.

    ``section`` is the heading of its sheet. ``found`` and ``asks`` name things of the form and are
    English in every language.
    ``understood`` says what became of the cell where ``is_understood`` is false.
    """

    number: int
    section: str
    place: str
    sheet: str | None
    cell: str | None
    severity: Severity
    kind: str
    title: str
    asks: str
    typed: str
    understood: str
    is_understood: bool
    found: str
    expected: str
    remedy: str


@dataclass(frozen=True, slots=True)
class FeedbackText:
    """A feedback report in one language, as page, sheet and mail show it.

    ``receipt`` are pairs of label and text. ``counts``: each severity that occurs, its name, how
    many points there are, and what it means. ``steps``: what a sender does with the points.
    """

    language: Language
    digest: str
    title: str
    subtitle: str
    notice: str | None
    state: str
    receipt: tuple[tuple[str, str], ...]
    counts: tuple[tuple[Severity, str, int, str], ...]
    points: tuple[PointText, ...]
    steps: tuple[str, ...]
    has_hidden: bool


def feedback_text(report: FeedbackReport, language: Language) -> FeedbackText:
    """The report in that language."""
    is_unread = report.closed or report.state == SubmissionState.REJECTED
    return FeedbackText(
        language=language,
        digest=report.submission.digest,
        title=language.translate(UNREAD_TITLE if is_unread else TITLE),
        subtitle=_subtitle(report, language),
        notice=SAMPLE_NOTICE if report.submission.is_sample else None,
        state=_state_sentence(report, language),
        receipt=tuple(_receipt_rows(report, language)),
        counts=tuple(_count_rows(report, language)),
        points=tuple(_point_text(point, report, language) for point in report.points),
        steps=_steps(report, language),
        has_hidden=any(point.is_hidden for point in report.points),
    )


def _subtitle(report: FeedbackReport, language: Language) -> str:
    """Country, form and round, as far as they are known."""
    submission = report.submission
    parts = [report.country.name if report.country else ""]
    if submission.form:
        parts.append(language.translate(FORM_NAMES[FormKey(submission.form)]))
    if submission.round:
        parts.append(language.translate("round of {year}", year=submission.round))
    return " · ".join(part for part in parts if part)


def _state_sentence(report: FeedbackReport, language: Language) -> str:
    """What became of the submission, in a sentence or two."""
    if report.closed:
        return language.translate(CLOSED_SENTENCES[report.closed])
    if report.submission.state == SubmissionState.HELD:
        return language.translate(HELD)
    if report.submission.waits_for_decision:
        return language.translate(AFTER_CLOSING)
    if {point.finding.code for point in report.points} == {NOTHING_FILLED_IN}:
        return language.translate(EMPTY)
    if _is_kept(report):
        return language.translate(KEPT)
    sentences = [STATE_SENTENCES[report.state]]
    if report.replaced and report.replaced.is_back:
        sentences.append(SENT_BEFORE)
    if report.shown_from_another:
        sentences.append(FROM_ANOTHER)
    return " ".join(map(language.translate, sentences))


def _is_kept(report: FeedbackReport) -> bool:
    """True for a file that was no form from the start."""
    codes = {point.finding.code for point in report.points}
    return bool(codes) and codes <= NOT_A_FORM


def _receipt_rows(report: FeedbackReport, language: Language) -> Iterator[tuple[str, str]]:
    """What was received, when, and what it was recognised as: pairs of label and text."""
    translate, submission = language.translate, report.submission
    received = submission.received_at.astimezone(JAKARTA)
    yield translate("File"), submission.path
    yield (
        translate("Received"),
        translate("{time} (Jakarta time)", time=f"{received:%Y-%m-%d %H:%M}"),
    )
    yield translate("Fingerprint (SHA-256)"), submission.digest
    yield translate("Number of the return"), submission.submission_id
    if not submission.form:
        yield translate("Recognised as"), translate("could not be recognised as one of the forms")
        return
    form = translate(FORM_NAMES[FormKey(submission.form)])
    yield (
        translate("Recognised as"),
        translate("{form}, version {version}", form=form, version=submission.version),
    )
    yield translate("Round"), str(submission.round)
    for entry in report.framework.calendar:
        is_round = entry.round == submission.round
        if is_round and entry.phase == COLLECTED_IN.get(FormKey(submission.form)):
            yield translate("Deadline"), _deadline(entry, language)
    yield (
        translate("Member State"),
        report.country.name if report.country else translate("not stated"),
    )
    yield translate("Institution"), submission.institution or translate("not stated")
    yield translate("Sheets covered"), ", ".join(submission.sheets) or translate("none")
    if submission.form == FormKey.A_LIST:
        yield translate("Figures and gap codes read"), str(submission.observation_count)
    if report.shown_from_another:
        yield translate("Shown from another institution"), ", ".join(report.shown_from_another)
    if report.replaced:
        yield from _replaced_rows(report, report.replaced, language)


def _deadline(entry: CalendarEntry, language: Language) -> str:
    day = format_day(entry.ends_on)
    if not entry.is_proposed:
        return day
    return language.translate("{day} (a day proposed by the ASEAN Secretariat)", day=day)


def _replaced_rows(
    report: FeedbackReport, replaced: Replaced, language: Language
) -> Iterator[tuple[str, str]]:
    """The submission that this one replaced, and the figures that changed by it."""
    translate, before = language.translate, replaced.submission
    yield (
        translate("Replaces"),
        translate(
            "{file}, received on {day}",
            file=before.path,
            day=format_day(before.received_at),
        ),
    )
    form = report.description.cells if report.description else ()
    cells = {(cell.sheet, cell.cell): cell for cell in form}
    for change in replaced.changes[:CHANGES_SHOWN]:
        at = (change.row.sheet, change.row.cell)
        asked = request_text(cells[at], report.framework, language) if at in cells else ""
        sides = f"{_side(change.before)} → {_side(change.after)}"
        yield f"{at[0]}!{at[1]}", f"{asked}: {sides}"
    if (more := len(replaced.changes) - CHANGES_SHOWN) > 0:
        yield translate("Other figures that changed"), str(more)


def _side(figure: ConsolidatedValue | None) -> str:
    if figure is None:
        return "–"
    year = f" ({figure.reference_year})" if figure.reference_year else ""
    return format_value(figure) + year


def _count_rows(
    report: FeedbackReport, language: Language
) -> Iterator[tuple[Severity, str, int, str]]:
    """Each severity that occurs, its name, how many points there are, and what it means."""
    counts, is_kept = Counter(point.finding.severity for point in report.points), _is_kept(report)
    for severity in filter(counts.get, Severity):
        label = KEPT_LABEL if is_kept else SEVERITY_LABELS[severity]
        meaning = KEPT_MEANS if is_kept else SEVERITY_SENTENCES[severity]
        yield severity, language.translate(label), counts[severity], language.translate(meaning)


def _steps(report: FeedbackReport, language: Language) -> tuple[str, ...]:
    """What a sender does with the points, in order."""
    chosen = SEND_AGAIN if report.state == SubmissionState.REJECTED else HOW_TO_CORRECT
    chosen = WHERE_KEPT if _is_kept(report) else chosen
    return tuple(map(language.translate, chosen))


def _point_text(point: FeedbackPoint, report: FeedbackReport, language: Language) -> PointText:
    framework = report.framework
    found, translate = point.finding, language.translate
    title, expected, remedy = finding_text(point, language)
    hidden = translate("not repeated here")
    return PointText(
        number=point.number,
        section=_sheet_heading(found.sheet, report, language),
        place=found.place if found.sheet else translate("the file as a whole"),
        sheet=found.sheet,
        cell=found.cell,
        severity=found.severity,
        kind=_point_kind(point, language),
        title=title,
        asks=request_text(point.asked, framework, language) if point.asked else "",
        typed=hidden if point.is_hidden else _cut(point.typed or ""),
        understood=hidden if point.is_hidden else _understood(point, framework, language),
        is_understood=point.understood is not None
        and found.severity not in (Severity.REJECT, Severity.OMIT),
        found=hidden if point.is_hidden and found.code != PERSONAL_DATA else found.found,
        expected=expected,
        remedy=remedy,
    )


def _point_kind(point: FeedbackPoint, language: Language) -> str:
    """What a point asks of the sender, in a few words."""
    is_kept = point.finding.code in NOT_A_FORM
    return language.translate(KEPT_LABEL if is_kept else SEVERITY_LABELS[point.finding.severity])


def _sheet_heading(name: str | None, report: FeedbackReport, language: Language) -> str:
    """The name of a sheet with the indicator it is about."""
    if name is None:
        return language.translate("The file as a whole")
    heading = language.translate("Sheet {name}", name=name)
    sheets = dict(report.description.indicator_sheets) if report.description else {}
    if name not in sheets:
        return heading
    return f"{heading} · {report.framework.indicator(sheets[name]).short_name}"


def request_text(asked: FormCell, framework: Framework, language: Language) -> str:
    """What an input cell asks for, e.g. ``Children in child labour · Female · baseline``."""
    translate = language.translate
    parts = [] if asked.field == Field.VALUE else [translate(FIELD_LABELS[asked.field])]
    if asked.indicator and asked.measure:
        parts.append(framework.indicator(asked.indicator).measure(asked.measure).name)
    for dimension, code in asked.breakdown.given():
        if code.startswith(OWN_ROW):
            parts.append(translate("own row {number}", number=code.removeprefix(OWN_ROW)))
        else:
            names = framework.code_names(dimension)
            parts.append(names.get(code, code.removeprefix(LABEL_PREFIX)))
    if asked.column == BASELINE:
        parts.append(translate("baseline"))
    elif asked.column:
        is_other = asked.column.startswith(OTHER_PREFIX)
        parts.append(translate("another year") if is_other else asked.column)
    return " · ".join(parts)


def _understood(point: FeedbackPoint, framework: Framework, language: Language) -> str:
    """How the cell was understood, or that it was left out."""
    severity, observation = point.finding.severity, point.understood
    if severity == Severity.REJECT:
        return language.translate("not read")
    if severity == Severity.OMIT:
        return language.translate("left out")
    if observation is not None:
        return _value_text(observation, framework, language)
    if point.typed is None:
        return language.translate("empty") if point.asked else ""
    return language.translate("as typed")


def _value_text(observation: Observation, framework: Framework, language: Language) -> str:
    if observation.value is None:
        gap = next((gap for gap in framework.gap_codes if gap.code == observation.gap_code), None)
        name = gap.name if gap else ""
        return language.translate("gap code {code}: {name}", code=observation.gap_code, name=name)
    figure = f"{observation.value:,f}".replace(",", "\N{NO-BREAK SPACE}")
    shown = f"{figure} {format_unit(observation.value, declared_unit(observation))}".strip()
    if observation.how_read in PLAIN_READINGS:
        return shown
    return language.translate("{figure} (read as: {rule})", figure=shown, rule=observation.how_read)


def _cut(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= SHOWN_CHARACTERS else f"{shown[:SHOWN_CHARACTERS]} …"


def finding_text(point: FeedbackPoint, language: Language) -> tuple[str, str, str]:
    """Title, what was expected and what to do, in that language.

    The finding is stored with its words filled in; they are taken out again by its template, so
    that a translated template can be filled with them. Where the template has changed since, the
    stored words are used.
    """
    found = point.finding
    kind = catalogue().get(found.code)
    if kind is None:
        return found.code, found.expected, found.remedy
    return (
        language.translate(kind.title),
        _refilled(kind.expected, found.expected, language),
        _refilled(kind.remedy, found.remedy, language),
    )


def _refilled(template: str, filled: str, language: Language) -> str:
    words = _words_in(template, filled)
    return filled if words is None else language.translate(template).format(**words)


def _words_in(template: str, filled: str) -> dict[str, str] | None:
    """The words that made the filled text from its template, or None where it did not.

    >>> _words_in("a year from {first} to {last}", "a year from 2014 to 2016")
    {'first': '2014', 'last': '2016'}
    """
    pattern, seen = "", set()
    for literal, name, _, _ in Formatter().parse(template):
        pattern += re.escape(literal)
        if name:
            pattern += f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
            seen.add(name)
    match = re.fullmatch(pattern, filled, re.DOTALL)
    return match.groupdict() if match else None
