"""The B list as a table: one row per indicator and Member State of the round."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from cl_pipeline.model.codes import Field, ListLetter
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import IndicatorKey, RoundYear, SenderCode
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.observation import Entry
from cl_pipeline.model.review import AcceptedEntry, BListRow

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
