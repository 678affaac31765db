"""What assets take from the framework's calendar: their partitions and when they grow old.

Modules of assets only say which kind they are (tag ``partitioned_by``), so that importing them
reads no file; ``build_definitions`` loads the framework once and fills the rest in here.
"""

from collections.abc import Callable
from datetime import timedelta

import dagster as dg

from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.model.number_format import JAKARTA

OWNER = "team:asec-data-officer"

BY_ROUND = {"partitioned_by": "round"}
BY_SENDER_AND_ROUND = {"partitioned_by": "member_state_and_round"}

REFRESHED_AFTER_SUBMISSIONS = {**BY_ROUND, "refreshed_after": "submissions"}
"""Tables of a round that are made again after each submission and once a night while it runs."""

EXPECTED_BY_HOUR = 6
"""Jakarta time; the nightly schedule makes the tables at four, which leaves time for a retry."""


def asset_completer(framework: Framework) -> Callable[[dg.AssetSpec], dg.AssetSpec]:
    """A function that gives an asset owner, partitions and, where it is refreshed, freshness."""
    rounds = dg.StaticPartitionsDefinition([str(year) for year in framework.rounds])
    states = dg.StaticPartitionsDefinition(sorted(state.code for state in framework.member_states))
    both = dg.MultiPartitionsDefinition({"member_state": states, "round": rounds})
    partitions: dict[str, dg.PartitionsDefinition[str]] = {
        BY_ROUND["partitioned_by"]: rounds,
        BY_SENDER_AND_ROUND["partitioned_by"]: both,
    }
    open_rounds = framework.open_rounds.values()
    months = {month for first, last in open_rounds for month in range(first.month, last.month + 1)}
    freshness = dg.FreshnessPolicy.cron(
        f"0 {EXPECTED_BY_HOUR} * {','.join(map(str, sorted(months)))} *",
        lower_bound_delta=timedelta(hours=24),
        timezone=str(JAKARTA),
    )

    def complete(spec: dg.AssetSpec) -> dg.AssetSpec:
        spec = spec.replace_attributes(owners=[OWNER])
        if kind := spec.tags.get("partitioned_by"):
            spec = spec.replace_attributes(partitions_def=partitions[kind])
        if "refreshed_after" in spec.tags:
            spec = spec.replace_attributes(freshness_policy=freshness)
        return spec

    return complete


def sender_and_round(partition_key: str) -> tuple[SenderCode, RoundYear]:
    """Member State and round of a partition key, also where Dagster hands it out as plain text.

    >>> sender_and_round("KHM|2021")
    ('KHM', 2021)
    """
    sender, year = str(partition_key).split("|")
    return SenderCode(sender), RoundYear(int(year))


def submission_key(partition_key: str) -> dg.MultiPartitionKey:
    """The partition with its dimensions, by which the web UI finds its latest materialization."""
    sender, round_year = sender_and_round(partition_key)
    return dg.MultiPartitionKey({"member_state": sender, "round": str(round_year)})


def round_of(context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext) -> RoundYear:
    """The round a run is about."""
    return RoundYear(int(context.partition_key))
