"""The answers to the data source survey, and the themes under which wishes and offers meet."""

from cl_pipeline.framework.code_lists import codes_of
from cl_pipeline.framework.rows import Row, Tables, note_gaps, note_repeats
from cl_pipeline.framework.states import INDICATOR, STATE
from cl_pipeline.model.codes import SOURCE_FIELDS, Field
from cl_pipeline.model.context import DataGap, DataSource, DataSourceAnswer, SupportOffer, Theme
from cl_pipeline.model.identity import IndicatorKey, SenderCode

KINDS = tuple(field.value for field in SOURCE_FIELDS)
ANSWERS = ("yes", "no", "see_other")
GAP_OR_WISH = ("gap", "wish")
WISH_OR_OFFER = ("wish", "offer")
THEME = "the key of a row of support_themes.csv"


def data_sources(tables: Tables) -> tuple[DataSource, ...]:
    """The sources in file order, numbered within respondent and question."""
    rows = tables.rows("data_sources")
    note_gaps(rows, "number", "sender", "respondent", "kind")
    contents, states = codes_of(tables, "child_labour_content"), codes_of(tables, "source_state")
    known = tables.column("indicators", "key")
    return tuple(
        DataSource(
            sender=_sender(tables, row),
            respondent=row.text("respondent"),
            kind=_kind(row),
            number=row.whole("number"),
            title=row.text("title"),
            publisher=row.optional("publisher") or "",
            data_year=row.optional_whole("data_year"),
            published_year=_published(row),
            child_labour=row.reference("child_labour", contents, "a code of child_labour_content"),
            sector=row.optional("sector") or "",
            state=row.reference("state", states, "a code of list source_state"),
            indicators=_indicators(row, known),
            source=row.text("source"),
        )
        for row in rows
    )


def data_source_answers(tables: Tables) -> tuple[DataSourceAnswer, ...]:
    """One row per respondent and question."""
    rows = tables.rows("data_source_answers")
    note_repeats(rows, "sender", "respondent", "kind")
    return tuple(
        DataSourceAnswer(
            _sender(tables, row),
            row.text("respondent"),
            _kind(row),
            row.reference("answer", ANSWERS, f"one of {', '.join(ANSWERS)}"),
            row.text("source"),
        )
        for row in rows
    )


def data_gaps(tables: Tables) -> tuple[DataGap, ...]:
    """The gaps and wishes in file order, numbered within respondent."""
    rows = tables.rows("data_gaps")
    note_gaps(rows, "number", "sender", "respondent")
    return tuple(
        DataGap(
            _sender(tables, row),
            row.text("respondent"),
            row.whole("number"),
            row.reference("kind", GAP_OR_WISH, "gap or wish"),
            _theme(tables, row),
            row.text("text"),
            row.text("source"),
        )
        for row in rows
    )


def themes(tables: Tables) -> tuple[Theme, ...]:
    """The themes in file order; the first whose words fit a text is proposed for it."""
    rows = tables.rows("support_themes")
    note_repeats(rows, "key")
    return tuple(
        Theme(row.text("key"), row.text("name"), row.several("words"), row.text("source"))
        for row in rows
    )


def support_offers(tables: Tables) -> tuple[SupportOffer, ...]:
    """The wishes and offers of the documents, numbered within Member State."""
    rows = tables.rows("support_offers")
    note_gaps(rows, "number", "sender")
    return tuple(
        SupportOffer(
            _sender(tables, row),
            row.whole("number"),
            row.reference("kind", WISH_OR_OFFER, "wish or offer"),
            _theme(tables, row),
            row.text("text"),
            row.optional("from_whom") or "",
            row.text("source"),
        )
        for row in rows
    )


def _sender(tables: Tables, row: Row) -> SenderCode:
    return SenderCode(row.reference("sender", tables.column("member_states", "code"), STATE))


def _kind(row: Row) -> Field:
    kind = row.reference("kind", KINDS, f"one of {', '.join(KINDS)}")
    return Field(kind) if kind in KINDS else SOURCE_FIELDS[0]


def _theme(tables: Tables, row: Row) -> str:
    return row.reference("theme", tables.column("support_themes", "key"), THEME)


def _published(row: Row) -> int | None:
    """The year of publication; data are not published before the year they are about."""
    about, published = row.optional_whole("data_year"), row.optional_whole("published_year")
    if about is not None and published is not None and published < about:
        row.note("published_year", f"write a year not before data_year ({about})")
    return published


def _indicators(row: Row, known: dict[str, None]) -> tuple[IndicatorKey, ...]:
    named = row.several("indicators")
    if any(key not in known for key in named):
        row.note("indicators", f"write with ; between them {INDICATOR}")
    return tuple(IndicatorKey(key) for key in named)
