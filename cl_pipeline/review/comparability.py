"""Two figures -> whether they may be added, set side by side or compared over time. Pure.

Input: two described figures and a use; output: ``Verdict``. Guarantee: a use is refused exactly
where a rule of the registry refuses it, and every difference that is not ignored is named.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations

from cl_pipeline.model.comparability import (
    ComparabilityRegistry,
    ComparabilityRule,
    ComparableFigure,
    Difference,
    Effect,
    Use,
    Verdict,
)

UNEXPLAINED = "unexplained"
"""Facet of two figures for the same thing that nothing declared tells apart."""

YES = "yes"

LONGEST_LISTED = 30
"""Characters of a text that is worth repeating in a phrase."""

BY_STRENGTH = (Effect.IGNORE, Effect.NOTE, Effect.REFUSE)
"""A silent figure is never treated more strictly than one that says otherwise."""


def judge(
    left: ComparableFigure, right: ComparableFigure, use: Use, registry: ComparabilityRegistry
) -> Verdict:
    """Whether the two may be used together in that way."""
    found = tuple(
        difference
        for rule in registry.comparability_attributes
        for difference in _differences(left, right, use, rule)
        if difference.effect != Effect.IGNORE
    )
    if not any(finding.effect == Effect.REFUSE for finding in found) and _contradict(left, right):
        found += tuple(_unexplained(left, right, use, registry))
    return Verdict(use, found)


def differences_among(
    figures: Iterable[ComparableFigure], use: Use, registry: ComparabilityRegistry
) -> tuple[Difference, ...]:
    """Every difference among several figures, each once, those that refuse the use first."""
    found: dict[Difference, None] = {}
    for left, right in combinations(figures, 2):
        found.update(dict.fromkeys(judge(left, right, use, registry).differences))
    return tuple(sorted(found, key=lambda finding: finding.effect != Effect.REFUSE))


def difference_phrases(differences: Iterable[Difference]) -> tuple[str, ...]:
    """One phrase per property: what is said, or how many wordings there are where they are long."""
    said: dict[str, dict[str, None]] = {}
    for difference in differences:
        said.setdefault(difference.name, {}).update(
            dict.fromkeys(text or "not stated" for text in (difference.left, difference.right))
        )
    return tuple(f"{name}: {_listed(texts)}" for name, texts in said.items())


def _listed(texts: Iterable[str]) -> str:
    found = sorted(texts)
    if any(len(text) > LONGEST_LISTED for text in found):
        return f"{len(found)} wordings"
    return f"{', '.join(found[:-1])} and {found[-1]}"


def _differences(
    left: ComparableFigure, right: ComparableFigure, use: Use, rule: ComparabilityRule
) -> Iterator[Difference]:
    comparability_attribute = rule.comparability_attribute
    if (
        comparability_attribute not in left.comparability_attributes
        and comparability_attribute not in right.comparability_attributes
    ):
        return
    first, second = (
        left.comparability_attributes.get(comparability_attribute),
        right.comparability_attributes.get(comparability_attribute),
    )
    effect = rule.effect(use)
    if effect == Effect.IGNORE or (first is None and second is None):
        return
    if first is None or second is None:
        mildest = min(effect, rule.if_unknown, key=BY_STRENGTH.index)
        yield Difference(comparability_attribute, rule.name, first, second, mildest)
    elif _same(first) != _same(second) or (
        comparability_attribute == "series_break" and first == YES
    ):
        yield Difference(comparability_attribute, rule.name, first, second, effect)


def _same(text: str) -> str:
    return " ".join(text.casefold().split())


def _contradict(left: ComparableFigure, right: ComparableFigure) -> bool:
    """Two numbers for one Member State, measure, breakdown and reference year."""
    about = [
        (one.sender, one.key.indicator, one.key.measure, one.key.breakdown, one.reference_year)
        for one in (left, right)
    ]
    is_same_year = left.reference_year is not None and about[0] == about[1]
    return is_same_year and left.value != right.value


def _unexplained(
    left: ComparableFigure, right: ComparableFigure, use: Use, registry: ComparabilityRegistry
) -> Iterator[Difference]:
    for rule in registry.comparability_attributes:
        if rule.comparability_attribute == UNEXPLAINED:
            figures = f"{left.value:f}", f"{right.value:f}"
            yield Difference(rule.comparability_attribute, rule.name, *figures, rule.effect(use))
