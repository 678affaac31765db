"""Rows and reports of the context: sources, activities, series, support, work programme.

``position`` is that of the indicator, ``source`` a line of a document or the address of a cell,
``address`` that of the first filled cell of a row. Codes are empty and years None where not given.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cl_pipeline.model.context import DataGap, DataSource, SupportOffer, Theme
from cl_pipeline.model.form import FormRow
from cl_pipeline.model.framework import Activity, KeyResultArea
from cl_pipeline.model.identity import IndicatorKey, SenderCode
from cl_pipeline.model.table import Table


@dataclass(frozen=True, slots=True)
class ContextReport:
    """One topic around the indicators as of a round.

    ``tables`` by the name of their sheet in the workbook; ``shown`` names those that fit a terminal
    or the web UI.
    """

    title: str
    tables: Mapping[str, Table]
    shown: tuple[str, ...]
    is_sample: bool


@dataclass(frozen=True, slots=True)
class CompendiumRow:
    """The sources that could supply an indicator in one Member State; key (indicator, sender).

    ``sources``: those in use first, newest first. ``newest_year`` is that of the newest in use;
    ``age_years`` counts from it to the round.
    """

    indicator: IndicatorKey
    position: str
    sender: SenderCode
    sources: tuple[DataSource, ...]
    newest_year: int | None
    age_years: int | None


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """One theme with the gaps and wishes of Member States; key ``theme``."""

    theme: Theme
    gaps: tuple[DataGap, ...]

    @property
    def senders(self) -> tuple[SenderCode, ...]:
        """The Member States that name it."""
        return tuple(sorted({gap.sender for gap in self.gaps}))


@dataclass(frozen=True, slots=True)
class SourceQuestion:
    """A question the officer may put to a sender; key (position, sender)."""

    position: str
    sender: SenderCode
    words: str


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One activity of Annex 1 with the newest rows of bodies and Member States about it.

    ``area`` has its tentative time frame and the bodies that Annex 1 names.
    """

    activity: Activity
    area: KeyResultArea
    reports: tuple[FormRow, ...]
    choices: tuple[FormRow, ...]

    @property
    def taken_up_by(self) -> tuple[SenderCode, ...]:
        """The Member States that carry it out or will do so."""
        return tuple(
            choice.sender for choice in self.choices if choice.code("choice") == "CARRY_OUT"
        )


@dataclass(frozen=True, slots=True)
class ActivityYear:
    """One activity, body and year; key all three.

    ``state`` is what the body reports for the year, or ``TENTATIVE`` where Annex 1 names body and
    year and nothing is reported. There is no state for being late: time frames are tentative.
    """

    activity: str
    body: str
    year: int
    state: str


@dataclass(frozen=True, slots=True)
class ThemeMatch:
    """One theme with its wishes and offers; key ``theme``, None for entries without one."""

    theme: Theme | None
    wishes: tuple[SupportOffer, ...]
    offers: tuple[SupportOffer, ...]

    @property
    def name(self) -> str:
        """The name of the theme, or that there is none."""
        return self.theme.name if self.theme else "No theme proposed yet"

    @property
    def matches(self) -> tuple[tuple[SenderCode, SenderCode], ...]:
        """Pairs of a Member State with a wish and one with an offer; none without a theme."""
        wishes = {wish.sender for wish in self.wishes if self.theme}
        offers = {offer.sender for offer in self.offers}
        return tuple(sorted((wish, offer) for wish in wishes for offer in offers - {wish}))


@dataclass(frozen=True, slots=True)
class SupplierRow:
    """One institution that supplies an indicator in one Member State; key the first three.

    ``status`` is a phrase on what has been reported for the round.
    """

    position: str
    sender: SenderCode
    institution: str
    source: str
    status: str
