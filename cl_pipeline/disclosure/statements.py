"""Reported figures as statements about cells, one statement for whatever is about the same count.

A *cell* is one count of one period, reported or not. A *statement* is a reported figure: it fixes
a cell, or a rate of two cells.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil, floor
from typing import NamedTuple

from cl_pipeline.model.breakdown import TOTAL, Breakdown
from cl_pipeline.model.codes import MeasureRole, ObservationStatus
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import IndicatorKey, MeasureKey
from cl_pipeline.model.indicators import Measure
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.vintage import ConsolidatedValue

ZERO = frozenset({ObservationStatus.CANNOT_EXIST, ObservationStatus.NOT_SIGNIFICANT})
"""Gaps of a count that everybody reads as zero."""

PERCENT = "percent"


class Cell(NamedTuple):
    """One count; ``series`` keeps figures apart that differ for the same period."""

    period: str
    series: int
    indicator: IndicatorKey
    measure: MeasureKey
    breakdown: Breakdown


@dataclass(frozen=True, slots=True)
class Rate:
    """A reported rate, in percent: ``value`` within ``half`` of 100 · numerator / denominator.

    ``value`` is None for a rate that is only withheld.
    """

    numerator: Cell
    denominator: Cell
    value: Decimal | None
    half: Decimal


@dataclass(slots=True)
class Statement:
    """A reported figure and every value of the vintage that shows it.

    ``about`` is a cell with its ``value``, or a rate. ``cost`` is what hiding it loses; None where
    it cannot be hidden, because it was shown before: ``shown_before`` are those figures.
    """

    about: Cell | Rate
    value: Decimal | None
    unit: str
    cost: int | None
    values: list[ConsolidatedValue] = field(default_factory=list)
    shown_before: list[ConsolidatedValue] = field(default_factory=list)

    def by_trace_key(self) -> dict[str, ConsolidatedValue]:
        """One value for each figure, also where it is in two vintages."""
        return {value.trace_key: value for value in self.values}


def cells_of(about: Cell | Rate) -> tuple[Cell, ...]:
    return (about.numerator, about.denominator) if isinstance(about, Rate) else (about,)


def by_column(values: Iterable[ConsolidatedValue]) -> Iterable[list[ConsolidatedValue]]:
    groups: dict[tuple[str, str], list[ConsolidatedValue]] = defaultdict(list)
    for value in values:
        groups[value.key.column, _period(value)].append(value)
    return groups.values()


def _period(value: ConsolidatedValue) -> str:
    return str(value.reference_year or value.key.column)


def declared_denominators(
    values: Iterable[ConsolidatedValue],
    framework: Framework,
    observations: Mapping[str, Observation],
) -> dict[str, MeasureKey]:
    """Over which whole the sender says that a rate is taken, by its trace key.

    ``observations`` are by the address of the value: of a computed rate that of its numerator.
    """
    measures = _measures(framework)
    declared = {}
    for value in values:
        measure = measures.get((value.key.indicator, value.key.measure))
        observation = observations.get(value.address)
        if measure is None or observation is None or measure.denominator_attribute is None:
            continue
        chosen = measure.denominator(dict(observation.attributes).get)
        if chosen is not None:
            declared[value.trace_key] = chosen
    return declared


def _measures(framework: Framework) -> dict[tuple[IndicatorKey, MeasureKey], Measure]:
    return {
        (indicator.key, measure.key): measure
        for indicator in framework.indicators
        for measure in indicator.measures
    }


class Statements:
    """Statements by what they are about; figures that contradict each other are in two series.

    ``denominators`` are those that the sender declared, by the trace key of the rate.
    A cell of a further series whose figure the first one has, or has not contradicted, is the
    cell of the first: it is in ``same``.
    """

    def __init__(
        self, framework: Framework, denominators: Mapping[str, MeasureKey] | None = None
    ) -> None:
        self.declared = denominators or {}
        self.measures = _measures(framework)
        self.statements: dict[Cell, Statement] = {}
        self.reported: dict[Cell, Decimal] = {}
        self.known: set[Cell] = set()
        self.chosen: dict[tuple[IndicatorKey, MeasureKey], MeasureKey] = {}
        self.same: set[Cell] = set()
        self.corrections: set[int] = set()

    def place(self, group: list[ConsolidatedValue], *, shown_before: bool = False) -> None:
        series = next(
            series
            for series in range(len(self.statements) + 1)
            if not self._contradicts(group, series)
        )
        if shown_before and series:
            self.corrections.add(series)
        known = [v for v in group if (v.key.indicator, v.key.measure) in self.measures]
        # Counts first: they decide which denominator a rate fits.
        counts = [value for value in known if value.unit != PERCENT]
        self._place(counts, series, shown_before=shown_before)
        rates = [value for value in known if value.unit == PERCENT]
        self._choose_denominators(rates, series)
        self._place(rates, series, shown_before=shown_before)

    def place_protected(self, values: Iterable[ConsolidatedValue]) -> None:
        """Figures that were hidden before: those whose cell has no figure any more."""
        for value in values:
            measure = self.measures.get((value.key.indicator, value.key.measure))
            statement = self.statements.get(_cell(value, 0))
            if measure is not None and (statement is None or statement.value is None):
                self._state(value, measure, 0)

    def _place(self, group: list[ConsolidatedValue], series: int, *, shown_before: bool) -> None:
        for value in group:
            measure = self.measures[value.key.indicator, value.key.measure]
            is_same = series > 0 and measure.role != MeasureRole.RATE and self._agrees(value)
            if is_same:
                self._note_same(value, series)
            if not (shown_before and self._is_stated(value)):
                self._state(value, measure, 0 if is_same else series)
            if shown_before:
                self._cannot_be_hidden(value, series)

    def _contradicts(self, group: list[ConsolidatedValue], series: int) -> bool:
        return any(
            found is not None and value.value is not None and found != value.value
            for value in group
            for found in [self._found(value, series)]
        )

    def _choose_denominators(self, group: list[ConsolidatedValue], series: int) -> None:
        """Of which whole the rates of a column are shares, as far as its figures say.

        Of several the smallest: it gives the smaller count.
        """
        evidence: dict[tuple[IndicatorKey, MeasureKey], dict[MeasureKey, list[bool]]] = {}
        for value in group:
            measure = self.measures[value.key.indicator, value.key.measure]
            if measure.numerator is None or value.value is None or len(measure.denominators) < 2:
                continue
            found = evidence.setdefault((measure.indicator, measure.key), defaultdict(list))
            part = self.reported.get(_cell(value, series)._replace(measure=measure.numerator))
            for key in measure.denominators:
                cell = _cell(value, series)._replace(measure=key)
                cell = cell._replace(breakdown=cell.breakdown._replace(sector=TOTAL))
                if whole := self.reported.get(cell):
                    half = _half_of_last_digit(value.value)
                    found[key].append(_fits(value.value, half, part, whole))
        self.chosen = {
            rate: min(
                self.measures[rate].denominators,
                key=lambda key: (found[key].count(False), -found[key].count(True)),
            )
            for rate, found in evidence.items()
        }

    def _agrees(self, value: ConsolidatedValue) -> bool:
        found = self._found(value, 0)
        return value.value is None or found in (None, value.value)

    def _note_same(self, value: ConsolidatedValue, series: int) -> None:
        cell = _cell(value, series)
        self.same.add(cell)
        self.known.add(cell)
        if value.value is not None:
            self.reported[cell] = value.value

    def resolved(self, cell: Cell) -> Cell:
        """The cell that a cell of a series is."""
        return cell._replace(series=0) if cell in self.same else cell

    def _found(self, value: ConsolidatedValue, series: int) -> Decimal | None:
        return self.reported.get(_cell(value, series))

    def _is_stated(self, value: ConsolidatedValue) -> bool:
        return value.value is not None and self._found(value, 0) == value.value

    def _cannot_be_hidden(self, value: ConsolidatedValue, series: int) -> None:
        for place in {0, series}:
            statement = self.statements.get(_cell(value, place))
            if statement is not None and statement.value == value.value:
                statement.cost = None
                statement.shown_before.append(value)

    def _state(self, value: ConsolidatedValue, measure: Measure, series: int) -> None:
        cell = _cell(value, series)
        is_rate = measure.role == MeasureRole.RATE
        if value.value is None and value.obs_status in ZERO and not is_rate:
            self.statements.setdefault(cell, Statement(cell, Decimal(), value.unit, None))
            self.reported.setdefault(cell, Decimal())
            self.known.add(cell)
            return
        if cell in self.statements and self.statements[cell].value is not None:
            self.statements[cell].values.append(value)
            return
        if value.value is not None:
            self.reported[cell] = value.value
        cost = cost_of(measure, value.key.breakdown)
        about = self._rate(value, measure, cell) if is_rate else cell
        earlier = self.statements.get(cell)
        shown_by = [*(earlier.values if earlier else ()), value]
        self.statements[cell] = Statement(about, value.value, value.unit, cost, shown_by)
        self.known.update(cells_of(about))

    def _rate(self, value: ConsolidatedValue, measure: Measure, cell: Cell) -> Rate:
        numerator = cell._replace(measure=measure.numerator or MeasureKey(f"{measure.key}:part"))
        half = Decimal() if value.value is None else _half_of_last_digit(value.value)
        wholes = measure.denominators or (MeasureKey(f"{measure.key}:whole"),)
        # A share by sector is of all, not of the sector (hint of the share of child labour).
        of = cell.breakdown._replace(sector=TOTAL)
        denominators = [cell._replace(measure=key, breakdown=of) for key in wholes]
        chosen = self.declared.get(value.trace_key) or self.chosen.get(
            (cell.indicator, measure.key), wholes[0]
        )
        whole = next(found for found in denominators if found.measure == chosen)
        return Rate(self.resolved(numerator), self.resolved(whole), value.value, half)


def _fits(rate: Decimal, half: Decimal, part: Decimal | None, whole: Decimal) -> bool:
    """Whether it can be the rate of a part, of any whole count if that is not known."""
    if part is not None:
        return abs(100 * part / whole - rate) <= half
    return floor(whole * (rate + half) / 100) >= ceil(whole * (rate - half) / 100)


def _half_of_last_digit(value: Decimal) -> Decimal:
    return Decimal(1).scaleb(int(value.as_tuple().exponent)) / 2


def _cell(value: ConsolidatedValue, series: int) -> Cell:
    key = value.key
    return Cell(_period(value), series, key.indicator, key.measure, key.breakdown)


def cost_of(measure: Measure, breakdown: Breakdown) -> int:
    """What is lost if a figure is hidden: totals are dear, optional breakdowns cheap.

    A rate is cheaper than its denominator, which is often published elsewhere as well.
    """
    by_role = {MeasureRole.RATE: 300, MeasureRole.DENOMINATOR: 500}
    of_total = by_role.get(measure.role, 1000 if measure.headline else 400)
    given = [name for name, _ in breakdown.given()]
    if not given:
        return of_total
    asked = any(
        found.basis == "document" for found in measure.breakdowns if list(found.dimensions) == given
    )
    of_breakdown = of_total // (10 if asked else 15)
    return of_breakdown if len(given) == 1 else of_breakdown // 3
