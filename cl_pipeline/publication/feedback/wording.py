"""What stands in an answer, in words: the receipt, the cells, what was understood of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter

from cl_pipeline.catalogue import catalogue
from cl_pipeline.model.breakdown import LABEL_PREFIX, OWN_ROW
from cl_pipeline.model.codes import Field, FormKey, Severity, SubmissionState
from cl_pipeline.model.feedback import FeedbackPoint, FeedbackReport
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import JAKARTA, Framework
from cl_pipeline.model.identity import BASELINE, OTHER_PREFIX
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.observation import Observation
from cl_pipeline.publication.feedback.sentences import (
    AFTER_CLOSING,
    EMPTY,
    FIELD_LABELS,
    SEVERITY_LABELS,
    STATE_SENTENCES,
    Language,
    to_say,
)

FORM_NAMES = {
    FormKey.A_LIST: to_say("form of the A list (quantitative indicators)"),
    FormKey.B_LIST: to_say("form of the B list (qualitative indicators)"),
    FormKey.DATA_SOURCE_SURVEY: to_say("data source survey"),
    FormKey.ACTIVITY_CHOICE: to_say("choice of activities of Annex 1"),
    FormKey.ACTIVITY_STATUS: to_say("status of the activities of Annex 1"),
    FormKey.SCORECARD: to_say("scorecard of the work programme"),
    FormKey.CONFIRMATION: to_say("confirmation of figures"),
}

UNIT_SIGNS = {"percent": "%", "currency": ""}

NOTHING_FILLED_IN = "NOTHING_FILLED_IN"

TITLE = to_say("Answer to your return")
UNREAD_TITLE = to_say("About the file you sent")
"""The title where nothing could be read."""

SHOWN_LETTERS = 200
"""Letters of a typed text that are repeated; its cell says the rest."""

PLAIN_READINGS = frozenset({"number", "text"})
"""Rules of reading that need no word: the cell was read as it stands."""


@dataclass(frozen=True, slots=True)
class PointText:
    """One point in words, ready to be shown; key ``number``.

    ``found`` and ``asks`` name things of the form and are English in every language.
    ``understood`` says what became of the cell where ``is_understood`` is false.
    """

    number: int
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


def title_of(answer: FeedbackReport, language: Language) -> str:
    """The title of page and sheet."""
    is_unread = answer.state == SubmissionState.REJECTED
    return language.say(UNREAD_TITLE if is_unread else TITLE)


def subtitle_of(answer: FeedbackReport, language: Language) -> str:
    """Country, form and round, as far as they are known."""
    one = answer.submission
    parts = [answer.country.name if answer.country else ""]
    if one.form:
        parts.append(language.say(FORM_NAMES[FormKey(one.form)]))
    if one.round:
        parts.append(language.say("round of {year}", year=one.round))
    return " · ".join(part for part in parts if part)


def notice_of(answer: FeedbackReport) -> str | None:
    """The notice that must stand on everything made from the sample."""
    return SAMPLE_NOTICE if answer.submission.is_sample else None


def state_label(answer: FeedbackReport, language: Language) -> str:
    """What became of the return, in a sentence or two."""
    if answer.submission.waits_for_decision:
        return language.say(AFTER_CLOSING)
    if {point.finding.code for point in answer.points} == {NOTHING_FILLED_IN}:
        return language.say(EMPTY)
    return language.say(STATE_SENTENCES[answer.state])


def receipt_rows(answer: FeedbackReport, language: Language) -> Iterator[tuple[str, str]]:
    """What arrived, when, and what it was recognised as; label and text."""
    say, one = language.say, answer.submission
    received = one.received_at.astimezone(JAKARTA)
    yield say("File"), one.path
    yield say("Received"), say("{moment} (Jakarta time)", moment=f"{received:%Y-%m-%d %H:%M}")
    yield say("Fingerprint (SHA-256)"), one.digest
    yield say("Number of the return"), one.submission_id
    if not one.form:
        yield say("Recognised as"), say("could not be recognised as one of the forms")
        return
    form = say(FORM_NAMES[FormKey(one.form)])
    yield say("Recognised as"), say("{form}, version {version}", form=form, version=one.version)
    yield say("Round"), str(one.round)
    yield say("Member State"), answer.country.name if answer.country else say("not stated")
    yield say("Institution"), one.institution or say("not stated")
    yield say("Sheets covered"), ", ".join(one.sheets) or say("none")
    if one.form == FormKey.A_LIST:
        yield say("Figures and gap codes read"), str(one.observation_count)


def point_text(answer: FeedbackReport, language: Language) -> tuple[PointText, ...]:
    """Every point in words, in the order of the form."""
    return tuple(_point_text(point, answer.framework, language) for point in answer.points)


def _point_text(point: FeedbackPoint, framework: Framework, language: Language) -> PointText:
    found, say = point.finding, language.say
    title, expected, remedy = finding_text(point, language)
    hidden = say("not repeated here")
    return PointText(
        number=point.number,
        place=place_label(point, language),
        sheet=found.sheet,
        cell=found.cell,
        severity=found.severity,
        kind=say(SEVERITY_LABELS[found.severity]),
        title=title,
        asks=request_text(point.asked, framework, language) if point.asked else "",
        typed=hidden if point.is_hidden else _cut(point.typed or ""),
        understood=hidden if point.is_hidden else _understood(point, framework, language),
        is_understood=_is_understood(point),
        found=hidden if point.is_hidden else found.found,
        expected=expected,
        remedy=remedy,
    )


def place_label(point: FeedbackPoint, language: Language) -> str:
    """Sheet and cell of a point, or that it is about the whole file or a whole sheet."""
    found = point.finding
    if found.sheet is None:
        return language.say("the file as a whole")
    return f"{found.sheet}!{found.cell}" if found.cell else found.sheet


def sheet_heading(name: str | None, answer: FeedbackReport, language: Language) -> str:
    """The name of a sheet with the indicator it is about."""
    if name is None:
        return language.say("The file as a whole")
    heading = language.say("Sheet {name}", name=name)
    sheets = dict(answer.description.indicator_sheets) if answer.description else {}
    if name not in sheets:
        return heading
    return f"{heading} · {answer.framework.indicator(sheets[name]).short_name}"


def request_text(asked: FormCell, framework: Framework, language: Language) -> str:
    """What an input cell asks for, e.g. ``Children in child labour · Female · baseline``."""
    indicator = framework.indicator(asked.indicator) if asked.indicator else None
    parts = []
    if asked.field != Field.VALUE:
        parts.append(language.say(FIELD_LABELS[asked.field]))
    if indicator and asked.measure:
        parts.append(indicator.measure(asked.measure).name)
    parts += _breakdown_names(asked, framework, language)
    if asked.column:
        parts.append(_column_text(asked, language))
    return " · ".join(parts)


def _breakdown_names(asked: FormCell, framework: Framework, language: Language) -> Iterator[str]:
    names = {(code.list_key, code.code): code.name for code in framework.codes}
    for dimension, code in asked.breakdown.given():
        if code.startswith(OWN_ROW):
            yield language.say("own row {number}", number=code.removeprefix(OWN_ROW))
        else:
            yield names.get((dimension, code), code.removeprefix(LABEL_PREFIX))


def _column_text(asked: FormCell, language: Language) -> str:
    column = str(asked.column)
    if column == BASELINE:
        return language.say("baseline")
    if column.startswith(OTHER_PREFIX):
        return language.say("another year")
    return column


def _is_understood(point: FeedbackPoint) -> bool:
    is_left_out = point.finding.severity in (Severity.REJECT, Severity.OMIT)
    return point.understood is not None and not is_left_out


def _understood(point: FeedbackPoint, framework: Framework, language: Language) -> str:
    """How the cell was understood, or that it was left out."""
    severity, one = point.finding.severity, point.understood
    if severity == Severity.REJECT:
        return language.say("not read")
    if severity == Severity.OMIT:
        return language.say("left out")
    if one is not None:
        return _value_text(one, framework, language)
    if point.typed is None:
        return language.say("empty") if point.asked else ""
    return language.say("as typed")


def _value_text(observation: Observation, framework: Framework, language: Language) -> str:
    if observation.value is None:
        gap = next((gap for gap in framework.gap_codes if gap.code == observation.gap_code), None)
        name = gap.name if gap else ""
        return language.say("gap code {code}: {name}", code=observation.gap_code, name=name)
    figure = f"{observation.value:,f}".replace(",", "\N{NO-BREAK SPACE}")
    unit = UNIT_SIGNS.get(observation.unit, observation.unit)
    shown = f"{figure} {unit}".strip()
    if observation.how_read in PLAIN_READINGS:
        return shown
    return language.say("{figure} (read as: {rule})", figure=shown, rule=observation.how_read)


def _cut(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= SHOWN_LETTERS else f"{shown[:SHOWN_LETTERS]} …"


def finding_text(point: FeedbackPoint, language: Language) -> tuple[str, str, str]:
    """Title, what was expected and what to do, in that language.

    The finding is stored with its words filled in; they are taken out again by its template, so
    that a translated template can be filled with them. Where the template has changed since, the
    stored words stand.
    """
    found = point.finding
    kind = catalogue().get(found.code)
    if kind is None:
        return found.code, found.expected, found.remedy
    return (
        language.say(kind.title),
        _refilled(kind.expected, found.expected, language),
        _refilled(kind.remedy, found.remedy, language),
    )


def _refilled(template: str, filled: str, language: Language) -> str:
    words = _words_in(template, filled)
    return filled if words is None else language.say(template).format(**words)


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
