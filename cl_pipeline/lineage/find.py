"""A question in a person's words -> the consolidated value it asks for.

Belongs here: understanding indicator, country, year and measure, and saying helpfully what is
there where the asked value is not. Does not belong here: the way back itself (``trace``).
"""

from collections.abc import Iterable, Sequence

from cl_pipeline.errors import NotFound
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.columns import column_order
from cl_pipeline.model.framework import Framework, Indicator, MemberState
from cl_pipeline.model.identity import BASELINE, ColumnKey, MeasureKey
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
    about = _indicator(framework, indicator)
    state = _member_state(framework, sender)
    held = [
        value
        for value in vintage.values
        if value.sender == state.code and value.key.indicator == about.key
    ]
    measures = _measures(about, measure)
    fitting = [
        value
        for value in held
        if value.key.breakdown == breakdown and value.key.measure in measures
    ]
    found = _of_year(fitting, vintage, year)
    if not found:
        raise NotFound(_nothing(vintage, about, state, f"{year}, {breakdown}", held))
    return min(found, key=lambda value: _preference(value, measures))


def _indicator(framework: Framework, name: str) -> Indicator:
    try:
        return framework.indicator(name)
    except KeyError:
        known = ", ".join(one.position for one in framework.indicators)
        raise NotFound(
            f"there is no indicator {name!r}; give its key or its position ({known})"
        ) from None


def _member_state(framework: Framework, name: str) -> MemberState:
    for state in framework.member_states:
        if name.upper() == state.code or name.casefold() in (one.casefold() for one in state.names):
            return state
    known = ", ".join(f"{state.code} {state.name}" for state in framework.member_states)
    raise NotFound(f"there is no Member State {name!r}; give one of {known}")


def _measures(indicator: Indicator, asked: str | None) -> Sequence[MeasureKey]:
    """The measures that may answer, in the order in which they are preferred."""
    if asked is None:
        chosen = sorted(indicator.measures, key=lambda one: (not one.headline, one.position))
        return [one.key for one in chosen]
    try:
        return [indicator.measure(asked).key]
    except KeyError:
        known = ", ".join(one.key for one in indicator.measures)
        raise NotFound(
            f"{indicator.position} has no measure {asked!r}; its measures are {known}"
        ) from None


def _of_year(
    values: Iterable[ConsolidatedValue], vintage: Vintage, year: int | str
) -> list[ConsolidatedValue]:
    """Values of the column of that name; where it is no column, of that reference year."""
    asked = ColumnKey(str(year).strip().lower())
    columns = {entry.column for entry in vintage.coverage}
    if asked in columns or asked == BASELINE:
        return [value for value in values if value.key.column == asked]
    return [
        value for value in values if asked in (value.key.column, str(value.reference_year or ""))
    ]


def _preference(
    value: ConsolidatedValue, measures: Sequence[MeasureKey]
) -> tuple[bool, tuple[int, int], int]:
    place = list(measures).index(value.key.measure)
    return (value.value is None, column_order(value.key.column), place)


def _nothing(
    vintage: Vintage,
    indicator: Indicator,
    state: MemberState,
    asked: str,
    held: Sequence[ConsolidatedValue],
) -> str:
    start = (
        f"nothing is held for {indicator.position} ({indicator.short_name}) of {state.name}, "
        f"{asked}, in vintage {vintage.vintage_id}"
    )
    if not held:
        return f"{start}; no return of {state.name} on this indicator counts in it yet"
    named = list(dict.fromkeys(_named(value) for value in held))
    more = len(named) - NAMED_AT_MOST
    rest = f", and {more} more" if more > 0 else ""
    return f"{start}; held are {'; '.join(named[:NAMED_AT_MOST])}{rest}"


def _named(value: ConsolidatedValue) -> str:
    year = f" ({value.reference_year})" if value.reference_year is not None else ""
    return f"{value.key.measure} {value.key.column}{year} {value.key.breakdown}"
