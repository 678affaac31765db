"""Which figures are not published, so that none that is protected can be computed; and the proof.

A count of people above zero and below the smallest count shown must be able to be any such count.
A withheld figure must be able to lie the framework's margin below and above itself. A figure that
nobody reported is protected as well where the others give it away.

Method: for each of these claims in turn an integer program finds the cheapest further figures that
must go so that the claim can be true (as Fischetti and Salazar-Gonzalez do for tables); hiding more
never makes a claim impossible that was possible. In the end every further figure that no claim
needs is shown again. Every claim is then possible for a reader of all that is published, with whole
numbers that satisfy each relation exactly: this is the audit.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cl_pipeline.disclosure.program import Row
from cl_pipeline.disclosure.relations import Figures, related_figures
from cl_pipeline.disclosure.solver import Model
from cl_pipeline.disclosure.statements import Cell, Rate, Statement, cells_of, cost_of
from cl_pipeline.model.codes import ConfidentialityStatus
from cl_pipeline.model.disclosure import HiddenFigure, Protection
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import IndicatorKey, MeasureKey, SenderCode
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.vintage import ConsolidatedValue

PEOPLE_UNITS = frozenset({"children", "persons", "households", "cases"})
"""Units of counts of people."""


@dataclass(frozen=True, slots=True)
class Target:
    """A protected figure and what its readers must be able to believe of it, one claim a row."""

    name: str
    about: Cell | Rate
    reason: Protection
    claims: tuple[Row, ...]


def hidden_figures(
    values: Iterable[ConsolidatedValue],
    framework: Framework,
    shown_before: Iterable[ConsolidatedValue] = (),
    denominators: Mapping[str, MeasureKey] | None = None,
    protected_before: Iterable[ConsolidatedValue] = (),
) -> tuple[HiddenFigure, ...]:
    """The figures of a vintage that are not published, by Member State.

    ``denominators`` are those that the senders declared, by the trace key of the rate.
    ``shown_before`` were published with earlier vintages and cannot be hidden any more; where they
    give a figure away, its ``is_protected`` is false. ``protected_before`` were hidden in earlier
    vintages; one without a figure in this one stays protected.
    """
    groups = _groups(values, framework, shown_before, denominators, protected_before)
    return tuple(hidden for group in groups for hidden in group.results())


def shown_causes(
    values: Iterable[ConsolidatedValue],
    framework: Framework,
    shown_before: Iterable[ConsolidatedValue],
    denominators: Mapping[str, MeasureKey] | None = None,
    protected_before: Iterable[ConsolidatedValue] = (),
) -> dict[str, tuple[ConsolidatedValue, ...]]:
    """Which figures of ``shown_before`` matter to a hidden one, by its trace key.

    Had they not been shown, a protected figure would not be given away, and a further one would
    not be hidden for it. Arguments as for ``hidden_figures``.
    """
    groups = _groups(values, framework, shown_before, denominators, protected_before)
    return {name: causes for group in groups for name, causes in group.shown_causes()}


def _groups(
    values: Iterable[ConsolidatedValue],
    framework: Framework,
    shown_before: Iterable[ConsolidatedValue],
    denominators: Mapping[str, MeasureKey] | None,
    protected_before: Iterable[ConsolidatedValue],
) -> Iterator["_Group"]:
    own, earlier = _by_sender(values), _by_sender(shown_before)
    protected = _by_sender(protected_before)
    for sender, found in own.items():
        for figures in related_figures(
            found, framework, earlier[sender], denominators, protected[sender]
        ):
            yield _Group(figures, sender, framework)


def is_withheld(value: ConsolidatedValue) -> bool:
    """Whether the Member State does not want the figure shown, given or not."""
    return "withheld" in value.flags or value.conf_status is not ConfidentialityStatus.FREE


def is_small(value: ConsolidatedValue | Observation, smallest: int) -> bool:
    """Whether it is a count of people, above zero and below ``smallest``."""
    is_about_people = value.unit in PEOPLE_UNITS
    return is_about_people and value.value is not None and 0 < value.value < smallest


def _indicator(about: Cell | Rate) -> IndicatorKey:
    return IndicatorKey(cells_of(about)[0].indicator)


def _costs(statements: Iterable[Statement], framework: Framework) -> list[int]:
    """What hiding each figure would lose, also where it was shown before."""
    measures = {
        (indicator.key, measure.key): measure
        for indicator in framework.indicators
        for measure in indicator.measures
    }
    return [
        max(
            cost_of(measures[value.key.indicator, value.key.measure], value.key.breakdown)
            for value in (*statement.values, *statement.shown_before)
        )
        if statement.values or statement.shown_before
        else 0
        for statement in statements
    ]


def _by_sender(values: Iterable[ConsolidatedValue]) -> dict[SenderCode, list[ConsolidatedValue]]:
    found: dict[SenderCode, list[ConsolidatedValue]] = defaultdict(list)
    for value in values:
        found[value.sender].append(value)
    return found


class _Group:
    """Related figures of one Member State while it is decided which of them are hidden."""

    def __init__(self, figures: Figures, sender: SenderCode, framework: Framework) -> None:
        self.sender = sender
        self.smallest = framework.rules.smallest_count_shown
        self.margin = Fraction(framework.rules.withheld_margin_pct) / 100
        self.people = {
            (indicator.key, measure.key)
            for indicator in framework.indicators
            for measure in indicator.measures
            if measure.unit in PEOPLE_UNITS
        }
        self.costs = _costs(figures.statements, framework)
        self.statements = figures.statements
        stated = {found.about for found in self.statements if found.value is not None}
        self.unreported = [cell for cell in figures.cells if cell not in stated]
        self.reasons = {
            number: reason
            for number, statement in enumerate(self.statements)
            if (reason := self._reason(statement))
        }
        self.hidden = set(self.reasons)
        self.protects: dict[int, str] = {}
        self.figures = figures

    def _reason(self, statement: Statement) -> Protection | None:
        if any(is_withheld(value) for value in statement.values):
            return Protection.WITHHELD
        if any(is_small(value, self.smallest) for value in statement.values):
            return Protection.SMALL
        return None

    def _has_counts(self) -> bool:
        """Whether a count is reported; rates alone say nothing about any number of people."""
        return any(isinstance(found.about, Cell) and found.value for found in self.statements)

    def results(self) -> Iterator[HiddenFigure]:
        if not self.reasons and not (self.unreported and self._has_counts()):
            return
        self.model = Model(self.figures)
        targets = [*self._stated_targets(), *self._implied_targets()]
        unprotected = {target.name for target in targets if not self._hide_for(target)}
        self._show_again([target for target in targets if target.name not in unprotected])
        for target in targets:
            yield HiddenFigure(
                target.name,
                self.sender,
                _indicator(target.about),
                target.reason,
                *self._range(target.about),
                is_protected=target.name not in unprotected and not self._own_shown(target),
            )
        for number in sorted(self.hidden - set(self.reasons)):
            statement = self.statements[number]
            for trace_key, value in statement.by_trace_key().items():
                yield HiddenFigure(
                    trace_key,
                    value.sender,
                    value.key.indicator,
                    Protection.PROTECTS,
                    *self._range(statement.about),
                    protects=self.protects[number],
                    cost=statement.cost or 0,
                )

    def shown_causes(self) -> Iterator[tuple[str, tuple[ConsolidatedValue, ...]]]:
        """Of each hidden figure to which figures shown before matter: its name, and those."""
        shown = {number for number, found in enumerate(self.statements) if found.shown_before}
        results = tuple(self.results()) if shown else ()
        if not results:
            return
        claims: dict[str, tuple[Row, ...]] = {}
        unprotected = {found.trace_key for found in results if not found.is_protected}
        for target in (*self._stated_targets(), *self._implied_targets()):
            claims[target.name] = target.claims
            causes = self._own_shown(target) or (
                self._least_shown(target.claims, self.hidden, shown)
                if target.name in unprotected
                else ()
            )
            if causes:
                yield target.name, self._shown_before(causes)
        for number in sorted(self.hidden - set(self.reasons)):
            wished = claims[self.protects[number]]
            causes = self._least_shown(wished, self.hidden - {number}, shown)
            if causes and sum(self.costs[cause] for cause in causes) < self.costs[number]:
                for trace_key in self.statements[number].by_trace_key():
                    yield trace_key, self._shown_before(causes)

    def _own_shown(self, target: Target) -> tuple[int, ...]:
        """The statement of a protected figure, if it was itself shown before."""
        return tuple(
            number
            for number in self.reasons
            if self.statements[number].shown_before
            and target.name in self.statements[number].by_trace_key()
        )

    def _shown_before(self, numbers: Iterable[int]) -> tuple[ConsolidatedValue, ...]:
        return tuple(value for number in numbers for value in self.statements[number].shown_before)

    def _least_shown(
        self, claims: Iterable[Row], hidden: Collection[int], shown: Collection[int]
    ) -> tuple[int, ...]:
        """Of the figures shown before some, as cheap as can be, without which the claims hold."""
        claims = tuple(claims)

        def hold(without: Collection[int]) -> bool:
            return all(self.model.is_possible(claim, without) for claim in claims)

        known = set(hidden)
        if hold(known) or not hold(known | set(shown)):
            return ()
        causes = set(shown) - known
        for number in sorted(causes, key=lambda number: (-self.costs[number], number)):
            if hold(known | causes - {number}):
                causes.remove(number)
        return tuple(sorted(causes))

    def _range(self, about: Cell | Rate) -> tuple[Decimal | None, Decimal | None]:
        """What a reader can compute of a count; nothing is said of a rate."""
        if isinstance(about, Rate):
            return None, None
        low, high = (self.model.extreme(about, self.hidden, sign) for sign in (1, -1))
        scale = self.model.scale
        return (
            None if low is None else Decimal(low) / scale,
            None if high is None else Decimal(high) / scale,
        )

    def _stated_targets(self) -> Iterator[Target]:
        for number, reason in self.reasons.items():
            statement = self.statements[number]
            for trace_key in statement.by_trace_key():
                yield Target(trace_key, statement.about, reason, self._claims(statement, reason))

    def _claims(self, statement: Statement, reason: Protection) -> tuple[Row, ...]:
        about, value = statement.about, statement.value
        if reason is Protection.SMALL and isinstance(about, Cell):
            return self._any_small_count(about)
        if isinstance(about, Rate):
            return self._around_rate(about)
        if value is not None:
            return self._around(about, Fraction(value))
        low, high = (self.model.extreme(about, (), sign) for sign in (1, -1))
        if low is None or high is None:
            return ()
        return self._around(about, Fraction(low + high, 2 * self.model.scale))

    def _any_small_count(self, cell: Cell) -> tuple[Row, ...]:
        return tuple(
            self.model.row((cell, 1), low=count, high=count) for count in range(1, self.smallest)
        )

    def _around(self, cell: Cell, count: Fraction) -> tuple[Row, ...]:
        above = max(count * (1 + self.margin), Fraction(1))
        row = self.model.row
        below = (row((cell, 1), high=count * (1 - self.margin)),) if count else ()
        return (*below, row((cell, 1), low=above))

    def _around_rate(self, rate: Rate) -> tuple[Row, ...]:
        share = self._share(rate)
        if share is None:
            return ()
        distance = self.margin * min(share, abs(1 - share))
        part, whole, row = rate.numerator, rate.denominator, self.model.row
        return (
            row((part, 1), (whole, distance - share), high=0),
            row((part, 1), (whole, -distance - share), low=0),
        )

    def _share(self, rate: Rate) -> Fraction | None:
        """The share that is protected: as stated, or as its two counts give it; None if unknown."""
        if rate.value is not None:
            return Fraction(rate.value) / 100
        least, most = (
            [self.model.extreme(cell, (), sign) for cell in (rate.numerator, rate.denominator)]
            for sign in (1, -1)
        )
        part, whole = least
        return Fraction(part, whole) if least == most and part is not None and whole else None

    def _implied_targets(self) -> Iterator[Target]:
        """Counts that nobody reported and that the reported ones show to be small."""
        people = [cell for cell in self.unreported if cell[2:4] in self.people]
        targeted = {self.statements[number].about for number in self.reasons}
        for cell in self.model.certainly_below(people, self.smallest):
            if cell not in targeted:
                column = f"{cell.period}/{abs(cell.series) + 1}" if cell.series else cell.period
                place = (cell.indicator, self.sender, column, cell.measure, cell.breakdown.key)
                yield Target("|".join(place), cell, Protection.IMPLIED, self._any_small_count(cell))

    def _hide_for(self, target: Target) -> bool:
        """Hide what must go so that every claim can be true; False if that is not enough."""
        for claim in target.claims:
            if self.model.is_possible(claim, self.hidden):
                continue
            further = self.model.cheapest(claim, self.hidden)
            if further is None:
                return False
            self.hidden |= further
            self.protects |= dict.fromkeys(further, target.name)
        return True

    def _show_again(self, targets: Sequence[Target]) -> None:
        """Show every further figure that no claim needs, the dearest first."""
        claims = [(target.name, claim) for target in targets for claim in target.claims]
        further = self.hidden - set(self.reasons)
        costs = {number: self.statements[number].cost or 0 for number in further}
        for number in sorted(further, key=lambda number: (-costs[number], number)):
            without = self.hidden - {number}
            # First the claims for which it was hidden: they likely need it still.
            claims.sort(key=lambda claim: claim[0] != self.protects[number])
            if all(self.model.is_possible(claim, without) for _, claim in claims):
                self.hidden = without
