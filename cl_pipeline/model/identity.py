"""Identity types, and the reporting columns: which one a round asks for and in which order.

Source: reporting template of the 2021 workshop: baseline, 2022, 2023, 2024, 2025.
"""

from collections.abc import Sequence
from typing import NewType

SenderCode = NewType("SenderCode", str)
"""ISO 3166-1 alpha-3 code of the Member State that sends a submission, e.g. ``KHM``."""

RoundYear = NewType("RoundYear", int)
"""Calendar year that names one pass through the phases, e.g. 2021."""

IndicatorKey = NewType("IndicatorKey", str)
"""Stable word for an indicator, e.g. ``child_labour_5_17``; positions such as A2 can change."""

MeasureKey = NewType("MeasureKey", str)
"""Stable word for one quantity of an indicator, unique within it, e.g. ``children``."""

ColumnKey = NewType("ColumnKey", str)
"""Reporting column: ``baseline``, a year such as ``2022``, or ``other_1`` … ``other_4``."""

Digest = NewType("Digest", str)
"""SHA-256 of a file's bytes, 64 lower-case hexadecimal digits."""

SubmissionId = NewType("SubmissionId", str)
"""One content in one sender's folder: ``S-`` and the digest's first 16 digits."""

VintageId = NewType("VintageId", str)
"""One consolidation: ``V-<round>-`` and the first 12 digits of the digest over its inputs."""

BASELINE = ColumnKey("baseline")


def submission_id(digest: Digest, folder: str = "") -> SubmissionId:
    """The submission of a content; with ``folder`` where others had the same content before.

    >>> submission_id(Digest("ab" * 32)), submission_id(Digest("ab" * 32), "2021/LAO")
    ('S-abababababababab', 'S-abababababababab-2021-LAO')
    """
    return SubmissionId("-".join([f"S-{digest[:16]}", *filter(None, folder.split("/"))]))


OTHER_PREFIX = "other_"
"""Columns of the block for other years: ``other_1`` and on; never due."""


def due_column(rounds: Sequence[RoundYear], round_year: RoundYear) -> ColumnKey:
    """The column a round asks for: the baseline in the first round, its own year afterwards."""
    return BASELINE if round_year == min(rounds) else ColumnKey(str(round_year))


def reporting_columns(
    rounds: Sequence[RoundYear], round_year: RoundYear
) -> tuple[tuple[ColumnKey, RoundYear], ...]:
    """Every column up to a round with the round that asks for it, in order."""
    years = sorted(asked for asked in rounds if asked <= round_year)
    return tuple((due_column(rounds, year), year) for year in years)


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
