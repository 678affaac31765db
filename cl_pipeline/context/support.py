"""The register of support wished for and good practice offered, grouped so that both meet.

Input: rows the documents give, wishes of the data source survey, entries of returns; output: one
row per theme. Guarantee: a theme is proposed by its declared words alone; what fits none stands
apart and is not guessed.
"""

from collections.abc import Iterable, Sequence

from cl_pipeline.context.compendium import present_gaps, proposed_theme
from cl_pipeline.model.codes import CoverageState, Field
from cl_pipeline.model.context import Context, Theme
from cl_pipeline.model.context_tables import RegisterEntry, SupplierRow, ThemeMatch
from cl_pipeline.model.form import FormRow
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import IndicatorKey, RoundYear, SenderCode, due_column
from cl_pipeline.model.review import AcceptedEntry
from cl_pipeline.model.vintage import CoverageEntry

WISH, OFFER = "wish", "offer"

STANDING = {
    CoverageState.REPORTED: "reported",
    CoverageState.EXPLAINED: "a gap, explained",
    CoverageState.UNEXPLAINED: "still open",
    CoverageState.NOT_EXPECTED: "not expected",
}

NAMED_BY_RETURN = "named in a return"


def register(
    context: Context, survey: Sequence[FormRow], returned: Sequence[FormRow]
) -> tuple[RegisterEntry, ...]:
    """All wishes and offers: the documents', those of the survey, those of the returns."""
    from_documents = [
        RegisterEntry(
            support_offer.sender,
            support_offer.kind,
            support_offer.theme,
            support_offer.text,
            support_offer.from_whom,
            support_offer.source,
            False,
        )
        for support_offer in context.support_offers
    ]
    from_survey = [
        RegisterEntry(
            present_gap.sender,
            WISH,
            present_gap.theme,
            present_gap.text,
            "",
            present_gap.source,
            False,
        )
        for present_gap in present_gaps(context, survey)
        if present_gap.kind == WISH
    ]
    from_returns = [_of_return(row, context.themes) for row in returned]
    return (*from_documents, *from_survey, *from_returns)


def by_theme(entries: Sequence[RegisterEntry], themes: Sequence[Theme]) -> tuple[ThemeMatch, ...]:
    """A row per theme anybody names, those where wish and offer meet first."""
    known: list[Theme | None] = [*themes, None]
    rows = [_match(theme, entries) for theme in known]
    named = [row for row in rows if row.wishes or row.offers]
    return tuple(sorted(named, key=lambda row: (row.theme is None, -len(row.matches))))


def supplier_rows(
    framework: Framework,
    entries: Iterable[AcceptedEntry],
    coverage: Iterable[CoverageEntry],
    round_year: RoundYear,
) -> tuple[SupplierRow, ...]:
    """Who supplies which indicator, as documents and returns name them, in list order."""
    named: dict[tuple[IndicatorKey, SenderCode], dict[str, str]] = {}
    for supplier in framework.suppliers:
        named.setdefault((supplier.indicator, supplier.sender), {})[supplier.institution] = (
            supplier.source
        )
    for entry in entries:
        if entry.entry.field == Field.INSTITUTION and entry.entry.indicator:
            place = named.setdefault((entry.entry.indicator, entry.sender), {})
            place.setdefault(entry.entry.text.strip(), f"{NAMED_BY_RETURN} {entry.address}")
    due = due_column(framework.rounds, round_year)
    standing = {
        (one.indicator, one.sender): STANDING[one.state] for one in coverage if one.column == due
    }
    order = {one.key: place for place, one in enumerate(framework.indicators)}
    return tuple(
        SupplierRow(
            key[0],
            framework.indicator(key[0]).position,
            key[1],
            tuple(institutions.items()),
            standing.get(key, "not in list A"),
        )
        for key, institutions in sorted(named.items(), key=lambda item: (order[item[0][0]], item))
    )


def _of_return(row: FormRow, themes: Sequence[Theme]) -> RegisterEntry:
    is_wish = row.field == Field.SUPPORT
    title, more = ("area", ("from", "detail")) if is_wish else ("title", ("where", "text"))
    text = row.text(title) or row.text(more[1])
    detail = "; ".join(part for part in map(row.text, more) if part and part != text)
    theme = proposed_theme(themes, f"{text} {row.text(more[1])}")
    kind = WISH if is_wish else OFFER
    return RegisterEntry(row.sender, kind, theme, text, detail, row.address, row.is_sample)


def _match(theme: Theme | None, entries: Sequence[RegisterEntry]) -> ThemeMatch:
    own = [entry for entry in entries if entry.theme == (theme.key if theme else "")]
    return ThemeMatch(
        theme,
        tuple(one for one in own if one.kind == WISH),
        tuple(one for one in own if one.kind == OFFER),
    )
