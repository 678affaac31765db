"""What makes figures of one indicator differ: years, ages, definitions, declared attributes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from cl_pipeline.model.codes import ObservationStatus
from cl_pipeline.model.indicators import Attribute, Indicator
from cl_pipeline.model.labels import FLAG_LABELS, NOT_STATED, format_column
from cl_pipeline.model.review import RedactedReview
from cl_pipeline.model.vintage import ConsolidatedValue

NOTED_FLAGS = ("definition_differs", "break", "estimated", "provisional", "low_reliability")


@dataclass(frozen=True, slots=True)
class ComparabilityNotes:
    """The notes of one indicator; ``differs`` where years, ages, definitions or attributes do."""

    notes: tuple[str, ...]
    differs: bool


def comparability_notes(review: RedactedReview, indicator: Indicator) -> ComparabilityNotes:
    """The differences among the headline numbers of an indicator's reporting columns."""
    numbers = review.headline_numbers(indicator)
    differences = list(_differences(review, indicator, numbers))
    notes = [*differences, *_flagged(numbers)]
    if not notes:
        notes = [
            "No differences are declared; there may still be some."
            if numbers
            else "No figures have been received on this indicator yet."
        ]
    for definition in review.framework.context.definitions_of(indicator.key):
        if definition.open_question:
            notes.append(f"{definition.term}, still open: {definition.open_question}.")
    definition_differs = any(
        value.obs_status == ObservationStatus.DEFINITION_DIFFERS for value in numbers
    )
    return ComparabilityNotes(tuple(notes), bool(differences) or definition_differs)


def _differences(
    review: RedactedReview, indicator: Indicator, numbers: Sequence[ConsolidatedValue]
) -> Iterator[str]:
    for column in review.columns:
        own = [value for value in numbers if value.key.column == column]
        years = _groups(own, lambda value: str(value.reference_year or NOT_STATED))
        if len(years) > 1:
            yield f"{format_column(column)}, reference years differ: {_listed(years)}."
    ages = _groups(numbers, lambda value: review.observation(value).age_range or NOT_STATED)
    if len(ages) > 1:
        yield f"Age ranges differ: {_listed(ages)}."
    definitions = _groups(numbers, lambda value: review.observation(value).definition or NOT_STATED)
    if len(definitions) > 1:
        yield f"Definitions differ: {_listed(definitions)}."
    for attribute in indicator.attributes:
        declared = _groups(numbers, _declaration(review, attribute))
        if len(declared) > 1:
            yield f"{attribute.name}: {_listed(declared)}."


def _declaration(
    review: RedactedReview, attribute: Attribute
) -> Callable[[ConsolidatedValue], str]:
    names = dict(attribute.choices)

    def declared(value: ConsolidatedValue) -> str:
        code = dict(review.observation(value).attributes).get(attribute.key)
        return NOT_STATED if code is None else names.get(code, code)

    return declared


def _flagged(numbers: Sequence[ConsolidatedValue]) -> Iterator[str]:
    for flag in NOTED_FLAGS:
        states = sorted({value.sender for value in numbers if flag in value.flags})
        if states:
            yield f"{FLAG_LABELS[flag].capitalize()}: {', '.join(states)}."


def _groups(
    numbers: Iterable[ConsolidatedValue], declared: Callable[[ConsolidatedValue], str]
) -> dict[str, list[str]]:
    """What was declared, with the Member States; one entry means no difference."""
    groups: dict[str, set[str]] = {}
    for value in numbers:
        groups.setdefault(declared(value), set()).add(value.sender)
    return {text: sorted(groups[text]) for text in sorted(groups)}


def _listed(groups: dict[str, list[str]]) -> str:
    return "; ".join(f"{text} ({', '.join(states)})" for text, states in groups.items())
