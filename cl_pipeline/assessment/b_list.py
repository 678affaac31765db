"""The B list as a table, what the answers on an indicator say together, and related numbers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from cl_pipeline.model.codes import Field, ListLetter
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import (
    IndicatorKey,
    MeasureKey,
    RoundYear,
    SenderCode,
    reporting_columns,
)
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.observation import Entry
from cl_pipeline.model.review import AcceptedEntry, BListRow, LevelGroup, Synthesis
from cl_pipeline.model.vintage import ConsolidatedValue

LEVELS = "level"
"""Code list of the four-step scale of the B list."""

SHOWN = (Field.LEVEL, Field.NARRATIVE, Field.EVIDENCE)

Answers = dict[tuple[IndicatorKey, SenderCode], list[AcceptedEntry]]


def b_list_table(
    entries: Sequence[AcceptedEntry], framework: Framework, round_year: RoundYear
) -> tuple[BListRow, ...]:
    """One row per indicator and Member State, answered or not, in list and code order.

    The newest round up to ``round_year`` is current for each, because the assessment's phase spans
    two years. States that are not yet members have rows where they answered. ``round`` of a row is
    the round of its answer, or ``round_year`` without one.
    """
    answers = _newest(entries, round_year)
    senders = {state.code for state in framework.counted_states(round_year)}
    senders.update(sender for _, sender in answers)
    wordings = framework.code_names(LEVELS)
    return tuple(
        _row(indicator, sender, answers.get((indicator.key, sender), []), round_year, wordings)
        for indicator in framework.on_list(ListLetter.B)
        for sender in sorted(senders)
    )


def _newest(entries: Iterable[AcceptedEntry], round_year: RoundYear) -> Answers:
    answers: Answers = defaultdict(list)
    for entry in entries:
        indicator, is_shown = entry.entry.indicator, entry.entry.field in SHOWN
        if indicator is not None and is_shown and entry.round <= round_year:
            answers[indicator, entry.sender].append(entry)
    for pair, found in answers.items():
        newest = max(entry.round for entry in found)
        answers[pair] = sorted((entry for entry in found if entry.round == newest), key=_place)
    return answers


def _place(accepted_entry: AcceptedEntry) -> tuple[str, int, str, str, str]:
    entry = accepted_entry.entry
    return (entry.field, entry.entry or 0, accepted_entry.submission_id, entry.sheet, entry.cell)


def _row(
    indicator: Indicator,
    sender: SenderCode,
    found: Sequence[AcceptedEntry],
    round_year: RoundYear,
    wordings: dict[str, str],
) -> BListRow:
    texts: dict[Field, list[Entry]] = {field: [] for field in SHOWN}
    for accepted in found:
        texts[accepted.entry.field].append(accepted.entry)
    level = next(iter(texts[Field.LEVEL]), None)
    return BListRow(
        round=found[0].round if found else round_year,
        indicator=indicator.key,
        position=indicator.position,
        sender=sender,
        level=level.code if level else None,
        level_wording=wordings.get(level.code or "", level.text) if level else None,
        narrative="\n".join(entry.text for entry in texts[Field.NARRATIVE]) or None,
        evidence=tuple(entry.text for entry in texts[Field.EVIDENCE]),
        addresses=tuple(sorted(accepted.address for accepted in found)),
        has_submission=bool(found),
        is_sample=any(accepted.is_sample for accepted in found),
    )


NO_LEVEL = "described without a step"


def synthesis(rows: Sequence[BListRow], indicator: Indicator, framework: Framework) -> Synthesis:
    """The answers on one indicator, grouped by the steps of the form in their order.

    ``rows`` may hold other indicators as well. Member States are in the framework's order; those
    without an answer are listed separately. Nothing is averaged, scored or ranked.
    """
    order = [state.code for state in framework.member_states]
    own = sorted(
        (row for row in rows if row.indicator == indicator.key),
        key=lambda row: order.index(row.sender),
    )
    answered = [row for row in own if row.has_submission]
    return Synthesis(
        indicator=indicator.key,
        groups=tuple(_groups(answered, framework)),
        with_evidence=tuple(row.sender for row in answered if row.evidence),
        not_answered=tuple(row.sender for row in own if not row.has_submission),
    )


def _groups(answered: Sequence[BListRow], framework: Framework) -> Iterable[LevelGroup]:
    for code, wording in [*framework.code_names(LEVELS).items(), (None, NO_LEVEL)]:
        senders = tuple(row.sender for row in answered if row.level == code)
        if senders:
            yield LevelGroup(wording, senders)


def related_numbers(
    indicator: Indicator,
    values: Iterable[ConsolidatedValue],
    framework: Framework,
    round_year: RoundYear,
) -> tuple[ConsolidatedValue, ...]:
    """The newest headline totals of the quantitative indicators of the same key result areas.

    Grain: one Member State, indicator and measure. Source of the rule: monitoring workshop 2021,
    the B list "to complement the quantitative data".
    """
    areas = set(indicator.key_result_areas)
    columns = [column for column, _ in reporting_columns(framework.rounds, round_year)]
    related = {row.key for row in framework.indicators if areas & set(row.key_result_areas)}
    headlines = {pair for pair in framework.headlines if pair[0] in related}
    newest: dict[tuple[IndicatorKey, MeasureKey, SenderCode], ConsolidatedValue] = {}
    for value in values:
        key = value.key
        is_headline = (key.indicator, key.measure) in headlines and key.breakdown.is_total
        if not is_headline or value.value is None or key.column not in columns:
            continue
        place = (key.indicator, key.measure, value.sender)
        held = newest.get(place)
        if held is None or columns.index(held.key.column) < columns.index(key.column):
            newest[place] = value
    order = {row.key: place for place, row in enumerate(framework.indicators)}
    states = {state.code: place for place, state in enumerate(framework.member_states)}
    return tuple(
        newest[key]
        for key in sorted(newest, key=lambda key: (order[key[0]], key[1], states[key[2]]))
    )
