"""The tables of the sample: figures as published, the choice for every cell, the submissions."""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.identity import (
    ColumnKey,
    IndicatorKey,
    MeasureKey,
    RoundYear,
    SenderCode,
)

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """One published number with its source; key ``figure_id``.

    ``breakdown.location`` may be the name of a unit as published, ``age`` a country's own group.
    ``printed`` is the number exactly as published, in ``unit``. ``definition`` describes what was
    counted, ``definition_note`` is the note that came with the number. ``attributes`` are
    (key, code) pairs that the source states about it. ``published_by`` is the day by which it was
    certainly known, ``published_by_reason`` how that day was found. ``fit`` is ``direct`` or
    ``near``: how close the figure comes to what the indicator asks.
    """

    figure_id: str
    indicator: IndicatorKey
    sender: SenderCode
    reference_year: int
    measure: MeasureKey
    breakdown: Breakdown
    printed: str
    unit: str
    definition: str
    age_range: str
    attributes: tuple[tuple[str, str], ...]
    fit: str
    definition_note: str
    source_title: str
    publisher: str
    source_year: int
    published_by: date
    published_by_reason: str

    @property
    def value(self) -> Decimal:
        """The number, exact."""
        return Decimal(self.printed)

    @property
    def source(self) -> str:
        """Title and publisher, as a sender would name them."""
        return f"{self.source_title}, {self.publisher}"


@dataclass(frozen=True, slots=True)
class Choice:
    """The content of one cell of one submission; key all from ``round`` to ``breakdown``.

    Exactly one of ``figure_id`` and ``gap`` (a gap code) is given. ``kind`` is ``baseline``,
    ``newest`` (a year's own column), ``other_year``, ``other_definition`` (both in the block for
    other years) or ``restated``. ``passed_over`` names the figures that competed for the cell.
    """

    round: RoundYear
    sender: SenderCode
    indicator: IndicatorKey
    column: ColumnKey
    measure: MeasureKey
    breakdown: Breakdown
    figure_id: str | None
    gap: str | None
    kind: str
    reason: str
    passed_over: str
    revision_reason: str


@dataclass(frozen=True, slots=True)
class SampleSubmission:
    """One file of the drive; key ``path`` (relative to the drive, with ``/``).

    ``covers`` are the indicators it declares; None means all but those in ``leaves_out``.
    """

    round: RoundYear
    sender: SenderCode
    form: FormKey
    path: str
    institution: str
    covers: tuple[IndicatorKey, ...] | None
    leaves_out: tuple[IndicatorKey, ...]
    filled_on: date

    def is_covered(self, indicator: IndicatorKey) -> bool:
        """True where this submission covers that indicator."""
        return indicator not in self.leaves_out and (
            self.covers is None or indicator in self.covers
        )


@dataclass(frozen=True, slots=True)
class BListText:
    """One invented answer of a B-list submission; key (sender, indicator). ``level`` is a code."""

    sender: SenderCode
    indicator: IndicatorKey
    level: str
    narrative: str
    evidence: str


@cache
def load_figures() -> dict[str, PublishedFigure]:
    """All figures of the sample by id, in the order of the file."""
    return {row["id"]: _figure(row) for row in rows_of("figures.csv")}


@cache
def load_choices() -> tuple[Choice, ...]:
    """All choices in the order of the file.

    Raises:
        BrokenInvariant: a choice names a figure that is not there, or neither figure nor gap.
    """
    return tuple(_choice(row) for row in rows_of("choices.csv"))


@cache
def load_sample_submissions() -> tuple[SampleSubmission, ...]:
    """All submissions of the drive in the order of the file."""
    return tuple(
        SampleSubmission(
            RoundYear(int(row["round"])),
            SenderCode(row["sender"]),
            FormKey(row["form"]),
            row["path"],
            row["institution"],
            _indicators(row["covers"]) or None,
            _indicators(row["leaves_out"]),
            date.fromisoformat(row["filled_on"]),
        )
        for row in rows_of("submissions.csv")
    )


@cache
def load_b_list() -> tuple[BListText, ...]:
    """The invented B-list answers in the order of the file."""
    return tuple(
        BListText(
            SenderCode(row["sender"]),
            IndicatorKey(row["indicator"]),
            row["level"],
            row["narrative"],
            row["evidence"],
        )
        for row in rows_of("b_list.csv")
    )


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a table in this folder as text, in the order of the file."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _indicators(text: str) -> tuple[IndicatorKey, ...]:
    return tuple(IndicatorKey(key) for key in text.split())


def _breakdown(row: dict[str, str]) -> Breakdown:
    return Breakdown(row["sex"], row["age"], row["location"], row["sector"])


def _figure(row: dict[str, str]) -> PublishedFigure:
    pairs = (pair.split("=") for pair in row["attributes"].split())
    return PublishedFigure(
        figure_id=row["id"],
        indicator=IndicatorKey(row["indicator"]),
        sender=SenderCode(row["country_iso3"]),
        reference_year=int(row["year"]),
        measure=MeasureKey(row["measure"]),
        breakdown=_breakdown(row),
        printed=row["value"],
        unit=row["unit"],
        definition=row["definition"],
        age_range=row["age_range"],
        attributes=tuple((key, code) for key, code in pairs),
        fit=row["fit"],
        definition_note=row["definition_note"],
        source_title=row["source_title"],
        publisher=row["publisher"],
        source_year=int(row["source_year"]),
        published_by=date.fromisoformat(row["published_by"]),
        published_by_reason=row["published_by_reason"],
    )


def _choice(row: dict[str, str]) -> Choice:
    figure_id, gap = row["figure"] or None, row["gap"] or None
    if (figure_id is None) == (gap is None):
        raise BrokenInvariant(f"choices.csv: {row} needs either a figure or a gap code")
    if figure_id is not None and figure_id not in load_figures():
        raise BrokenInvariant(f"choices.csv: figure {figure_id} is not in figures.csv; add it")
    return Choice(
        RoundYear(int(row["round"])),
        SenderCode(row["sender"]),
        IndicatorKey(row["indicator"]),
        ColumnKey(row["column"]),
        MeasureKey(row["measure"]),
        _breakdown(row),
        figure_id,
        gap,
        row["kind"],
        row["reason"],
        row["passed_over"],
        row["revision_reason"],
    )
