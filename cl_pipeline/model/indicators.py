"""Indicators with their measures, breakdowns and attributes, and their moves between the lists."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from cl_pipeline.model.codes import ListLetter, MeasureRole
from cl_pipeline.model.identity import IndicatorKey, MeasureKey, RoundYear


@dataclass(frozen=True, slots=True)
class Breakdowns:
    """Rows next to the total: every combination of the codes of one or two ``dimensions``.

    ``adds_up``: the parts together are the whole, so that counts add up and the share of the whole
    lies between theirs. ``free_rows``: rows the sender names itself.
    """

    dimensions: tuple[str, ...]
    codes: tuple[tuple[str, ...], ...]
    adds_up: bool
    free_rows: int
    basis: str
    """``document`` where Annex 2 or the workshop asks for it, else ``optional``."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One quantity of an indicator; key (indicator, key).

    A rate names its ``numerator`` and the ``denominators`` it may be taken over; of several the
    sender declares one (``denominator_attribute``). A part names its whole (``part_of``).
    """

    indicator: IndicatorKey
    key: MeasureKey
    position: int
    name: str
    unit: str
    role: MeasureRole
    headline: bool
    basis: str
    numerator: MeasureKey | None
    denominators: tuple[MeasureKey, ...]
    denominator_attribute: str | None
    part_of: MeasureKey | None
    gross_limit: int | None
    """Up to where above 100 % a net rate is taken for a gross one, else None."""
    hint: str
    breakdowns: tuple[Breakdowns, ...]

    def denominator(self, declared: Callable[[str], str | None]) -> MeasureKey | None:
        """The measure a rate is taken over: the declared one, or the only one there is.

        ``declared`` gives what the sender declared for an attribute.
        """
        if self.denominator_attribute is None:
            return self.denominators[0] if len(self.denominators) == 1 else None
        found = declared(self.denominator_attribute)
        return next((key for key in self.denominators if key == found), None)


@dataclass(frozen=True, slots=True)
class Attribute:
    """A property of a reporting column that the sender declares; key (indicator, key).

    ``choices`` are (code, wording) pairs; empty where free text is taken.
    """

    indicator: IndicatorKey
    key: str
    name: str
    choices: tuple[tuple[str, str], ...]
    basis: str
    hint: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator; key ``key``. ``letter`` and ``position`` together read ``A2``."""

    key: IndicatorKey
    letter: ListLetter
    number: int
    name: str
    short_name: str
    age_range: str
    """Code of the ages the indicator covers, ``_Z`` where age does not apply."""
    from_minimum_age: bool
    """True where a Member State's minimum age for work may begin the ages instead."""
    key_result_areas: tuple[str, ...]
    data_sources: tuple[str, ...]
    measures: tuple[Measure, ...]
    attributes: tuple[Attribute, ...]
    guidance: str
    source: str

    @property
    def position(self) -> str:
        return f"{self.letter}{self.number}"

    @property
    def heading(self) -> str:
        return f"{self.position}  {self.short_name}"

    @property
    def headlines(self) -> tuple[Measure, ...]:
        return tuple(measure for measure in self.measures if measure.headline)

    def measure(self, key: str) -> Measure:
        """The measure of that key; KeyError if there is none."""
        for measure in self.measures:
            if measure.key == key:
                return measure
        raise KeyError(f"{self.key} has no measure {key!r}")


MeasureOf = tuple[IndicatorKey, MeasureKey]


@dataclass(frozen=True, slots=True)
class Containment:
    """Measures that together cannot exceed a whole; key (parts, whole).

    They may be on several sheets. ``whole`` is None where shares cannot exceed 100 %.
    """

    parts: tuple[MeasureOf, ...]
    whole: MeasureOf | None


@dataclass(frozen=True, slots=True)
class ListMove:
    """One indicator on another list from a round on; key (indicator, from_round)."""

    indicator: IndicatorKey
    letter: ListLetter
    from_round: RoundYear


def moved(indicators: Iterable[Indicator], moves: Iterable[ListMove]) -> tuple[Indicator, ...]:
    """The indicators with the moves made in their order; a move to the list it is on is none."""
    found = {indicator.key: indicator for indicator in indicators}
    used = {
        letter: max(
            (indicator.number for indicator in found.values() if indicator.letter == letter),
            default=0,
        )
        for letter in ListLetter
    }
    for move in moves:
        indicator = found[move.indicator]
        if indicator.letter == move.letter:
            continue
        used[move.letter] += 1
        found[move.indicator] = replace(indicator, letter=move.letter, number=used[move.letter])
    return tuple(found.values())
