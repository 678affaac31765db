"""The Roadmap as data: who reports what, in which breakdowns, when and under which rules."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cache
from hashlib import sha256

from cl_pipeline.model.codes import (
    Basis,
    ConfidentialityStatus,
    FormKey,
    FormStatus,
    ListLetter,
    ObservationStatus,
    Phase,
)
from cl_pipeline.model.comparability import NO_REGISTRY, ComparabilityRegistry
from cl_pipeline.model.context import NO_CONTEXT, Body, Context
from cl_pipeline.model.identity import IndicatorKey, MeasureKey, RoundYear, SenderCode
from cl_pipeline.model.indicators import Containment, Indicator, ListMove, moved
from cl_pipeline.model.number_format import JAKARTA
from cl_pipeline.model.proposal import Proposal
from cl_pipeline.model.rules import CountingAlternative, Rules

FIRST_LEVEL_UNIT = "first_level_unit"
"""Start of the keys of the code lists of first-level units: one per Member State, ``…:KHM``."""


@dataclass(frozen=True, slots=True)
class MemberState:
    """One Member State; key ``code``. ``names`` holds every name met in files, official first."""

    code: SenderCode
    iso2: str
    m49: str
    name: str
    names: tuple[str, ...]
    member_from: date
    member_until: date | None
    locale: str
    """CLDR locale in which the sender writes numbers, e.g. ``km_KH``."""
    minimum_age: int | None
    """Minimum age for work in years where the documents give it, else None (open)."""
    source: str
    working_age: int | None = None
    """First year of working age in national statistics where given, else None (open)."""

    def is_member_on(self, day: date) -> bool:
        return self.member_from <= day and (self.member_until is None or day < self.member_until)


@dataclass(frozen=True, slots=True)
class KeyResultArea:
    key: str
    position: int
    name: str
    years_from: int
    years_to: int
    bodies: tuple[str, ...]
    partners: tuple[str, ...]
    data_sources: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Activity:
    """One key activity of Annex 1; key ``key``. Time frames are tentative, per key result area."""

    key: str
    key_result_area: str
    position: int
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One phase of one round; key (round, phase). Ends at 23:59 Asia/Jakarta on ``ends_on``."""

    round: RoundYear
    phase: Phase
    starts_on: date
    ends_on: date
    basis: Basis
    source: str

    @property
    def ends_at(self) -> datetime:
        """The last instant of that day in Jakarta, as UTC: all of the minute 23:59 is in time."""
        return datetime.combine(self.ends_on, time.max, JAKARTA).astimezone(UTC)

    @property
    def is_proposed(self) -> bool:
        """Whether its days are ours: no document and no decision sets them."""
        return self.basis == Basis.ASSUMPTION


@dataclass(frozen=True, slots=True)
class GapCode:
    """A code in a cell instead of a number; key ``code``.

    ``counts_as_reported`` is a policy of the Secretariat (``reference`` rules), not a fact.
    """

    code: str
    name: str
    obs_status: ObservationStatus
    conf_status: ConfidentialityStatus
    is_explained: bool
    counts_as_reported: bool
    spellings: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Code:
    """One code of one list; key (list_key, code).

    ``other_names`` are what else people call it; only first-level units have some.
    """

    list_key: str
    code: str
    name: str
    parent: str | None
    source: str
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Supplier:
    """An institution that supplies an indicator in a Member State; key all three."""

    sender: SenderCode
    institution: str
    indicator: IndicatorKey
    source: str


@dataclass(frozen=True, slots=True)
class Ratification:
    """One ILO convention and one Member State, as printed; key (sender, convention)."""

    sender: SenderCode
    convention: str
    ratified: str
    as_of: str
    source: str


