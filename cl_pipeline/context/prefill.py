"""What is known before a form goes out, as entries or as text next to its cells.

Source: 01-monitoring-workshop-2021 lines 279 to 283 and 304 to 307: data of other reports may be
used (SDG, national action plan). Figures of other reports are shown, never filled in.
"""

from collections.abc import Iterator, Mapping, Sequence

from cl_pipeline.context.compendium import NOT_NAMED
from cl_pipeline.context.reference import measures_of
from cl_pipeline.model.breakdown import TOTAL, UNBROKEN, Breakdown
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.context import DataGap, DataSource, DataSourceAnswer
from cl_pipeline.model.form import FormCell, FormDescription
from cl_pipeline.model.framework import Framework, Sender
from cl_pipeline.model.identity import BASELINE, ColumnKey, RoundYear, SenderCode, due_column
from cl_pipeline.model.observation import ObservationKey
from cl_pipeline.model.reference import FigureKind, ReferenceFigure, ReferenceSeries

Typed = tuple[FormCell, str]
"""A cell of a form and the text to write into it."""


def reported_elsewhere(
    framework: Framework,
    sender: SenderCode,
    round_year: RoundYear,
    figures: Sequence[ReferenceFigure],
    series: Mapping[str, ReferenceSeries],
) -> dict[ObservationKey, str]:
    """The text next to each cell of the round's own column for which a report has a figure.

    Only figures that ask the same (``direct``) and come from a national report. The baseline round
    takes the year nearest to the baseline year, other rounds the newest year within the window a
    column may look back; of several editions the newest.
    """
    due = due_column(framework.rounds, round_year)
    is_baseline = due == BASELINE
    earliest = 0 if is_baseline else round_year - framework.rules.reference_year_window

    def fit(figure: ReferenceFigure) -> tuple[int, int, int]:
        distance = abs(figure.year - framework.rules.baseline_year) if is_baseline else 0
        return (-distance, figure.year, figure.source_year or 0)

    meant = [
        figure
        for figure in figures
        if figure.sender == sender
        and figure.kind == FigureKind.DIRECT
        and series[figure.series].report
        and earliest <= figure.year <= round_year
    ]
    texts: dict[ObservationKey, str] = {}
    # Of figures that fit alike, the first in the file: the first of two concepts printed together.
    for figure in sorted(meant, key=fit, reverse=True):
        if key := _key(framework, figure, due):
            report = series[figure.series].report.upper()
            texts.setdefault(key, f"{figure.value.normalize():f} ({figure.year}, {report})")
    return texts


def survey_entries(
    framework: Framework, description: FormDescription, sender: str, respondent: str
) -> list[Typed]:
    """The answers of one respondent in the documents, as entries of the survey form."""
    cells = {(c.field, c.attribute, c.entry): c for c in description.cells}
    names = {(code.list_key, code.code): code.name for code in framework.codes}
    context = framework.context
    entries: list[Typed] = []
    for answer in context.data_source_answers:
        if _is_of(answer, sender, respondent) and answer.answer in {"yes", "no"}:
            entries.append((cells[Field.AVAILABLE, answer.kind.value, None], answer.answer))
    for source in context.data_sources:
        if _is_of(source, sender, respondent):
            texts = {
                "title": source.title,
                "publisher": source.publisher,
                "data_year": str(source.data_year or ""),
                "published_year": str(source.published_year or ""),
                "child_labour": names["child_labour_content", source.child_labour],
                "sector": source.sector,
                "state": names["source_state", source.state],
            }
            for column, text in texts.items():
                entries.append((cells[source.kind, column, source.number], text))
    for gap in context.data_gaps:
        if _is_of(gap, sender, respondent):
            kind = names["gap_or_wish", gap.kind.upper()]
            entries.append((cells[Field.DATA_GAP, "kind", gap.number], kind))
            entries.append((cells[Field.DATA_GAP, "text", gap.number], gap.text))
    return [(cell, text) for cell, text in entries if text]


def prefilled_entries(
    framework: Framework, description: FormDescription, sender: Sender
) -> Iterator[list[Typed]]:
    """The entries of each workbook for a sender; the survey has one workbook per respondent."""
    if description.form != FormKey.DATA_SOURCE_SURVEY:
        is_scorecard = description.form == FormKey.SCORECARD
        yield _projects(framework, description, sender) if is_scorecard else []
        return
    (institution,) = [
        c for c in description.cells if c.field is Field.INSTITUTION and c.indicator is None
    ]
    answers = framework.context.data_source_answers
    respondents = [answer.respondent for answer in answers if answer.sender == sender.code]
    for respondent in dict.fromkeys(respondents or [""]):
        entries = survey_entries(framework, description, sender.code, respondent)
        is_named = respondent not in {"", NOT_NAMED}
        yield [*([(institution, respondent)] if is_named else []), *entries]


def _is_of(answer: DataSource | DataGap | DataSourceAnswer, sender: str, respondent: str) -> bool:
    return answer.sender == sender and answer.respondent == respondent


def _projects(framework: Framework, description: FormDescription, sender: Sender) -> list[Typed]:
    """The projects of a body's work plan, for the rows in which it reports on them."""
    cells = {(c.field, c.attribute, c.entry): c for c in description.cells}
    return [
        (cells[Field.PROJECT, "name", project.position], project.name)
        for project in framework.context.projects
        if project.body == sender.code
    ]


def _key(framework: Framework, figure: ReferenceFigure, due: ColumnKey) -> ObservationKey | None:
    indicator = framework.indicator(figure.indicator)
    measure = next(measures_of(indicator, figure), None)
    if measure is None or {figure.location, figure.sector} != {TOTAL}:
        return None
    breakdown = UNBROKEN if figure.sex == TOTAL else Breakdown(sex=figure.sex)
    return ObservationKey(indicator.key, measure.key, due, breakdown)
