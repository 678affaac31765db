"""The tables of the sample: figures as published, the choice for every cell, the submissions."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.identity import ColumnKey, IndicatorKey, MeasureKey, RoundYear, SenderCode

FOLDER = Path(__file__).parent

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """One published number with its source; key ``figure_id``.

    ``breakdown.location`` may be the name of a unit as published, ``age`` a country's own group.
    ``printed`` is the number exactly as published. ``attributes`` are (key, code) pairs that the
    source states about it. ``published_by`` is the day by which it was certainly known. ``fit`` is
    ``direct`` or ``near``: how close the figure comes to what the indicator asks.
    """

    figure_id: str
    indicator: IndicatorKey
    sender: SenderCode
    reference_year: int
    measure: MeasureKey
    breakdown: Breakdown
    printed: str
    definition: str
    age_range: str
    attributes: tuple[tuple[str, str], ...]
    fit: str
    source_title: str
    publisher: str
    source_year: int
    published_by: date
    published_by_reason: str

    @property
    def source(self) -> str:
        """Title and publisher, as a sender would name them."""
        return f"{self.source_title}, {self.publisher}"


@dataclass(frozen=True, slots=True)
class Choice:
    """The content of one cell of one submission; key all from ``round`` to ``breakdown``.

    Exactly one of ``figure_id`` and ``gap`` (a gap code) is given. ``kind`` is ``baseline``,
    ``newest`` (a year's own column), ``other_year``, ``other_definition`` (both in the block for
    other years) or ``restated``.
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


@cache
def load_figures() -> dict[str, PublishedFigure]:
    """All figures of the sample by id, in the order of the file."""
    figures = [
        _record(
            PublishedFigure,
            row,
            figure_id=row["id"],
            sender=row["country_iso3"],
            reference_year=int(row["year"]),
            breakdown=_breakdown(row),
            printed=row["value"],
            attributes=tuple(tuple(pair.split("=")) for pair in row["attributes"].split()),
            source_year=int(row["source_year"]),
            published_by=date.fromisoformat(row["published_by"]),
        )
        for row in rows_of("figures.csv")
    ]
    return {figure.figure_id: figure for figure in figures}


@cache
def load_choices() -> tuple[Choice, ...]:
    """All choices in the order of the file.

    Raises:
        BrokenInvariant: a choice names a figure that is not there, or neither figure nor gap.
    """
    choices = []
    for row in rows_of("choices.csv"):
        figure_id, gap = row["figure"] or None, row["gap"] or None
        if (figure_id is None) == (gap is None):
            raise BrokenInvariant(f"choices.csv: {row} needs either a figure or a gap code")
        if figure_id is not None and figure_id not in load_figures():
            raise BrokenInvariant(f"choices.csv: figure {figure_id} is not in figures.csv; add it")
        exact = {"round": int(row["round"]), "breakdown": _breakdown(row)}
        choices.append(_record(Choice, row, **exact, figure_id=figure_id, gap=gap))
    return tuple(choices)


@cache
def load_sample_submissions() -> tuple[SampleSubmission, ...]:
    """All submissions of the drive in the order of the file."""
    return tuple(
        _record(
            SampleSubmission,
            row,
            round=int(row["round"]),
            form=FormKey(row["form"]),
            covers=tuple(row["covers"].split()) or None,
            leaves_out=tuple(row["leaves_out"].split()),
            filled_on=date.fromisoformat(row["filled_on"]),
        )
        for row in rows_of("submissions.csv")
    )


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a table in this folder as text, in the order of the file."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _record(kind: type[T], row: Mapping[str, str], **converted: object) -> T:
    """A record of a row: text from the column of a field's name, unless it is given converted."""
    names = kind.__annotations__
    return kind(**{name: converted[name] if name in converted else row[name] for name in names})


def _breakdown(row: Mapping[str, str]) -> Breakdown:
    return Breakdown(row["sex"], row["age"], row["location"], row["sector"])
