"""The compendium of data sources: which indicator could be supplied from where, and how old it is.

Input: sources the documents name and rows of the data source survey; output: rows per indicator
and Member State, gaps by theme, questions for the officer. Guarantee: a respondent that answers
again replaces its own former answer and nobody else's.
"""

from collections.abc import Iterable, Iterator, Sequence

from cl_pipeline.model.codes import SOURCE_FIELDS, CoverageState, Field
from cl_pipeline.model.context import Context, DataGap, DataSource, Theme
from cl_pipeline.model.context_tables import CompendiumRow, SourceQuestion, ThemeRow
from cl_pipeline.model.form import FormRow, newest
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import IndicatorKey, RoundYear, SenderCode, due_column
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.vintage import CoverageEntry

NOT_NAMED = "not named"
"""The respondent of answers that do not say which institution gave them."""

OF_FIGURES = (Field.SURVEY, Field.INFORMATION_SYSTEM)
"""Questions whose sources hold figures already; only these can make a return look incomplete."""

HOLDS_DATA = ("YES", "IN_PART")

IN_USE = "IN_USE"
"""State of a source that is released or in use."""


def present_sources(context: Context, rows: Sequence[FormRow]) -> tuple[DataSource, ...]:
    """The sources that stand: those returned, and of the documents those nobody answered again.

    An answer without an institution gives way to any later one of its Member State, because the
    form of that one already held its rows.
    """
    returned = [row for row in newest(tuple(rows)) if row.field in SOURCE_FIELDS]
    answered = {(row.sender, row.institution.casefold(), row.field) for row in returned}
    by_anyone = {(row.sender, row.field) for row in returned}
    kept = [
        data_source
        for data_source in context.data_sources
        if (data_source.sender, data_source.respondent.casefold(), data_source.kind) not in answered
        and not (
            data_source.respondent == NOT_NAMED
            and (data_source.sender, data_source.kind) in by_anyone
        )
    ]
    supplies = {
        (data_source.sender, data_source.title.casefold()): data_source.indicators
        for data_source in context.data_sources
    }
    return (*kept, *(_source_of(row, supplies) for row in returned))


def present_gaps(context: Context, rows: Sequence[FormRow]) -> tuple[DataGap, ...]:
    """Gaps and wishes in the same way."""
    returned = [row for row in newest(tuple(rows)) if row.field == Field.DATA_GAP]
    answered = {(row.sender, row.institution.casefold()) for row in returned}
    by_anyone = {row.sender for row in returned}
    kept = [
        data_gap
        for data_gap in context.data_gaps
        if (data_gap.sender, data_gap.respondent.casefold()) not in answered
        and not (data_gap.respondent == NOT_NAMED and data_gap.sender in by_anyone)
    ]
    themes = {
        (data_gap.sender, data_gap.text.casefold()): data_gap.theme
        for data_gap in context.data_gaps
    }
    return (*kept, *(_gap_of(row, context.themes, themes) for row in returned))


def proposed_theme(themes: Sequence[Theme], text: str) -> str:
    """The key of the first theme one of whose words stands in the text, else empty."""
    words = text.casefold()
    for theme in themes:
        if any(word.casefold() in words for word in theme.words):
            return theme.key
    return ""


def compendium(
    sources: Sequence[DataSource], framework: Framework, round_year: RoundYear
) -> tuple[CompendiumRow, ...]:
    """A row for every indicator of any list and Member State that a source could supply.

    In the order of the lists; Member States in code order.
    """
    return tuple(
        _compendium_row(indicator, sender, found, round_year)
        for indicator in framework.indicators
        for sender, found in sorted(_by_sender(sources, indicator.key).items())
    )


def common_gaps(gaps: Sequence[DataGap], themes: Sequence[Theme]) -> tuple[ThemeRow, ...]:
    """Themes that anybody names, those named by most Member States first."""
    rows = [ThemeRow(theme, tuple(g for g in gaps if g.theme == theme.key)) for theme in themes]
    named = [row for row in rows if row.gaps]
    return tuple(sorted(named, key=lambda row: (-len(row.senders), row.theme.name)))


def questions_to_senders(
    rows: Sequence[CompendiumRow],
    coverage: Iterable[CoverageEntry],
    framework: Framework,
    round_year: RoundYear,
) -> tuple[SourceQuestion, ...]:
    """Where a source with figures is named and no figure stands in the column due.

    Nothing is asked by itself: the officer sees these and decides which to put.
    """
    due = due_column(framework.rounds, round_year)
    missing = (CoverageState.UNEXPLAINED, CoverageState.EXPLAINED)
    open_cells = {
        (one.indicator, one.sender): one.detail
        for one in coverage
        if one.column == due and one.state in missing
    }
    return tuple(_questions(rows, open_cells))


def _questions(
    rows: Sequence[CompendiumRow], open_cells: dict[tuple[IndicatorKey, SenderCode], str]
) -> Iterator[SourceQuestion]:
    for row in rows:
        detail = open_cells.get((row.indicator, row.sender))
        source = next((one for one in row.sources if _holds_figures(one)), None)
        if detail is None or source is None:
            continue
        year = f" ({source.year})" if source.year else ""
        words = (
            f"The data source survey names {source.title}{year}. {row.position} has no figure for "
            f"this round ({detail or 'no return yet'}). Could the figure be taken from there?"
        )
        yield SourceQuestion(row.indicator, row.position, row.sender, source, words)


def _holds_figures(source: DataSource) -> bool:
    is_there = source.kind in OF_FIGURES and source.state == IN_USE
    return is_there and source.child_labour in HOLDS_DATA


def _by_sender(
    sources: Sequence[DataSource], indicator: IndicatorKey
) -> dict[SenderCode, list[DataSource]]:
    found: dict[SenderCode, list[DataSource]] = {}
    for source in sources:
        if indicator in source.indicators:
            found.setdefault(source.sender, []).append(source)
    return found


def _compendium_row(
    indicator: Indicator, sender: SenderCode, found: list[DataSource], round_year: RoundYear
) -> CompendiumRow:
    ordered = sorted(found, key=_most_useful_first)
    # What is not released yet cannot be reported from.
    years = [finding.year for finding in found if finding.year and finding.state == IN_USE]
    newest_year = max(years, default=None)
    age = None if newest_year is None else round_year - newest_year
    return CompendiumRow(
        indicator.key, indicator.position, sender, tuple(ordered), newest_year, age
    )


def _most_useful_first(data_source: DataSource) -> tuple[object, ...]:
    return (
        data_source.state != IN_USE,
        -(data_source.year or 0),
        data_source.kind,
        data_source.number,
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
    # A text that went out in the form and came back unchanged keeps the theme it had.
    theme = known.get((row.sender, text.casefold())) or proposed_theme(themes, text)
    respondent = row.institution or NOT_NAMED
    return DataGap(row.sender, respondent, row.entry or 0, kind, theme, text, row.address)
