"""A value and the observation it was taken from -> the figure with everything it declares. Pure."""

from collections.abc import Iterator

from cl_pipeline.model.breakdown import TOTAL, coded_ages, typed_ages
from cl_pipeline.model.codes import ObservationStatus
from cl_pipeline.model.comparability import ComparabilityPhrase, ComparableFigure
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.vintage import ConsolidatedValue

NOT_STATED = "not_stated"
"""Choice of a declared property by which a sender says that its source is silent."""

TOLD_BY_TEXT = {
    "concept": ("definition",),
    "household_chores": ("definition",),
    "coverage": ("definition", "source"),
    "source_type": ("source",),
}
"""Properties that words can tell, and where they stand: the title of a survey says no concept."""

ComparabilityAttribute = tuple[str, str | None]


def described(
    value: ConsolidatedValue, seen: Observation, framework: Framework
) -> ComparableFigure:
    """The figure with its properties; ``value`` must hold a number.

    Altered: an age range in words becomes ``5–17``; a concept, a kind of source, household chores
    and coverage are told by words of the registry where the sender did not declare them. All else
    is as declared. Where nothing tells a property it is None, never guessed.
    """
    assert value.value is not None, "a gap is no figure"
    indicator = framework.indicator(value.key.indicator)
    return ComparableFigure(
        value.sender,
        value.key,
        value.value,
        value.unit,
        value.reference_year,
        value.address,
        dict(_facets(value, seen, indicator, framework)),
    )


def _facets(
    value: ConsolidatedValue, seen: Observation, indicator: Indicator, framework: Framework
) -> Iterator[ComparabilityAttribute]:
    year = value.reference_year
    yield "reference_year", None if year is None else str(year)
    yield "unit", value.unit
    yield "definition", seen.definition
    yield "survey", _survey(seen)
    yield "series_break", _yes(value.obs_status == ObservationStatus.BREAK)
    yield "definition_differs", _yes(value.obs_status == ObservationStatus.DEFINITION_DIFFERS)
    if coded_ages(indicator.age_range) is not None:
        yield "age_range", _ages(value, seen, indicator)
        state = framework.member_state(value.sender)
        yield "minimum_age", None if state.minimum_age is None else str(state.minimum_age)
    yield from _told(seen, indicator, framework.comparability.phrases)
    declared = dict(seen.attributes)
    for attribute in indicator.attributes:
        code = declared.get(attribute.key)
        if code is not None and code != NOT_STATED:
            yield attribute.key, code
        elif attribute.key not in TOLD_BY_TEXT:
            yield attribute.key, None


def _told(
    seen: Observation, indicator: Indicator, words: tuple[ComparabilityPhrase, ...]
) -> Iterator[ComparabilityAttribute]:
    """Properties told by words; what the sender declared comes after and outweighs them."""
    asked = {attribute.key for attribute in indicator.attributes}
    for comparability_attribute, places in TOLD_BY_TEXT.items():
        if comparability_attribute == "household_chores" and comparability_attribute not in asked:
            continue
        said = " ".join(getattr(seen, place) or "" for place in places).casefold()
        found = (
            word.code
            for word in words
            if word.comparability_attribute == comparability_attribute
            and word.phrase.casefold() in said
        )
        yield comparability_attribute, next(found, None)


def _ages(value: ConsolidatedValue, seen: Observation, indicator: Indicator) -> str | None:
    """The ages the figure is about: of its row, as declared, else those the form asks for."""
    code = value.key.breakdown.age
    ages = coded_ages(code) if code != TOTAL else None
    ages = ages or (typed_ages(seen.age_range) if seen.age_range else None)
    if ages is None and seen.age_range:
        return seen.age_range
    ages = ages or coded_ages(indicator.age_range)
    return None if ages is None else f"{ages[0]}–{ages[1]}"


def _survey(seen: Observation) -> str | None:
    if seen.source is None:
        return None
    return seen.source if seen.source_year is None else f"{seen.source} ({seen.source_year})"


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
