"""Accepted entries of B-list returns -> one row per B-list indicator and Member State.

Input: ``AcceptedEntry``; output: ``BListRow``. Guarantee: every Member State of the round has a
row for every indicator, answered or not, in list and code order whatever the order of input.
Does not belong here: a synthesis or any judgement; the level is the Member State's own.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from cl_pipeline.model.assessment import AcceptedEntry, BListRow
from cl_pipeline.model.codes import Field, ListLetter
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import IndicatorKey, RoundYear, SenderCode
from cl_pipeline.model.indicators import Indicator

LEVELS = "level"
"""Code list of the four-step scale of the B list."""

SHOWN = (Field.LEVEL, Field.NARRATIVE, Field.EVIDENCE)

Answers = dict[tuple[IndicatorKey, SenderCode], list[AcceptedEntry]]


def b_list_table(
    entries: Sequence[AcceptedEntry], framework: Framework, round_year: RoundYear
) -> tuple[BListRow, ...]:
    """The rows of the assessment, indicator by indicator, Member States in code order.

    For each indicator and Member State the newest round up to ``round_year`` speaks, because the
    assessment's phase spans two years. States that are not yet members have rows where they sent
    something. ``round`` of a row is the round of its answer, or ``round_year`` without one.
    """
    answers = _newest(entries, round_year)
    senders = {state.code for state in framework.counted_states(round_year)}
    senders.update(sender for _, sender in answers)
    wordings = _level_wordings(framework)
    return tuple(
        _row(indicator, sender, answers.get((indicator.key, sender), []), round_year, wordings)
        for indicator in framework.on_list(ListLetter.B)
        for sender in sorted(senders)
    )


def _newest(entries: Iterable[AcceptedEntry], round_year: RoundYear) -> Answers:
    answers: Answers = defaultdict(list)
    for one in entries:
        if one.entry.indicator is not None and one.entry.field in SHOWN and one.round <= round_year:
            answers[(one.entry.indicator, one.sender)].append(one)
    for pair, found in answers.items():
        newest = max(one.round for one in found)
        answers[pair] = sorted((one for one in found if one.round == newest), key=_place)
    return answers


def _place(one: AcceptedEntry) -> tuple[str, int, str, str, str]:
    entry = one.entry
    return (entry.field, entry.entry or 0, one.submission_id, entry.sheet, entry.cell)


def _level_wordings(framework: Framework) -> dict[str, str]:
    return {code.code: code.name for code in framework.codes if code.list_key == LEVELS}


def _row(
    indicator: Indicator,
    sender: SenderCode,
    found: Sequence[AcceptedEntry],
    round_year: RoundYear,
    wordings: dict[str, str],
) -> BListRow:
    level = next((one.entry for one in found if one.entry.field == Field.LEVEL), None)
    narrative = [one.entry.text for one in found if one.entry.field == Field.NARRATIVE]
    return BListRow(
        round=found[0].round if found else round_year,
        indicator=indicator.key,
        position=indicator.position,
        sender=sender,
        level=level.code if level else None,
        level_wording=wordings.get(level.code or "", level.text) if level else None,
        narrative="\n".join(narrative) or None,
        evidence=tuple(one.entry.text for one in found if one.entry.field == Field.EVIDENCE),
        addresses=tuple(sorted(one.address for one in found)),
        is_returned=bool(found),
        is_sample=any(one.is_sample for one in found),
    )
