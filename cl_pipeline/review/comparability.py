"""Which figures may be added, shown together or compared over time, by what they declare."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from cl_pipeline.model.breakdown import coded_ages, typed_ages
from cl_pipeline.model.codes import ObservationStatus
from cl_pipeline.model.comparability import (
    ComparabilityPhrase,
    ComparabilityRegistry,
    ComparabilityRule,
    ComparableFigure,
    Difference,
    Effect,
    Use,
)
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.vintage import ConsolidatedValue

UNEXPLAINED = "unexplained"
"""Attribute of two different figures on one thing that no declared attribute explains."""

YES = "yes"

LONGEST_LISTED = 30
"""Longest text, in characters, that a phrase repeats."""

BY_STRENGTH = (Effect.IGNORE, Effect.NOTE, Effect.REFUSE)
"""A figure that does not state an attribute is never treated more strictly than one that does."""


def judge(
    left: ComparableFigure, right: ComparableFigure, use: Use, registry: ComparabilityRegistry
) -> tuple[Difference, ...]:
    """The differences that matter when two figures are used together in that way.

    The use is refused only where a rule of the registry refuses it for one of them. Two numbers for
    one Member State, measure, breakdown and reference year differ in ``UNEXPLAINED`` as well.
    """
    rules = registry.comparability_attributes
    found = [
        difference
        for rule in rules
        for difference in _differences(left, right, use, rule)
        if difference.effect != Effect.IGNORE
    ]
    is_refused = any(difference.effect == Effect.REFUSE for difference in found)
    is_same_year = left.reference_year is not None and _subject(left) == _subject(right)
    if is_same_year and left.value != right.value and not is_refused:
        found += [
            Difference(
                UNEXPLAINED, rule.name, f"{left.value:f}", f"{right.value:f}", rule.effect(use)
            )
            for rule in rules
            if rule.comparability_attribute == UNEXPLAINED
        ]
    return tuple(found)


def differences_among(
    figures: Iterable[ComparableFigure], use: Use, registry: ComparabilityRegistry
) -> tuple[Difference, ...]:
    """All differences among the figures, each once; those that refuse the use come first."""
    found: dict[Difference, None] = {}
    for left, right in combinations(figures, 2):
        found.update(dict.fromkeys(judge(left, right, use, registry)))
    return tuple(sorted(found, key=lambda finding: finding.effect != Effect.REFUSE))


def difference_phrases(differences: Iterable[Difference]) -> tuple[str, ...]:
    """One phrase per attribute: the values, or how many wordings where they are long."""
    texts: dict[str, set[str]] = defaultdict(set)
    for difference in differences:
        texts[difference.name] |= {
            text or "not stated" for text in (difference.left, difference.right)
        }
    return tuple(f"{name}: {_listed(sorted(wordings))}" for name, wordings in texts.items())


def _listed(texts: Sequence[str]) -> str:
    if any(len(text) > LONGEST_LISTED for text in texts):
        return f"{len(texts)} wordings"
    return f"{', '.join(texts[:-1])} and {texts[-1]}"


def _differences(
    left: ComparableFigure, right: ComparableFigure, use: Use, rule: ComparabilityRule
) -> Iterator[Difference]:
    attribute, effect = rule.comparability_attribute, rule.effect(use)
    first = left.comparability_attributes.get(attribute)
    second = right.comparability_attributes.get(attribute)
    if effect == Effect.IGNORE or (first is None and second is None):
        return
    if first is None or second is None:
        mildest = min(effect, rule.if_unknown, key=BY_STRENGTH.index)
        yield Difference(attribute, rule.name, first, second, mildest)
    elif _same(first) != _same(second) or (attribute == "series_break" and first == YES):
        yield Difference(attribute, rule.name, first, second, effect)


def _same(text: str) -> str:
    return " ".join(text.casefold().split())


def _subject(figure: ComparableFigure) -> tuple[object, ...]:
    key = figure.key
    return (figure.sender, key.indicator, key.measure, key.breakdown, figure.reference_year)


NOT_STATED = "not_stated"
"""Choice of a sender whose source does not state the attribute."""

STATED_IN_TEXT = {
    "concept": ("definition",),
    "household_chores": ("definition",),
    "coverage": ("definition", "source"),
    "source_type": ("source",),
}
"""Attributes that free text can state, and the fields to look in."""

ComparabilityAttribute = tuple[str, str | None]


def comparable_figure(
    value: ConsolidatedValue, seen: Observation, framework: Framework
) -> ComparableFigure:
    """A value that holds a number, with its comparability attributes.

    Altered: an age range in words becomes ``5–17``; concept, kind of source, household chores and
    coverage are found by words of the registry where the sender did not declare them. All else is
    as declared; an attribute that nothing states is None.
    """
    assert value.value is not None, "a gap has no comparability attributes"
    indicator = framework.indicator(value.key.indicator)
    return ComparableFigure(
        value.sender,
        value.key,
        value.value,
        value.unit,
        value.reference_year,
        value.address,
        dict(_attributes(value, seen, indicator, framework)),
    )


def _attributes(
    value: ConsolidatedValue, seen: Observation, indicator: Indicator, framework: Framework
) -> Iterator[ComparabilityAttribute]:
    year = value.reference_year
    yield "reference_year", None if year is None else str(year)
    yield "unit", value.unit
    yield "definition", seen.definition
    survey_year = f" ({seen.source_year})" if seen.source_year is not None else ""
    yield "survey", None if seen.source is None else f"{seen.source}{survey_year}"
    yield "series_break", YES if value.obs_status == ObservationStatus.BREAK else "no"
    differs = value.obs_status == ObservationStatus.DEFINITION_DIFFERS
    yield "definition_differs", YES if differs else "no"
    if coded_ages(indicator.age_range) is not None:
        yield "age_range", _ages(value, seen, indicator)
        state = framework.member_state(value.sender)
        yield "minimum_age", None if state.minimum_age is None else str(state.minimum_age)
    yield from _stated_in_text(seen, indicator, framework.comparability.phrases)
    declared = dict(seen.attributes)
    for attribute in indicator.attributes:
        code = declared.get(attribute.key)
        if code is not None and code != NOT_STATED:
            yield attribute.key, code
        elif attribute.key not in STATED_IN_TEXT:
            yield attribute.key, None


def _stated_in_text(
    seen: Observation, indicator: Indicator, words: tuple[ComparabilityPhrase, ...]
) -> Iterator[ComparabilityAttribute]:
    """Attributes found by words; what the sender declared comes later and replaces them."""
    asked = {attribute.key for attribute in indicator.attributes}
    for key, fields in STATED_IN_TEXT.items():
        if key == "household_chores" and key not in asked:
            continue
        text = " ".join(getattr(seen, field) or "" for field in fields).casefold()
        own = (word for word in words if word.comparability_attribute == key)
        yield key, next((word.code for word in own if word.phrase.casefold() in text), None)


def _ages(value: ConsolidatedValue, seen: Observation, indicator: Indicator) -> str | None:
    """The ages of the figure: of its row, as declared, else those the form asks for."""
    ages, declared = coded_ages(value.key.breakdown.age), seen.age_range
    if ages is None and declared:
        ages = typed_ages(declared)
        if ages is None:
            return declared
    ages = ages or coded_ages(indicator.age_range)
    return None if ages is None else f"{ages[0]}–{ages[1]}"
