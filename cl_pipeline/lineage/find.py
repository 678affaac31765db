"""A question in a person's words -> the consolidated value it asks for."""

from collections.abc import Iterable, Sequence

from cl_pipeline.errors import NotFound
from cl_pipeline.model.breakdown import LABEL_PREFIX, Breakdown, coded_ages
from cl_pipeline.model.framework import FIRST_LEVEL_UNIT, Framework, MemberState
from cl_pipeline.model.identity import BASELINE, ColumnKey, MeasureKey, column_order
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.trace import ValueQuery
from cl_pipeline.model.vintage import ConsolidatedValue, Vintage

NAMED_AT_MOST = 8
"""How many values a sentence lists before it only says how many more there are."""


def find_value(
    vintage: Vintage,
    framework: Framework,
    indicator: str,
    sender: str,
    year: int | str,
    breakdown: Breakdown,
    *,
    measure: str | None = None,
) -> ConsolidatedValue:
    """The value or gap of a vintage that is asked for.

    ``indicator`` is a key or a position; ``sender`` a code or a name; ``year`` a reporting column
    (``baseline`` or a year) or, where no column has that name, a reference year, also of the
    columns for other years. Without ``measure`` the first headline measure with a number answers,
    then any headline gap, then the indicator's other measures.

    Raises:
        NotFound: nothing is held for it; the sentence names what is.
    """
    asked = understand(framework, indicator, sender, year, breakdown, measure=measure)
    found = pick(vintage, asked)
    if found is None:
        raise NotFound(nothing_held(vintage, asked))
    return found


def understand(
    framework: Framework,
    indicator: str,
    sender: str,
    year: int | str,
    breakdown: Breakdown,
    *,
    measure: str | None = None,
) -> ValueQuery:
    """The question in the framework's own terms.

    Raises:
        NotFound: there is no such indicator, Member State, measure or code; names those there are.
    """
    about = _indicator(framework, indicator)
    state = _member_state(framework, sender)
    for dimension, code in breakdown.given():
        _check_code(framework, state, dimension, code)
    return ValueQuery(
        indicator=about,
        state=state,
        year=str(year).strip().lower(),
        breakdown=breakdown,
        measures=tuple(_measures(about, measure)),
    )


def pick(vintage: Vintage, asked: ValueQuery) -> ConsolidatedValue | None:
    """The value or gap of the vintage that answers, or None."""
    fitting = [
        value
        for value in values_about(vintage, asked)
        if value.key.breakdown == asked.breakdown and value.key.measure in asked.measures
    ]
    found = _of_year(fitting, vintage, asked.year)
    return min(found, key=lambda value: _preference(value, asked), default=None)


def values_about(vintage: Vintage, asked: ValueQuery) -> tuple[ConsolidatedValue, ...]:
    """All that the vintage holds of that Member State on the indicator."""
    about, state = asked.indicator.key, asked.state.code
    return tuple(
        value for value in vintage.values if value.sender == state and value.key.indicator == about
    )


def _indicator(framework: Framework, name: str) -> Indicator:
    try:
        return framework.indicator(name)
    except KeyError:
        known = ", ".join(indicator.position for indicator in framework.indicators)
        raise NotFound(
            f"there is no indicator {name!r}; give its key or its position ({known})"
        ) from None


def _member_state(framework: Framework, name: str) -> MemberState:
    for state in framework.member_states:
        if name.upper() == state.code or name.casefold() in (one.casefold() for one in state.names):
            return state
    known = ", ".join(f"{state.code} {state.name}" for state in framework.member_states)
    raise NotFound(f"there is no Member State {name!r}; give one of {known}")


def _check_code(framework: Framework, state: MemberState, dimension: str, code: str) -> None:
    units = f"{FIRST_LEVEL_UNIT}:{state.code}" if dimension == "location" else None
    known = [one.code for one in framework.codes if one.list_key in {dimension, units}]
    is_span = dimension == "age" and coded_ages(code) is not None
    if code not in known and not is_span and not code.startswith(LABEL_PREFIX):
        raise NotFound(f"{dimension} has no code {code!r}; its codes are {', '.join(known)}")


def _measures(indicator: Indicator, asked: str | None) -> Sequence[MeasureKey]:
    """The measures that may answer, in the order in which they are preferred."""
    if asked is None:
        chosen = sorted(
            indicator.measures, key=lambda measure: (not measure.headline, measure.position)
        )
        return [one.key for one in chosen]
    try:
        return [indicator.measure(asked).key]
    except KeyError:
        known = ", ".join(measure.key for measure in indicator.measures)
        raise NotFound(
            f"{indicator.position} has no measure {asked!r}; its measures are {known}"
        ) from None


def _of_year(
    values: Iterable[ConsolidatedValue], vintage: Vintage, year: str
) -> list[ConsolidatedValue]:
    """Values of the column of that name; where it is no column, of that reference year."""
    asked = ColumnKey(year)
    columns = {entry.column for entry in vintage.coverage}
    if asked in columns or asked == BASELINE:
        return [value for value in values if value.key.column == asked]
    return [
        value for value in values if asked in (value.key.column, str(value.reference_year or ""))
    ]


def _preference(value: ConsolidatedValue, asked: ValueQuery) -> tuple[object, ...]:
    """A headline before all else, also where it is a gap: a denominator is not the answer."""
    measure = value.key.measure
    is_headline = any(headline.key == measure for headline in asked.indicator.headlines)
    place = asked.measures.index(measure)
    return (not is_headline, value.value is None, column_order(value.key.column), place)


def nothing_held(vintage: Vintage, asked: ValueQuery) -> str:
    """That nothing is held, and what is held instead; no full stop."""
    start = f"nothing is held for {request_label(asked)}, in vintage {vintage.vintage_id}"
    held = values_about(vintage, asked)
    if not held:
        return f"{start}; no return of {asked.state.name} on this indicator counts in it yet"
    return f"{start}; held are {held_text(held)}"


def request_label(asked: ValueQuery) -> str:
    """What was asked for, e.g. ``A2 (Children 5-17 in child labour) of Cambodia, 2022, total``."""
    about = asked.indicator
    what = f"{about.position} ({about.short_name}) of {asked.state.name}"
    return f"{what}, {asked.year}, {asked.breakdown}"


def held_text(held: Sequence[ConsolidatedValue]) -> str:
    """The first few values of a list by name, and how many more there are."""
    named = list(dict.fromkeys(_named(value) for value in held))
    more = len(named) - NAMED_AT_MOST
    rest = f", and {more} more" if more > 0 else ""
    return f"{'; '.join(named[:NAMED_AT_MOST])}{rest}"


def _named(value: ConsolidatedValue) -> str:
    year = f" ({value.reference_year})" if value.reference_year is not None else ""
    return f"{value.key.measure} {value.key.column}{year} {value.key.breakdown}"
