"""What makes figures of one indicator differ: years, ages, definitions, declared attributes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from cl_pipeline.model.codes import ObservationStatus
from cl_pipeline.model.indicators import Attribute, Indicator, Measure
from cl_pipeline.model.labels import FLAG_LABELS, NOT_STATED, WORDS_HELD, format_column
from cl_pipeline.model.review import RedactedReview
from cl_pipeline.model.vintage import ConsolidatedValue
from cl_pipeline.publication.parts_tables import parts_without_total

NO_FIGURES = "No figures have been received on this indicator yet."

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
        parts = parts_without_total(review, indicator)
        notes = ["Only parts without a total have been received." if parts else NO_FIGURES]
    elif not notes:
        notes = ["No differences between these figures are declared; there may still be some."]
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
    stated: dict[str, Callable[[ConsolidatedValue], str | None]] = {
        "Age ranges differ": lambda value: review.observation(value).age_range,
        "Definitions differ": lambda value: _quoted(review.observation(value).definition),
    }
    for attribute in indicator.attributes:
        stated[attribute.name] = _declaration(review, attribute)
    # A count and its share are one quantity; primary and secondary enrolment are two.
    quantities: dict[str, list[Measure]] = {}
    for measure in indicator.headlines:
        quantities.setdefault(measure.numerator or measure.key, []).append(measure)
    for measures in quantities.values():
        start = f"{measures[0].name}: " if len(quantities) > 1 else ""
        keys = {measure.key for measure in measures}
        of_quantity = [value for value in numbers if value.key.measure in keys]
        for column in review.columns:
            own = [value for value in of_quantity if value.key.column == column]
            heading = f"{start}{format_column(column)}, reference years differ"
            yield from _difference(heading, own, _year)
        for heading, declared in stated.items():
            yield from _difference(f"{start}{heading}", of_quantity, declared)


def _quoted(text: str | None) -> str | None:
    """Words of a sender, which may hold any punctuation, so that a list of them can be read."""
    return f"“{text}”" if text else None


def _year(value: ConsolidatedValue) -> str:
    return str(value.reference_year or NOT_STATED)


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
