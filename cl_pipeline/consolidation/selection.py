"""Which of several accepted values speaks for a key, and the consolidated value it becomes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from cl_pipeline.consolidation.other_years import other_year_columns
from cl_pipeline.model.codes import ConfidentialityStatus, ObservationStatus
from cl_pipeline.model.identity import OTHER_PREFIX, RoundYear, SenderCode
from cl_pipeline.model.keys import cell_order, sheet_order
from cl_pipeline.model.observation import ObservationKey
from cl_pipeline.model.vintage import AcceptedObservation, ConsolidatedValue

ValueKey = tuple[SenderCode, ObservationKey]

STATUS_FLAGS = {
    ObservationStatus.BREAK: "break",
    ObservationStatus.DEFINITION_DIFFERS: "definition_differs",
    ObservationStatus.ESTIMATED: "estimated",
    ObservationStatus.EXPERIMENTAL: "experimental",
    ObservationStatus.IMPUTED: "imputed",
    ObservationStatus.PROVISIONAL: "provisional",
    ObservationStatus.LOW_RELIABILITY: "low_reliability",
    ObservationStatus.INCLUDES_OTHER: "includes_other",
}


@dataclass(frozen=True, slots=True)
class SelectedValue:
    """The accepted observation that speaks for a key; ``key`` has the vintage's column."""

    key: ObservationKey
    accepted: AcceptedObservation
    is_revised: bool
    """True where an earlier round's form said something else for the same key."""


def select_values(accepted: Iterable[AcceptedObservation]) -> dict[ValueKey, SelectedValue]:
    """For each sender and key the value of the newest round; the order of input never matters."""
    rows = tuple(accepted)
    columns = other_year_columns(rows)
    groups: dict[ValueKey, list[AcceptedObservation]] = defaultdict(list)
    for row in rows:
        key = row.observation.key
        if key.column.startswith(OTHER_PREFIX):
            column = columns[(row.sender, key.indicator, row.round, key.column)]
            key = replace(key, column=column)
        groups[(row.sender, key)].append(row)
    return {group: _speaking(group[1], members) for group, members in groups.items()}


def _speaking(key: ObservationKey, members: list[AcceptedObservation]) -> SelectedValue:
    if len(members) == 1:
        return SelectedValue(key, members[0], is_revised=False)
    # Of two rows of one name the upper one stands, as for the checks, which ask about the lower.
    newest = max(sorted(members, key=_place), key=_recency)
    said = _said(newest)
    earlier = (member for member in members if member.round < newest.round)
    return SelectedValue(key, newest, any(_said(one) != said for one in earlier))


def _recency(accepted_observation: AcceptedObservation) -> tuple[RoundYear, datetime, str]:
    return (
        accepted_observation.round,
        accepted_observation.received_at,
        accepted_observation.submission_id,
    )


def _place(accepted_observation: AcceptedObservation) -> tuple[object, ...]:
    return (
        sheet_order(accepted_observation.observation.sheet),
        cell_order(accepted_observation.observation.cell),
    )


def _said(accepted_observation: AcceptedObservation) -> tuple[object, ...]:
    seen = accepted_observation.observation
    return (seen.value, seen.gap_code, seen.reference_year)


def consolidated(speaking: SelectedValue, round_year: RoundYear) -> ConsolidatedValue:
    """The value as reported, with its flags for this round's vintage."""
    one, seen = speaking.accepted, speaking.accepted.observation
    return ConsolidatedValue(
        sender=one.sender,
        key=speaking.key,
        value=seen.value,
        unit=seen.unit,
        reference_year=seen.reference_year,
        obs_status=seen.obs_status,
        conf_status=seen.conf_status,
        gap_code=seen.gap_code,
        from_round=one.round,
        submission_id=one.submission_id,
        sheet=seen.sheet,
        cell=seen.cell,
        formula=None,
        inputs=(),
        flags=flags(speaking, round_year),
    )


def flags(speaking: SelectedValue, round_year: RoundYear) -> tuple[str, ...]:
    """What a reader must know beside the value, in a fixed order.

    ``carried``: from an earlier round, does not count. ``revised``: an earlier round said
    otherwise. ``corrected``: the Secretariat declared it. ``withheld``: held, not to be shown
    outside the Secretariat.
    """
    seen = speaking.accepted.observation
    withheld = seen.conf_status != ConfidentialityStatus.FREE
    status = STATUS_FLAGS.get(seen.obs_status)
    named = (
        "carried" if speaking.accepted.round < round_year else None,
        "revised" if speaking.is_revised else None,
        "corrected" if speaking.accepted.correction_id is not None else None,
        "withheld" if withheld or seen.obs_status == ObservationStatus.SUPPRESSED else None,
        status,
    )
    return tuple(filter(None, named))
