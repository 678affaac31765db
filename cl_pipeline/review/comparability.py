"""Which figures may be added, shown together or compared over time, by what they declare.

For ASEAN a total is given where one is allowed, else the reason. Source: 04-background-paper-2020
footnote 8: national survey data is not suitable for developing simple aggregate estimates for the
ASEAN region. Shares are never added.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from cl_pipeline.model.breakdown import coded_ages, typed_ages
from cl_pipeline.model.codes import ListLetter, MeasureRole, ObservationStatus
from cl_pipeline.model.comparability import (
    NOT_STATED,
    AseanFigure,
    ComparabilityPhrase,
    ComparabilityRegistry,
    ComparabilityRule,
    ComparableFigure,
    Difference,
    Effect,
    Use,
)
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import ColumnKey, RoundYear, due_column
from cl_pipeline.model.indicators import Indicator, Measure
from cl_pipeline.model.labels import HELD, format_unit
from cl_pipeline.model.number_format import format_number
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.vintage import ConsolidatedValue, Vintage
from cl_pipeline.review.rule_of_five import headline_totals, is_withheld

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
            text or "not stated or not shown" for text in (difference.left, difference.right)
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


def comparable_figures(
    vintage: Vintage, observations: Mapping[str, Observation], framework: Framework
) -> tuple[ComparableFigure, ...]:
    """The headline totals of a vintage that hold a number and are not withheld.

    ``observations``: by address; a value without one is left out.
    """
    return tuple(
        comparable_figure(value, observations[value.address], framework)
        for values in headline_totals(vintage, framework).values()
        for value in values
        if value.value is not None and not is_withheld(value) and value.address in observations
    )


def _attributes(
    value: ConsolidatedValue, seen: Observation, indicator: Indicator, framework: Framework
) -> Iterator[ComparabilityAttribute]:
    year = value.reference_year
    yield "reference_year", None if year is None else str(year)
    yield "unit", value.unit
    yield "definition", None if seen.definition in HELD else seen.definition
    survey_year = f" ({seen.source_year})" if seen.source_year is not None else ""
    is_known = seen.source is not None and seen.source not in HELD
    yield "survey", f"{seen.source}{survey_year}" if is_known else None
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


def asean_figures(
    vintage: Vintage, figures: Iterable[ComparableFigure], framework: Framework
) -> tuple[AseanFigure, ...]:
    """What may be said for ASEAN about every headline measure of list A, in list order.

    ``figures``: those of the vintage that may be shown, of any column; only the column of the round
    is used.
    """
    due = due_column(framework.rounds, vintage.round)
    totals = headline_totals(vintage, framework)
    shown = [figure for figure in figures if figure.key.column == due]
    return tuple(
        row
        for indicator in framework.on_list(ListLetter.A)
        for row in indicator_figures(
            [figure for figure in shown if figure.key.indicator == indicator.key],
            sum(
                value.key.column == due and is_withheld(value)
                for value in totals.get(indicator.key, ())
            ),
            indicator,
            framework,
            vintage.round,
            due,
        )
    )


def indicator_figures(
    figures: Sequence[ComparableFigure],
    withheld: int,
    indicator: Indicator,
    framework: Framework,
    round_year: RoundYear,
    column: ColumnKey,
) -> tuple[AseanFigure, ...]:
    """One row per headline measure of an indicator, in the order of the form.

    ``figures``: the totals of Member States that may be shown, in that column; ``withheld``: how
    many more are withheld. Those are not counted, because a total could reveal them. A total says
    how many of how many Member States it covers.
    """
    members = {state.code for state in framework.counted_states(round_year)}
    own = sorted(
        (figure for figure in figures if figure.sender in members), key=lambda figure: figure.sender
    )
    rows = []
    for measure in indicator.headlines:
        counted = [figure for figure in own if figure.key.measure == measure.key]
        values = [figure.value for figure in counted]
        reason = _refusal(counted, withheld, measure, framework.comparability)
        row = AseanFigure(
            indicator=indicator.key,
            position=indicator.position,
            measure=measure.key,
            column=column,
            unit=measure.unit,
            total=None if reason else sum(values, Decimal(0)),
            reason=reason or f"{len(counted)} of {len(members)} Member States",
            lowest=min(values, default=None),
            highest=max(values, default=None),
            reporting=tuple(figure.sender for figure in counted),
            members=len(members),
            notes=difference_phrases(
                differences_among(counted, Use.ACROSS, framework.comparability)
            ),
        )
        rows.append(row)
    return tuple(rows)


def _refusal(
    counted: Sequence[ComparableFigure],
    withheld: int,
    measure: Measure,
    registry: ComparabilityRegistry,
) -> str:
    """Why no total is given, as a sentence without full stop; empty where one is allowed."""
    if measure.role == MeasureRole.RATE:
        return "shares of different wholes are never added"
    rules = {(rule.indicator, rule.measure): rule for rule in registry.asean_figures}
    rule = rules.get((measure.indicator, measure.key))
    if rule is None or not rule.is_allowed:
        return rule.reason if rule else "the framework does not say that it may be added"
    if not counted:
        return "no Member State has reported a figure"
    if len({figure.sender for figure in counted}) == 1:
        return "only one Member State has a figure that may be shown"
    if withheld:
        return f"{withheld} more withheld; a total could reveal them"
    adding = differences_among(counted, Use.ADDING, registry)
    refused = difference_phrases(found for found in adding if found.effect == Effect.REFUSE)
    return f"the figures differ in {'; '.join(refused)}" if refused else ""


def asean_row(row: AseanFigure) -> dict[str, str]:
    """A row as people read it: the total or the reason, the range, how many report."""
    total = row.total
    given = "not given" if total is None else f"{_shown(total)} {format_unit(total, row.unit)}"
    return {
        "measure": f"{row.position} {row.measure}",
        "ASEAN": given,
        "because": row.reason,
        "from": _shown(row.lowest),
        "to": _shown(row.highest),
        "Member States": f"{len(row.reporting)} of {row.members}",
        "in what they differ": "; ".join(row.notes),
    }


def _shown(value: Decimal | None) -> str:
    return "" if value is None else format_number(value)
