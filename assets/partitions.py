"""Partitions: rounds, and Member State by round.

A sender is known only after its file was read, so collecting is unpartitioned; what was collected
is shown by Member State and round (``KHM|2021``: dimensions are ordered by their names).
"""

import dagster as dg

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.identity import RoundYear, SenderCode

FRAMEWORK = load_framework()

ROUNDS = dg.StaticPartitionsDefinition([str(year) for year in FRAMEWORK.rounds])

RETURNS = dg.MultiPartitionsDefinition(
    {
        "member_state": dg.StaticPartitionsDefinition(
            sorted(state.code for state in FRAMEWORK.member_states)
        ),
        "round": ROUNDS,
    }
)


def submission_key(sender: SenderCode, round_year: RoundYear) -> str:
    """The partition key of one return.

    >>> submission_key(SenderCode("KHM"), RoundYear(2021))
    'KHM|2021'
    """
    return f"{sender}|{round_year}"


def sender_and_round(partition_key: str) -> tuple[SenderCode, RoundYear]:
    """Member State and round of a partition key, also where Dagster hands it out as plain text.

    >>> sender_and_round("KHM|2021")
    ('KHM', 2021)
    """
    sender, year = str(partition_key).split("|")
    return SenderCode(sender), RoundYear(int(year))


def round_of(context: dg.AssetExecutionContext) -> RoundYear:
    """The round a run is about."""
    return RoundYear(int(context.partition_key))
