"""Find the consolidated value that a person asks for by indicator, Member State and year."""

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


def parse_request(
    framework: Framework,
    indicator: str,
    sender: str,
    year: int | str,
    breakdown: Breakdown,
    *,
    measure: str | None = None,
) -> ValueQuery:
    """The request in the framework's own terms.

    ``indicator`` is a key or a position; ``sender`` a code or a name; ``year`` a reporting column
    or a reference year. Without ``measure`` all measures may answer, headlines first.

    Raises:
        NotFound: no such indicator, Member State, measure or code; the message lists the valid
            ones.
    """
    named_indicator = _indicator(framework, indicator)
    state = _member_state(framework, sender)
    for dimension, code in breakdown.given():
        _check_code(framework, state, dimension, code)
    return ValueQuery(
        indicator=named_indicator,
        state=state,
        year=str(year).strip().lower(),
        breakdown=breakdown,
        measures=_measures(named_indicator, measure),
    )


def find_value(vintage: Vintage, request: ValueQuery) -> ConsolidatedValue | None:
    """The value or gap of the vintage that answers, or None.

    A year names a reporting column; if no column has that name, a reference year, also of the
    columns for other years. The first headline measure with a number answers, then any headline
    gap, then the indicator's other measures.
    """
    fitting = [
        value
        for value in values_about(vintage, request)
        if value.key.breakdown == request.breakdown and value.key.measure in request.measures
    ]
    found = _of_year(fitting, vintage, request.year)
    return min(found, key=lambda value: _preference(value, request), default=None)


def values_about(vintage: Vintage, request: ValueQuery) -> tuple[ConsolidatedValue, ...]:
    about = (request.state.code, request.indicator.key)
    return tuple(value for value in vintage.values if (value.sender, value.key.indicator) == about)


def nothing_reported(vintage: Vintage, request: ValueQuery) -> str:
    """That the vintage has no such number, and what it has instead; no full stop."""
    start = f"vintage {vintage.vintage_id} has no value for {request_label(request)}"
    available = values_about(vintage, request)
    if not available:
        return f"{start}; no submission of {request.state.name} on this indicator counts in it yet"
    return f"{start}; it has {values_label(available)}"


def request_label(request: ValueQuery) -> str:
    """What was asked for, e.g. ``A2 (Children 5-17 in child labour) of Cambodia, 2022, total``."""
    indicator = request.indicator
    what = f"{indicator.position} ({indicator.short_name}) of {request.state.name}"
    return f"{what}, {request.year}, {request.breakdown}"


def values_label(values: Sequence[ConsolidatedValue]) -> str:
    named = list(dict.fromkeys(map(_value_label, values)))
    more = len(named) - NAMED_AT_MOST
    rest = f", and {more} more" if more > 0 else ""
    return f"{'; '.join(named[:NAMED_AT_MOST])}{rest}"


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
        names = {known.casefold() for known in (state.code, *state.names)}
        if name.casefold() in names:
            return state
    known = ", ".join(f"{state.code} {state.name}" for state in framework.member_states)
    raise NotFound(f"there is no Member State {name!r}; give one of {known}")


def _check_code(framework: Framework, state: MemberState, dimension: str, code: str) -> None:
    units = f"{FIRST_LEVEL_UNIT}:{state.code}" if dimension == "location" else None
    known = [entry.code for entry in framework.codes if entry.list_key in {dimension, units}]
    is_span = dimension == "age" and coded_ages(code) is not None
    if code not in known and not is_span and not code.startswith(LABEL_PREFIX):
        raise NotFound(f"{dimension} has no code {code!r}; its codes are {', '.join(known)}")


def _measures(indicator: Indicator, name: str | None) -> tuple[MeasureKey, ...]:
    if name is None:
        ordered = sorted(
            indicator.measures, key=lambda measure: (not measure.headline, measure.position)
        )
        return tuple(measure.key for measure in ordered)
    try:
        return (indicator.measure(name).key,)
    except KeyError:
        known = ", ".join(measure.key for measure in indicator.measures)
        raise NotFound(
            f"{indicator.position} has no measure {name!r}; its measures are {known}"
        ) from None


def _of_year(
    values: Iterable[ConsolidatedValue], vintage: Vintage, year: str
) -> list[ConsolidatedValue]:
    column = ColumnKey(year)
    columns = {entry.column for entry in vintage.coverage}
    if column in columns or column == BASELINE:
        return [value for value in values if value.key.column == column]
    return [
        value for value in values if year in (value.key.column, str(value.reference_year or ""))
    ]


def _preference(value: ConsolidatedValue, request: ValueQuery) -> tuple[object, ...]:
    """A headline first, also if it is a gap: a denominator must not answer in its place."""
    measure = value.key.measure
    is_headline = any(headline.key == measure for headline in request.indicator.headlines)
    place = request.measures.index(measure)
    return (not is_headline, value.value is None, column_order(value.key.column), place)


def _value_label(value: ConsolidatedValue) -> str:
    year = f" ({value.reference_year})" if value.reference_year is not None else ""
    return f"{value.key.measure} {value.key.column}{year} {value.key.breakdown}"
