"""The register of support wished for and good practice offered by theme, and of suppliers.

Made from documents, the data source survey and submissions. A theme is proposed by its declared
words only; an entry that fits none has no theme.
"""

from collections.abc import Iterable, Sequence

from cl_pipeline.context.compendium import present_gaps, proposed_theme
from cl_pipeline.model.codes import Field
from cl_pipeline.model.context import Context, SupportOffer, Theme
from cl_pipeline.model.context_tables import ContextReport, SupplierRow, ThemeMatch
from cl_pipeline.model.form import FormRow
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear, due_column
from cl_pipeline.model.labels import COVERAGE_LABELS
from cl_pipeline.model.review import AcceptedEntry, all_suppliers
from cl_pipeline.model.table import text_table
from cl_pipeline.model.vintage import CoverageEntry

WISH, OFFER = "wish", "offer"


def register(
    context: Context, survey: Sequence[FormRow], reported: Sequence[FormRow]
) -> tuple[SupportOffer, ...]:
    """All wishes and offers: of the documents, then of the survey, then of A-list submissions."""
    from_survey = [
        SupportOffer(gap.sender, WISH, gap.theme, gap.text, "", gap.source)
        for gap in present_gaps(context, survey)
        if gap.kind == WISH
    ]
    from_submissions = [_entry_of(row, context.themes) for row in reported]
    return (*context.support_offers, *from_survey, *from_submissions)


def by_theme(entries: Sequence[SupportOffer], themes: Sequence[Theme]) -> tuple[ThemeMatch, ...]:
    """One row per theme with an entry; those with most matches of wish and offer first."""
    rows = []
    for theme in (*themes, None):
        own = [entry for entry in entries if entry.theme == (theme.key if theme else "")]
        if own:
            wishes = tuple(entry for entry in own if entry.kind == WISH)
            offers = tuple(entry for entry in own if entry.kind == OFFER)
            rows.append(ThemeMatch(theme, wishes, offers))
    return tuple(sorted(rows, key=lambda row: (row.theme is None, -len(row.matches))))


def supplier_rows(
    framework: Framework,
    entries: Iterable[AcceptedEntry],
    coverage: Iterable[CoverageEntry],
    round_year: RoundYear,
) -> tuple[SupplierRow, ...]:
    """Which institutions supply which indicator, in list order.

    Grain: one indicator, Member State and institution; those of the documents first.
    """
    due = due_column(framework.rounds, round_year)
    labels = {
        (entry.indicator, entry.sender): COVERAGE_LABELS[entry.state]
        for entry in coverage
        if entry.column == due
    }
    order = {indicator.key: place for place, indicator in enumerate(framework.indicators)}
    suppliers = sorted(
        all_suppliers(framework, entries),
        key=lambda supplier: (order[supplier.indicator], supplier.sender),
    )
    return tuple(
        SupplierRow(
            framework.indicator(supplier.indicator).position,
            supplier.sender,
            supplier.institution,
            supplier.source,
            labels.get((supplier.indicator, supplier.sender), "not in list A"),
        )
        for supplier in suppliers
    )


def support_report(
    round_year: RoundYear,
    themes: Sequence[ThemeMatch],
    suppliers: Sequence[SupplierRow],
    *,
    is_sample: bool,
) -> ContextReport:
    """Wishes and offers by theme, all entries, and suppliers, as tables."""
    title = f"Support wished for and good practice offered, as of {round_year}"
    tables = {
        "Themes": text_table(
            title,
            themes,
            {
                "Theme": (40, lambda row: row.name),
                "Wished for by": (30, lambda row: _senders(row.wishes)),
                "Offered by": (30, lambda row: _senders(row.offers)),
                "Who may learn from whom": (
                    50,
                    lambda row: "; ".join(
                        f"{wishes} from {offers}" for wishes, offers in row.matches
                    ),
                ),
            },
            "Themes are proposed by words; to move an entry, add a word to the theme.",
        ),
        "Entries": text_table(
            "All wishes and offers",
            [(row.name, entry) for row in themes for entry in (*row.wishes, *row.offers)],
            {
                "Theme": (34, lambda row: row[0]),
                "Member State": (10, lambda row: row[1].sender),
                "Wish or offer": (12, lambda row: row[1].kind),
                "What": (56, lambda row: row[1].text),
                "More": (40, lambda row: row[1].detail),
                "Source": (44, lambda row: row[1].source),
            },
        ),
        "Suppliers": text_table(
            f"Who supplies which indicator, and what is reported for round {round_year}",
            suppliers,
            {
                "Indicator": (10, lambda row: row.position),
                "Member State": (12, lambda row: row.sender),
                "This round": (18, lambda row: row.status),
                "Institution": (60, lambda row: row.institution),
                "Source": (60, lambda row: row.source),
            },
            "For reminders: where an indicator is still open, these institutions supply it.",
        ),
    }
    return ContextReport(title, tables, ("Themes",), is_sample)


def _senders(entries: Sequence[SupportOffer]) -> str:
    return ", ".join(sorted({entry.sender for entry in entries}))


def _entry_of(row: FormRow, themes: Sequence[Theme]) -> SupportOffer:
    is_wish = row.field == Field.SUPPORT
    title, more = ("area", ("from", "detail")) if is_wish else ("title", ("where", "text"))
    text = row.text(title) or row.text(more[1])
    detail = "; ".join(part for part in map(row.text, more) if part and part != text)
    theme = proposed_theme(themes, f"{text} {row.text(more[1])}")
    kind = WISH if is_wish else OFFER
    return SupportOffer(row.sender, kind, theme, text, detail, row.address)
