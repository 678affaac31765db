"""What makes figures of one indicator differ: years, ages, definitions, declared attributes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from cl_pipeline.model.codes import ObservationStatus
from cl_pipeline.model.indicators import Attribute, Indicator
from cl_pipeline.model.labels import FLAG_LABELS, NOT_STATED, WORDS_HELD, format_column
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
    if not numbers:
        notes = ["No figures have been received on this indicator yet."]
    elif not notes:
        notes = ["No differences are declared; there may still be some."]
    notes += _nearer_baselines(review, indicator)
    notes += [
        f"{definition.term}, still open: {definition.open_question}."
        for definition in review.framework.context.definitions_of(indicator.key)
        if definition.open_question
    ]
    is_defined_otherwise = any(
        value.obs_status == ObservationStatus.DEFINITION_DIFFERS for value in numbers
    )
    return ComparabilityNotes(tuple(notes), bool(differences) or is_defined_otherwise)


def _nearer_baselines(review: RedactedReview, indicator: Indicator) -> Iterator[str]:
    for question in review.vintage.questions:
        is_shown = question.code == "BASELINE_NEARER_YEAR" and question.found != WORDS_HELD
        if is_shown and question.indicator == indicator.key:
            yield f"{review.country(question.sender)}: {question.found}."


def _differences(
    review: RedactedReview, indicator: Indicator, numbers: Sequence[ConsolidatedValue]
) -> Iterator[str]:
    for column in review.columns:
        own = [value for value in numbers if value.key.column == column]
        heading = f"{format_column(column)}, reference years differ"
        yield from _difference(heading, own, lambda value: str(value.reference_year or NOT_STATED))
    stated: dict[str, Callable[[ConsolidatedValue], str | None]] = {
        "Age ranges differ": lambda value: review.observation(value).age_range,
        "Definitions differ": lambda value: review.observation(value).definition,
    }
    for attribute in indicator.attributes:
        stated[attribute.name] = _declaration(review, attribute)
    for heading, declared in stated.items():
        yield from _difference(heading, numbers, declared)


def _difference(
    heading: str,
    numbers: Iterable[ConsolidatedValue],
    declared: Callable[[ConsolidatedValue], str | None],
) -> Iterator[str]:
    """What was declared, each with the Member States; nothing where all declare the same."""
    groups: dict[str, set[str]] = {}
    for value in numbers:
        groups.setdefault(declared(value) or NOT_STATED, set()).add(value.sender)
    if len(groups) > 1:
        listed = (f"{text} ({', '.join(sorted(groups[text]))})" for text in sorted(groups))
        yield f"{heading}: {'; '.join(listed)}."


def _declaration(
    review: RedactedReview, attribute: Attribute
) -> Callable[[ConsolidatedValue], str | None]:
    names = dict(attribute.choices)

    def declared(value: ConsolidatedValue) -> str | None:
        code = dict(review.observation(value).attributes).get(attribute.key)
        return None if code is None else names.get(code, code)

    return declared


def _flagged(numbers: Sequence[ConsolidatedValue]) -> Iterator[str]:
    for flag in NOTED_FLAGS:
        states = sorted({value.sender for value in numbers if flag in value.flags})
        if states:
            yield f"{FLAG_LABELS[flag].capitalize()}: {', '.join(states)}."