@dataclass(frozen=True, slots=True)
class FormVersion:
    """One version of a form; key (form, version). ``rounds`` are those it is sent out in."""

    form: FormKey
    version: str
    status: FormStatus
    rounds: tuple[RoundYear, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class Framework:
    """The whole Roadmap as data, loaded once. ``digest`` is over the bytes of all its files."""

    key: str
    title: str
    digest: str
    member_states: tuple[MemberState, ...]
    key_result_areas: tuple[KeyResultArea, ...]
    activities: tuple[Activity, ...]
    bodies: tuple[Body, ...]
    indicators: tuple[Indicator, ...]
    calendar: tuple[CalendarEntry, ...]
    rules: Rules
    gap_codes: tuple[GapCode, ...]
    codes: tuple[Code, ...]
    suppliers: tuple[Supplier, ...]
    ratifications: tuple[Ratification, ...]
    form_versions: tuple[FormVersion, ...]
    context: Context = NO_CONTEXT
    counting_alternatives: tuple[CountingAlternative, ...] = ()
    """Other ways to count who reports, shown next to the one in force."""
    comparability: ComparabilityRegistry = NO_REGISTRY
    wholes: tuple[Containment, ...] = ()
    """Parts and wholes besides those of ``part_of`` and of the shares, also across sheets."""
    proposals: tuple[Proposal, ...] = ()
    list_moves: tuple[ListMove, ...] = ()
    """Moves decided, by round and then as decided; ``in_round`` makes them."""

    @property
    def rounds(self) -> tuple[RoundYear, ...]:
        return tuple(sorted({entry.round for entry in self.calendar}))

    def in_round(self, round_year: RoundYear) -> "Framework":
        """The framework with the lists as they are in that round; itself where none was moved."""
        return _in_round(self, round_year) if self.list_moves else self

    def code_names(self, list_key: str) -> dict[str, str]:
        return {code.code: code.name for code in self.codes if code.list_key == list_key}

    def on_list(self, letter: ListLetter) -> tuple[Indicator, ...]:
        chosen = (indicator for indicator in self.indicators if indicator.letter == letter)
        return tuple(sorted(chosen, key=lambda indicator: indicator.number))

    @property
    def headlines(self) -> frozenset[tuple[IndicatorKey, MeasureKey]]:
        """The headline measures of all indicators."""
        return frozenset(
            (indicator.key, measure.key)
            for indicator in self.indicators
            for measure in indicator.headlines
        )

    def indicator(self, name: str) -> Indicator:
        """The indicator of that key or position (``A2``); KeyError if there is none."""
        for indicator in self.indicators:
            if name == indicator.key or name.upper() == indicator.position:
                return indicator
        raise KeyError(f"no indicator {name!r}")

    def member_state(self, code: str) -> MemberState:
        """The Member State of that ISO3 code; KeyError if there is none."""
        for state in self.member_states:
            if state.code == code.upper():
                return state
        raise KeyError(f"no Member State {code!r}")

    def entry(self, round_year: RoundYear, phase: Phase) -> CalendarEntry:
        """The calendar entry; KeyError if there is none."""
        for entry in self.calendar:
            if entry.round == round_year and entry.phase == phase:
                return entry
        raise KeyError(f"no phase {phase} in round {round_year}")

    @property
    def open_rounds(self) -> dict[RoundYear, tuple[date, date]]:
        """Of each round the first day of its collection and the last day of its SLOM review."""
        return {
            year: (
                self.entry(year, Phase.A_LIST_COLLECTION).starts_on,
                self.entry(year, Phase.SLOM_REVIEW).ends_on,
            )
            for year in self.rounds
        }

    def counted_states(self, round_year: RoundYear) -> tuple[MemberState, ...]:
        """Members on the last day of the round's SLOM review: those the rule of five counts."""
        day = self.entry(round_year, Phase.SLOM_REVIEW).ends_on
        return tuple(state for state in self.member_states if state.is_member_on(day))


@cache
def _in_round(framework: Framework, round_year: RoundYear) -> Framework:
    taken = tuple(
        list_move for list_move in framework.list_moves if list_move.from_round <= round_year
    )
    if not taken:
        return replace(framework, list_moves=())
    digest = sha256(f"{framework.digest}\n{taken!r}".encode()).hexdigest()
    indicators = moved(framework.indicators, taken)
    return replace(framework, indicators=indicators, digest=digest, list_moves=())


Sender = MemberState | Body


def senders_of(framework: Framework, form: FormKey) -> tuple[Sender, ...]:
    if form == FormKey.ACTIVITY_STATUS:
        return framework.bodies
    if form == FormKey.SCORECARD:
        return framework.context.subsidiary_bodies
    return framework.member_states


def all_senders(framework: Framework) -> dict[str, Sender]:
    return {sender.code: sender for form in FormKey for sender in senders_of(framework, form)}


def regions(framework: Framework) -> dict[str, str]:
    """The ISO 3166 alpha-2 code of each sender's country, of a body that of its locale."""
    return {
        code: sender.locale.partition("_")[2] for code, sender in all_senders(framework).items()
    }


def sender_of(framework: Framework, form: FormKey, code: str) -> Sender:
    """The sender of that code, in any case of letters; KeyError if nobody has it."""
    for sender in senders_of(framework, form):
        if sender.code == code.upper():
            return sender
    raise KeyError(f"no sender {code!r} of the form {form}")
