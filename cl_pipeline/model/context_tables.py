"""Rows and reports of the context: sources, activities, series, support, work programme.

``position`` is that of the indicator, ``source`` a line of a document or the address of a cell,
``address`` that of the first filled cell of a row. Codes are empty and years None where not given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cl_pipeline.model.context import DataGap, DataSource, Project, Theme
from cl_pipeline.model.identity import IndicatorKey, SenderCode
from cl_pipeline.model.table import Table


@dataclass(frozen=True, slots=True)
class ContextReport:
    """One topic around the indicators as of a round.

    ``tables`` by the name of their sheet in the workbook; ``shown`` names those that fit a terminal
    or the web UI. ``records`` are the same rows in full, for JSON.
    """

    title: str
    tables: Mapping[str, Table]
    shown: tuple[str, ...]
    records: Mapping[str, Sequence[object]]
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
    """A question the officer may put to a sender; key (indicator, sender)."""

    indicator: IndicatorKey
    position: str
    sender: SenderCode
    source: DataSource
    words: str


@dataclass(frozen=True, slots=True)
class BodyReport:
    """The report of one ASEAN body on one activity; ``state`` is of the list ``activity_state``."""

    body: str
    state: str
    first_year: int | None
    last_year: int | None
    member_states: str
    partners: str
    evidence: str
    address: str
    is_sample: bool


@dataclass(frozen=True, slots=True)
class MemberChoice:
    """The choice of a Member State about an activity; ``choice`` is of ``activity_choice``."""

    sender: SenderCode
    choice: str
    first_year: int | None
    last_year: int | None
    institution: str
    partners: str
    address: str
    is_sample: bool


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One activity of Annex 1 with its reports and choices; key ``activity``.

    The years are the tentative time frame of its key result area, ``bodies`` those Annex 1 names.
    """

    activity: str
    name: str
    area: str
    years_from: int
    years_to: int
    bodies: tuple[str, ...]
    reports: tuple[BodyReport, ...]
    choices: tuple[MemberChoice, ...]

    @property
    def carried_out_in(self) -> tuple[SenderCode, ...]:
        """The Member States that carry it out or will do so."""
        return tuple(choice.sender for choice in self.choices if choice.choice == "CARRY_OUT")


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
class RegisterEntry:
    """One wish for support or one practice offered; key (sender, kind, text).

    ``kind`` is ``wish`` or ``offer``. ``theme`` is empty where none is proposed; the officer
    can then add a word to support_themes.csv.
    """

    sender: SenderCode
    kind: str
    theme: str
    text: str
    detail: str
    source: str
    is_sample: bool


@dataclass(frozen=True, slots=True)
class ThemeMatch:
    """One theme with its wishes and offers; key ``theme``, None for entries without one."""

    theme: Theme | None
    wishes: tuple[RegisterEntry, ...]
    offers: tuple[RegisterEntry, ...]

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
    """The institutions that supply one indicator in one Member State; key (indicator, sender).

    ``institutions`` are (name, source) pairs: those of the documents first, then those of
    submissions. ``status`` is a phrase on what has been reported for the round.
    """

    indicator: IndicatorKey
    position: str
    sender: SenderCode
    institutions: tuple[tuple[str, str], ...]
    status: str


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project of the work programme with what its body reports; key ``project.key``.

    ``state`` is of ``activity_state``. A project that a body added itself has the address of its
    row as ``project.source``.
    """

    project: Project
    state: str
    year: int | None
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class OutputRow:
    """One output on the checklist of a body; key (body, name). ``kind`` is of ``output_kind``."""

    body: str
    name: str
    kind: str
    project: str
    year: int | None
    state: str
    evidence: str
    address: str


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """The text of a body in one review; key (body, review)."""

    body: str
    review: str
    year: int | None
    words: str
    evidence: str
    address: str
