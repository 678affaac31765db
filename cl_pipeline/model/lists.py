"""Moves of indicators between the lists, each from a round on.

An indicator that moves leaves its number vacant and takes the next one never used on its new list,
so a position names the same indicator in every round.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cl_pipeline.model.codes import ListLetter
from cl_pipeline.model.identity import IndicatorKey, RoundYear
from cl_pipeline.model.indicators import Indicator


@dataclass(frozen=True, slots=True)
class ListMove:
    """One indicator on another list from a round on; key (indicator, from_round)."""

    indicator: IndicatorKey
    letter: ListLetter
    from_round: RoundYear


def moved(indicators: Iterable[Indicator], moves: Iterable[ListMove]) -> tuple[Indicator, ...]:
    """The indicators with the moves made in their order; a move to the list it is on is none."""
    found = {one.key: one for one in indicators}
    used = {
        letter: max(
            (finding.number for finding in found.values() if finding.letter == letter), default=0
        )
        for letter in ListLetter
    }
    for move in moves:
        indicator = found[move.indicator]
        if indicator.letter == move.letter:
            continue
        used[move.letter] += 1
        found[move.indicator] = replace(indicator, letter=move.letter, number=used[move.letter])
    return tuple(found.values())
