"""Support, good practice and suppliers: documents, survey and returns -> one register each.

Input: facts of the framework and accepted returns; output: tables, a workbook and a picture.
Guarantee: every entry says where it stands, and offers stand beside wishes.
"""

from dataclasses import dataclass
from pathlib import Path

from cl_pipeline.context.support import by_theme, register, supplier_rows
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.context_tables import RegisterEntry, SupplierRow, ThemeMatch
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.publication.match_picture import NO_THEME, match_picture
from cl_pipeline.publication.tables_workbook import SheetOfRows, context_workbook
from cl_pipeline.workflows.context.form_rows import form_rows
from cl_pipeline.workflows.files import replace_bytes
from cl_pipeline.workflows.pipeline import Pipeline

TITLE = "Support wished for and good practice offered"


@dataclass(frozen=True, slots=True)
class SupportRegister:
    """What is wished for, offered and supplied as of a round."""

    round: RoundYear
    themes: tuple[ThemeMatch, ...]
    suppliers: tuple[SupplierRow, ...]
    is_sample: bool


def show_support(pipeline: Pipeline, round_year: RoundYear) -> SupportRegister:
    """The register and the suppliers as of a round."""
    framework = pipeline.framework_in_force()
    gaps = form_rows(pipeline, FormKey.DATA_SOURCE_SURVEY, [Field.DATA_GAP], round_year)
    fields = (Field.SUPPORT, Field.GOOD_PRACTICE)
    returned = form_rows(pipeline, FormKey.A_LIST, fields, round_year)
    entries = register(framework.context, gaps, returned)
    institutions = pipeline.store.observations.entries(round_year, fields=[Field.INSTITUTION])
    vintage = pipeline.store.vintages.latest(round_year)
    coverage = vintage.coverage if vintage else ()
    is_sample = any(row.is_sample for row in (*gaps, *returned))
    is_sample = is_sample or any(institution.is_sample for institution in institutions)
    return SupportRegister(
        round=round_year,
        themes=by_theme(entries, framework.context.themes),
        suppliers=supplier_rows(framework, institutions, coverage, round_year),
        is_sample=is_sample or bool(vintage and vintage.is_sample),
    )


def write_support(pipeline: Pipeline, found: SupportRegister) -> tuple[Path, Path]:
    """The register as a workbook, and the picture of wishes and offers."""
    folder = pipeline.settings.output_dir / str(found.round)
    workbook, picture = folder / "support_and_good_practice.xlsx", folder / "support_match.png"
    title = f"{TITLE}, as of {found.round}"
    sheets = [_match_sheet(found, title), _entry_sheet(found), _supplier_sheet(found)]
    replace_bytes(workbook, context_workbook(title, sheets, is_sample=found.is_sample))
    drawn = match_picture(
        found.themes, pipeline.framework_in_force(), title, is_sample=found.is_sample
    )
    replace_bytes(picture, drawn)
    return workbook, picture


def theme_name(row: ThemeMatch) -> str:
    """The name of a theme, also where there is none."""
    return row.theme.name if row.theme else NO_THEME


def _match_sheet(found: SupportRegister, title: str) -> SheetOfRows:
    return SheetOfRows(
        "Themes",
        title,
        ("Themes are proposed by words; the officer may move an entry by adding a word.",),
        ("Theme", "Wished for by", "Offered by", "Who may learn from whom"),
        (40, 30, 30, 50),
        [
            (
                theme_name(row),
                _senders(row.wishes),
                _senders(row.offers),
                "; ".join(f"{wishes} from {offers}" for wishes, offers in row.matches),
            )
            for row in found.themes
        ],
    )


def _entry_sheet(found: SupportRegister) -> SheetOfRows:
    return SheetOfRows(
        "Entries",
        "All wishes and offers",
        (),
        ("Theme", "Member State", "Wish or offer", "What", "More", "Where it stands"),
        (34, 10, 12, 56, 40, 44),
        [
            (theme_name(row), one.sender, one.kind, one.text, one.detail, one.source)
            for row in found.themes
            for one in (*row.wishes, *row.offers)
        ],
    )


def _supplier_sheet(found: SupportRegister) -> SheetOfRows:
    return SheetOfRows(
        "Suppliers",
        f"Who supplies which indicator, and what stands for round {found.round}",
        ("For reminders: where an indicator is still open, these institutions supply it.",),
        ("Indicator", "Member State", "This round", "Institution", "Where it is named"),
        (10, 12, 18, 60, 60),
        [
            (row.position, row.sender, row.status, name, source)
            for row in found.suppliers
            for name, source in row.institutions
        ],
    )


def _senders(entries: tuple[RegisterEntry, ...]) -> str:
    return ", ".join(sorted({entry.sender for entry in entries}))
