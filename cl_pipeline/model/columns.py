"""Reporting columns: which one a round asks for, and which stand before it.

Source: reporting template of the 2021 workshop: baseline, 2022, 2023, 2024, 2025.
"""

from collections.abc import Sequence

from cl_pipeline.model.identity import BASELINE, ColumnKey, RoundYear

OTHER_PREFIX = "other_"
"""Columns of the block for other years: ``other_1`` and on; never due."""


def due_column(rounds: Sequence[RoundYear], round_year: RoundYear) -> ColumnKey:
    """The column a round asks for: the baseline in the first round, its own year afterwards.

    >>> rounds = [RoundYear(2021), RoundYear(2022)]
    >>> due_column(rounds, RoundYear(2021)), due_column(rounds, RoundYear(2022))
    ('baseline', '2022')
    """
    return BASELINE if round_year == min(rounds) else ColumnKey(str(round_year))


def reporting_columns(
    rounds: Sequence[RoundYear], round_year: RoundYear
) -> tuple[tuple[ColumnKey, RoundYear], ...]:
    """Every column up to a round with the round that asks for it, in order.

    >>> reporting_columns([RoundYear(2021), RoundYear(2022)], RoundYear(2022))
    (('baseline', 2021), ('2022', 2022))
    """
    asked = sorted(one for one in rounds if one <= round_year)
    return tuple((due_column(rounds, one), one) for one in asked)


def column_order(column: ColumnKey) -> tuple[int, int]:
    """A sort key: the baseline, then the years, then the other years by their number.

    >>> sorted(["other_2", "2023", "baseline"], key=column_order)
    ['baseline', '2023', 'other_2']
    """
    if column == BASELINE:
        return (0, 0)
    if column.startswith(OTHER_PREFIX):
        return (2, int(column.removeprefix(OTHER_PREFIX)))
    return (1, int(column))
