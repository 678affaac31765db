"""The compendium of data sources: which source could supply which indicator, and how old it is.

Made from sources the documents name and rows of the data source survey. A respondent that answers
again replaces its own earlier answer only.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TypeVar

from cl_pipeline.model.codes import SOURCE_FIELDS, CoverageState, Field
from cl_pipeline.model.context import Context, DataGap, DataSource, Theme
from cl_pipeline.model.context_tables import CompendiumRow, ContextReport, SourceQuestion, ThemeRow
from cl_pipeline.model.form import FormRow, newest
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import IndicatorKey, RoundYear, SenderCode, due_column
from cl_pipeline.model.labels import format_column
from cl_pipeline.model.table import Table, text_table
from cl_pipeline.model.vintage import ConsolidatedValue, CoverageEntry

Named = TypeVar("Named", DataSource, DataGap)

NOT_NAMED = "not named"
"""The respondent of answers without an institution."""

OF_FIGURES = (Field.SURVEY, Field.INFORMATION_SYSTEM)
"""Kinds of sources that hold figures; only these raise a question about a missing figure."""

HOLDS_DATA = ("YES", "IN_PART")

IN_USE = "IN_USE"
"""State of a source that is released or in use."""


def present_sources(context: Context, rows: Sequence[FormRow]) -> tuple[DataSource, ...]:
    """Current sources: those of the survey, and those of the documents not answered again.

    Any later answer of a Member State replaces one without an institution, because the later form
    was prefilled with its rows.
    """
    reported = [row for row in newest(rows) if row.field in SOURCE_FIELDS]
    supplies = {
        (source.sender, source.title.casefold()): source.indicators
        for source in context.data_sources
    }
    kept = _not_answered_again(context.data_sources, reported)
    return (*kept, *(_source_of(row, supplies) for row in reported))


def present_gaps(context: Context, rows: Sequence[FormRow]) -> tuple[DataGap, ...]:
    """Current gaps and wishes, chosen in the same way as ``present_sources``."""
    reported = [row for row in newest(rows) if row.field == Field.DATA_GAP]
    themes = {(gap.sender, gap.text.casefold()): gap.theme for gap in context.data_gaps}
    kept = _not_answered_again(context.data_gaps, reported)
    return (*kept, *(_gap_of(row, context.themes, themes) for row in reported))


def _not_answered_again(named: Iterable[Named], reported: Iterable[FormRow]) -> Iterator[Named]:
    answered = {
        (row.sender, respondent, row.field)
        for row in reported
        for respondent in (row.institution.casefold(), NOT_NAMED)
    }
    for row in named:
        field = row.kind if isinstance(row, DataSource) else Field.DATA_GAP
        if (row.sender, row.respondent.casefold(), field) not in answered:
            yield row


def proposed_theme(themes: Sequence[Theme], text: str) -> str:
    """The key of the first theme with a word that is in the text, else empty."""
    words = text.casefold()
    for theme in themes:
        if any(word.casefold() in words for word in theme.words):
            return theme.key
    return ""


def compendium(
    sources: Sequence[DataSource], framework: Framework, round_year: RoundYear
) -> tuple[CompendiumRow, ...]:
    """One row per indicator of any list and Member State that a source could supply.

    In the order of the lists; Member States in code order.
    """
    rows = []
    for indicator in framework.indicators:
        useful = [source for source in sources if indicator.key in source.indicators]
        useful.sort(
            key=lambda source: (
                source.sender, source.state != IN_USE, -(source.year or 0), source.kind,
                source.number,
            )
        )  # fmt: skip
        for sender, found in groupby(useful, key=lambda source: source.sender):
            own = tuple(found)
            # What is not released yet cannot be reported from.
            years = [source.year for source in own if source.year and source.state == IN_USE]
            newest_year = max(years, default=None)
            age = None if newest_year is None else round_year - newest_year
            rows.append(
                CompendiumRow(indicator.key, indicator.position, sender, own, newest_year, age)
            )
    return tuple(rows)


def common_gaps(gaps: Sequence[DataGap], themes: Sequence[Theme]) -> tuple[ThemeRow, ...]:
    """Themes that a Member State names, those named by most first."""
    rows = [
        ThemeRow(theme, tuple(gap for gap in gaps if gap.theme == theme.key)) for theme in themes
    ]
    named = [row for row in rows if row.gaps]
    return tuple(sorted(named, key=lambda row: (-len(row.senders), row.theme.name)))


def questions_to_senders(
    rows: Sequence[CompendiumRow],
    coverage: Iterable[CoverageEntry],
    values: Iterable[ConsolidatedValue],
    framework: Framework,
    round_year: RoundYear,
) -> tuple[SourceQuestion, ...]:
    """One question per indicator and Member State that names a source but has no figure.

    The column of the round is looked at. A source is named that is newer than every headline figure
    in ``values``, whatever its column; one without a year only where there is no such figure. The
    officer decides which questions to send.
    """
    last_years: dict[tuple[IndicatorKey, SenderCode], int] = defaultdict(int)
    for value in values:
        place = (value.key.indicator, value.sender)
        is_headline = (value.key.indicator, value.key.measure) in framework.headlines
        if is_headline and value.value is not None:
            last_years[place] = max(last_years[place], value.reference_year or round_year)
    due = due_column(framework.rounds, round_year)
    missing = (CoverageState.UNEXPLAINED, CoverageState.EXPLAINED)
    open_cells = {
        (entry.indicator, entry.sender): entry.detail
        for entry in coverage
        if entry.column == due and entry.state in missing
    }
    asked = []
    for row in rows:
        detail = open_cells.get((row.indicator, row.sender))
        since = last_years.get((row.indicator, row.sender))
        source = next((own for own in row.sources if _has_newer_figures(own, since)), None)
        if detail is None or source is None:
            continue
        words = (
            f"The data source survey names {_named(source)}. {row.position} has no figure in "
            f"the column “{format_column(due)}” ({detail}). Could the figure be taken from there?"
        )
        asked.append(SourceQuestion(row.position, row.sender, words))
    return tuple(asked)


def _has_newer_figures(source: DataSource, since: int | None) -> bool:
    is_there = source.kind in OF_FIGURES and source.state == IN_USE
    is_newer = since is None or (source.year is not None and source.year > since)
    return is_there and is_newer and source.child_labour in HOLDS_DATA


def _named(source: DataSource) -> str:
    return f"{source.title} ({source.year})" if source.year else source.title


def compendium_report(
    framework: Framework,
    round_year: RoundYear,
    rows: Sequence[CompendiumRow],
    sources: Sequence[DataSource],
    gaps: Sequence[ThemeRow],
    questions: Sequence[SourceQuestion],
    *,
    is_sample: bool,
) -> ContextReport:
    """The compendium, all sources, gaps by theme and questions for the officer, as tables."""
    title = f"Compendium of data sources, round {round_year}"
    tables = {
        "Compendium": text_table(
            title,
            rows,
            {
                "Indicator": (44, lambda row: framework.indicator(row.indicator).heading),
                "Member State": (14, lambda row: row.sender),
                "Newest": (9, lambda row: row.newest_year),
                "Years before the round": (12, lambda row: row.age_years),
                "Sources": (90, lambda row: "; ".join(map(_named, row.sources))),
            },
            "Which source could supply which indicator. What a source could supply is an "
            "assumption of the Secretariat; each Member State says what it does supply.",
        ),
        "Sources": _sources_table(framework, sources),
        "Gaps": text_table(
            "Gaps and wishes by theme",
            [(row.theme.name, gap) for row in gaps for gap in row.gaps],
            {
                "Theme": (34, lambda row: row[0]),
                "Member State": (12, lambda row: row[1].sender),
                "Gap or wish": (12, lambda row: row[1].kind),
                "Text": (80, lambda row: row[1].text),
                "Where": (38, lambda row: row[1].source),
            },
            "Themes named by most Member States come first.",
        ),
        "Questions": text_table(
            "Questions you may put to a Member State",
            questions,
            {
                "Member State": (14, lambda question: question.sender),
                "Indicator": (12, lambda question: question.position),
                "Question": (120, lambda question: question.words),
            },
            "A source is named that is newer than the figures we have, and the column of the round "
            "has no figure. Nothing is sent automatically.",
        ),
    }
    return ContextReport(title, tables, ("Compendium", "Gaps", "Questions"), is_sample)


def _sources_table(framework: Framework, sources: Sequence[DataSource]) -> Table:
    contents = framework.code_names("child_labour_content")
    states = framework.code_names("source_state")
    return text_table(
        "All sources named",
        sources,
        {
            "Member State": (9, lambda source: source.sender),
            "Respondent": (24, lambda source: source.respondent),
            "Question": (18, lambda source: source.kind.replace("_", " ")),
            "Source": (48, lambda source: source.title),
            "Carried out by": (30, lambda source: source.publisher),
            "Data of": (8, lambda source: source.data_year),
            "Published": (10, lambda source: source.published_year),
            "Child labour": (14, lambda source: contents[source.child_labour]),
            "Sector": (18, lambda source: source.sector),
            "State": (18, lambda source: states[source.state]),
            "Where it is named": (38, lambda source: source.source),
        },
    )


def _source_of(
    row: FormRow, supplies: dict[tuple[SenderCode, str], tuple[IndicatorKey, ...]]
) -> DataSource:
    title = row.text("title")
    return DataSource(
        sender=row.sender,
        respondent=row.institution or NOT_NAMED,
        kind=row.field,
        number=row.entry or 0,
        title=title,
        publisher=row.text("publisher"),
        data_year=row.year("data_year"),
        published_year=row.year("published_year"),
        child_labour=row.code("child_labour") or "NOT_STATED",
        sector=row.text("sector"),
        state=row.code("state") or IN_USE,
        # What a new source could supply is for the officer to add to data_sources.csv.
        indicators=supplies.get((row.sender, title.casefold()), ()),
        source=row.address,
    )


def _gap_of(
    row: FormRow, themes: Sequence[Theme], known: dict[tuple[SenderCode, str], str]
) -> DataGap:
    kind = "wish" if row.code("kind") == "WISH" else "gap"
    text = row.text("text")
    # A prefilled text that came back unchanged keeps its theme.
    theme = known.get((row.sender, text.casefold())) or proposed_theme(themes, text)
    respondent = row.institution or NOT_NAMED
    return DataGap(row.sender, respondent, row.entry or 0, kind, theme, text, row.address)
