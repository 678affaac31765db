"""Rows and reports of the context: sources, activities, series, support, work programme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cl_pipeline.model.context import DataGap, DataSource, Project, Theme
from cl_pipeline.model.identity import IndicatorKey, RoundYear, SenderCode
from cl_pipeline.model.table import Table


@dataclass(frozen=True, slots=True)
class ContextReport:
    """One topic around the indicators as of a round.

    ``tables`` by the name of their sheet in the workbook; ``shown`` names those that fit a terminal
    or the web UI. ``records`` are the same rows in full, as JSON takes them.
    """

    title: str
    round: RoundYear
    tables: Mapping[str, Table]
    shown: tuple[str, ...]
    records: Mapping[str, Sequence[object]]
    is_sample: bool


@dataclass(frozen=True, slots=True)
class CompendiumRow:
    """One indicator and Member State; key both.

    ``sources`` could supply it, those in use first, newest first. ``newest_year`` is that of the
    newest in use, None where none has a year; ``age_years`` counts from it to the round.
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
    """The report of one ASEAN body on one activity; key (activity, body).

    ``state`` is a code of the list ``activity_state``, empty where none was chosen. Years are those
    given, else None.
    """

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
    """The choice of one Member State about one activity; key (activity, sender).

    ``choice`` is a code of the list ``activity_choice``, empty where none was made.
    """

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
    can then add a word to support_themes.csv. ``source`` is a line of a document or an address.
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
    """One theme with its wishes and offers; key ``theme``.

    ``theme`` is None for entries without one.
    """

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
        if self.theme is None:
            return ()
        pairs = {
            (wish.sender, offer.sender)
            for wish in self.wishes
            for offer in self.offers
            if wish.sender != offer.sender
        }
        return tuple(sorted(pairs))


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

    ``state`` is a code of ``activity_state``, empty where nothing is reported. A project that a
    body added itself has the address of its row as ``project.source``.
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
