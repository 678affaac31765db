"""Random sparse figures of all A indicators: each figure is counted over made-up records.

So sums, shares and relations across sheets hold by construction, and which figures there are is
random. Nothing here knows the code that hides figures.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from random import Random

from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import ConfidentialityStatus, MeasureRole
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import MeasureKey
from cl_pipeline.model.indicators import Indicator, Measure
from cl_pipeline.model.vintage import ConsolidatedValue
from tests.builders.figures import figure

Person = dict[str, str | int | bool]
Records = list[Person]

UNKNOWN = "_U"

AGES = {"Y5T17": (5, 17), "Y14T17": (14, 17), "Y0T17": (0, 17)}
PROVINCES = {"U": ("label:Capital", "label:Port"), "R": ("label:Hills", "label:Delta")}
MEMBERS: dict[str, dict[str, Callable[[Person], bool]]] = {
    "child_labour_5_17": {
        "children": lambda person: person["work"] == "labour",
        "population": lambda _: True,
        "hazardous": lambda person: person["work"] == "labour" and person["form"] == "hazardous",
        "other_worst_forms": lambda person: (
            person["work"] == "labour" and person["form"] == "other"
        ),
    },
    "young_workers_child_labour": {
        "persons": lambda person: person["work"] == "labour",
        "young_workers": lambda person: person["work"] != "none",
        "population": lambda _: True,
        "hazardous": lambda person: person["work"] == "labour" and person["form"] == "hazardous",
    },
    "young_workers_acceptable": {
        "persons": lambda person: person["work"] == "acceptable",
        "young_workers": lambda person: person["work"] != "none",
        "population": lambda _: True,
    },
    "net_enrolment": {
        "primary_enrolled": lambda person: person["work"] == "none",
        "primary_population": lambda _: True,
        "secondary_enrolled": lambda person: person["form"] != "hazardous",
        "secondary_population": lambda _: True,
    },
    "households_social_protection": {
        "households_accessing": lambda person: person["form"] != "other",
        "children_households_accessing": lambda person: person["form"] == "hazardous",
        "children_households": lambda person: person["form"] != "none",
    },
    "inspections_with_tools": {
        "inspections": lambda person: person["form"] == "hazardous",
        "all_inspections": lambda _: True,
    },
}
"""Who is counted in a measure; elsewhere everybody in the records of that measure is."""


@dataclass(frozen=True)
class Filling:
    """How a sender fills its form: shares of what could be filled, and of what it withholds."""

    totals: float
    breakdowns: float
    rates: float
    withheld: float
    decimals: int


def random_figures(
    framework: Framework, random: Random, *, most: int = 1_000, year: int = 2019
) -> tuple[ConsolidatedValue, ...]:
    """The figures of one Member State: one or two columns about one year, of the same records.

    At most so many.
    """
    world = _world(random)
    columns = ["baseline", "other_1"][: random.choice((1, 1, 2))]
    filling = Filling(
        totals=random.choice((0.5, 0.8, 1.0)),
        breakdowns=random.choice((0.2, 0.5, 0.9)),
        rates=random.choice((0.0, 0.3, 0.9)),
        withheld=random.choice((0.0, 0.0, 0.05, 0.2)),
        decimals=random.choice((0, 1, 2, 5)),
    )
    asked = [person for person in framework.indicators if person.letter == "A"]
    chosen = random.sample(asked, random.randint(1, len(asked)))
    if random.random() < 0.5:
        chosen = [found for found in asked if found.number in {2, 3, 4}]
    values = [
        value
        for column in columns
        for indicator in chosen
        for value in _figures(indicator, column, year, world, filling, random)
    ]
    unknown = [value for value in values if value.key.breakdown.sex == UNKNOWN]
    others = [value for value in values if value.key.breakdown.sex != UNKNOWN]
    return (*unknown, *random.sample(others, min(len(others), max(0, most - len(unknown)))))


def _world(random: Random) -> Callable[[Indicator, Measure], Records]:
    size = random.choice((6, 15, 40, 150, 600))
    rare = random.choice((0.05, 0.2, 0.5))
    known: dict[str, Records] = {}

    def people(indicator: Indicator) -> Records:
        has_unknown = any(
            UNKNOWN in codes
            for measure in indicator.measures
            for group in measure.breakdowns
            for codes in group.codes
        )
        unknown = random.choice((0.0, rare / 2)) if has_unknown else 0.0
        return [_person(random, rare, unknown) for _ in range(random.randint(1, size))]

    def records(indicator: Indicator, measure: Measure) -> Records:
        name = str(indicator.key) if indicator.key in MEMBERS else f"{indicator.key}.{measure.key}"
        if indicator.number in {2, 3, 4}:
            name = "work"
        if name not in known:
            known[name] = people(indicator)
        ages = AGES.get(indicator.age_range)
        if ages is None:
            return known[name]
        return [person for person in known[name] if ages[0] <= int(person["age"]) <= ages[1]]

    return records


def _person(random: Random, rare: float, unknown: float) -> Person:
    location = "R" if random.random() < rare else "U"
    sex = "F" if random.random() < rare else "M"
    return {
        "sex": UNKNOWN if random.random() < unknown else sex,
        "age": random.randint(0, 17),
        "location": location,
        "province": random.choice(PROVINCES[location]),
        "nationality": "NNAT" if random.random() < rare else "NAT",
        "sector": random.choice(("AGR", "IND", "SER")),
        "agency": random.choice(("POLICE", "INSPECTION", "BORDER")),
        "work": random.choices(("labour", "acceptable", "none"), (rare, rare, 1))[0],
        "form": random.choices(("hazardous", "other", "none"), (rare, rare, 1))[0],
    }


def _figures(
    indicator: Indicator,
    column: str,
    year: int,
    world: Callable[[Indicator, Measure], Records],
    filling: Filling,
    random: Random,
) -> Iterator[ConsolidatedValue]:
    own_ages = random.random() < 0.3
    for measure in indicator.measures:
        members = MEMBERS.get(str(indicator.key), {})

        def count(
            key: str,
            breakdown: Breakdown,
            members: dict[str, Callable[[Person], bool]] = members,
        ) -> int:
            of = indicator.measure(key)
            is_member = members.get(key, lambda _: True)
            return sum(
                is_member(person) and _is_in(person, breakdown) for person in world(indicator, of)
            )

        for breakdown in _breakdowns(measure, own_ages):
            is_rate = measure.role == MeasureRole.RATE
            share = filling.rates if is_rate else 1.0
            share *= filling.breakdowns if breakdown.given() else filling.totals
            # Who has a row for unknown sex fills it: without it the others would not add up.
            is_sparse = breakdown.sex != UNKNOWN
            if measure.unit == "currency" or (is_sparse and random.random() >= share):
                continue
            value: Decimal | None = None
            if not is_rate:
                value = Decimal(count(str(measure.key), breakdown))
            elif measure.numerator and measure.denominators and indicator.number != 13:
                whole = measure.denominators[0]
                base = breakdown._replace(sector="_T")
                below = count(str(whole), base)
                if below:
                    exact = Decimal(100 * count(str(measure.numerator), breakdown)) / below
                    last = Decimal(1).scaleb(-filling.decimals)
                    value = exact.quantize(last, rounding=ROUND_HALF_UP)
            if value is not None:
                made = figure(
                    value, indicator, measure, column=column, year=year, breakdown=breakdown
                )
                yield _held(made, random) if random.random() < filling.withheld else made


def declared_denominators(
    values: Iterable[ConsolidatedValue], framework: Framework
) -> dict[str, MeasureKey]:
    """Over which whole the rates of ``random_figures`` are taken, by trace key."""
    return {
        value.trace_key: measure.denominators[0]
        for value in values
        for measure in [framework.indicator(value.key.indicator).measure(value.key.measure)]
        if measure.denominators
    }


def _held(value: ConsolidatedValue, random: Random) -> ConsolidatedValue:
    """The value, not for publication."""
    return replace(value, conf_status=ConfidentialityStatus.NOT_FOR_PUBLICATION)


def _is_in(person: Person, breakdown: Breakdown) -> bool:
    for name, code in breakdown.given():
        if name == "age":
            low, high = age_range(code)
            if not low <= int(person["age"]) <= high:
                return False
        elif name == "location" and code.startswith("label:"):
            if person["province"] != code:
                return False
        elif person.get(name) != code:
            return False
    return True


def age_range(code: str) -> tuple[int, int]:
    """Own reading of ``Y5T11``, ``Y14`` and ``label:5-13``."""
    low, _, high = code.removeprefix("label:").removeprefix("Y").replace("T", "-").partition("-")
    return int(low), int(high or low)


def _breakdowns(measure: Measure, own_ages: bool) -> Iterator[Breakdown]:
    yield Breakdown()
    for group in measure.breakdowns:
        for codes in product(*group.codes):
            yield Breakdown(**dict(zip(group.dimensions, codes, strict=True)))
        if group.free_rows and group.dimensions == ("location",):
            for name in (name for names in PROVINCES.values() for name in names):
                yield Breakdown(location=name)
        if group.free_rows and group.dimensions == ("age",) and own_ages and group.adds_up:
            yield Breakdown(age="label:5-13")
            yield Breakdown(age="label:14-17")
