"""What makes figures of one indicator differ: years, ages, definitions, declared properties."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from cl_pipeline.model.codes import ObservationStatus
from cl_pipeline.model.indicators import Attribute, Indicator
from cl_pipeline.model.labels import FLAG_LABELS, format_column
from cl_pipeline.model.review import RedactedReview
from cl_pipeline.model.vintage import ConsolidatedValue

NOT_STATED = "not stated"

NOTED_FLAGS = ("definition_differs", "break", "estimated", "provisional", "low_reliability")


@dataclass(frozen=True, slots=True)
class Comparability:
    """The notes of one indicator; ``differs`` where years, ages, definitions or properties do."""

    notes: tuple[str, ...]
    differs: bool


def comparability(pack: RedactedReview, indicator: Indicator) -> Comparability:
    """The differences among the headline numbers of an indicator's reporting columns."""
    headlines = {measure.key for measure in indicator.headlines}
    numbers = [
        value
        for value in pack.totals(indicator)
        if value.value is not None
        and value.key.measure in headlines
        and value.key.column in pack.columns
    ]
    differences = [*_differences(pack, indicator, numbers)]
    marked = [*_marked(numbers)]
    definition_differs = any(
        value.obs_status == ObservationStatus.DEFINITION_DIFFERS for value in numbers
    )
    declared = (*differences, *marked) or (_nothing_declared(numbers),)
    notes = (*declared, *_still_open(pack, indicator))
    return Comparability(notes, bool(differences) or definition_differs)


def _still_open(pack: RedactedReview, indicator: Indicator) -> Iterator[str]:
    """Definitions the indicator rests on that the Member States have not agreed yet."""
    for one in pack.framework.context.definitions_of(indicator.key):
        if one.open_question:
            yield f"{one.term}, still open: {one.open_question}."


def _nothing_declared(numbers: list[ConsolidatedValue]) -> str:
    if not numbers:
        return "No figures have been received on this indicator yet."
    return "No differences are declared; there may still be some."


def _differences(
    pack: RedactedReview, indicator: Indicator, numbers: list[ConsolidatedValue]
) -> Iterator[str]:
    for column in pack.columns:
        own = [value for value in numbers if value.key.column == column]
        years = _groups(own, lambda value: str(value.reference_year or NOT_STATED))
        if len(years) > 1:
            yield f"{format_column(column)}, reference years differ: {_listed(years)}."
    ages = _groups(numbers, lambda value: pack.observation(value).age_range or NOT_STATED)
    if len(ages) > 1:
        yield f"Age ranges differ: {_listed(ages)}."
    definitions = _groups(numbers, lambda value: pack.observation(value).definition or NOT_STATED)
    if len(definitions) > 1:
        yield f"Definitions differ: {_listed(definitions)}."
    for attribute in indicator.attributes:
        declared = _groups(numbers, _declaration(pack, attribute))
        if len(declared) > 1:
            yield f"{attribute.name}: {_listed(declared)}."


def _declaration(pack: RedactedReview, attribute: Attribute) -> Callable[[ConsolidatedValue], str]:
    names = dict(attribute.choices)

    def declared(value: ConsolidatedValue) -> str:
        code = dict(pack.observation(value).attributes).get(attribute.key)
        return NOT_STATED if code is None else names.get(code, code)

    return declared


def _marked(numbers: Iterable[ConsolidatedValue]) -> Iterator[str]:
    numbers = list(numbers)
    for flag in NOTED_FLAGS:
        states = sorted({value.sender for value in numbers if flag in value.flags})
        if states:
            yield f"{FLAG_LABELS[flag].capitalize()}: {', '.join(states)}."


def _groups(
    numbers: Iterable[ConsolidatedValue], said: Callable[[ConsolidatedValue], str]
) -> dict[str, list[str]]:
    """What was said, with the Member States that said it; one entry means no difference."""
    groups: dict[str, set[str]] = {}
    for value in numbers:
        groups.setdefault(said(value), set()).add(value.sender)
    return {text: sorted(groups[text]) for text in sorted(groups)}


def _listed(groups: dict[str, list[str]]) -> str:
    return "; ".join(f"{text} ({', '.join(states)})" for text, states in groups.items())
