"""The rule of five: who reports, what it proposes, other ways of counting, and who could help.

Source: 2021 workshop, summary of group work, "Proposed strategy": indicators reported on by less
than 5 AMS are assessed for their feasibility to be included in the B list; where that is not
feasible, moved to the C list. The threshold is framework data. Other ways of counting and the
submissions that decide an outcome are for the Secretariat only.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.codes import (
    ConfidentialityStatus,
    CoverageState,
    FormKey,
    FormStatus,
    LateSubmissionPolicy,
    ListLetter,
    ObservationStatus,
    Suggestion,
)
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import (
    BASELINE,
    IndicatorKey,
    SenderCode,
    column_order,
    due_column,
    reporting_columns,
)
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.labels import format_year
from cl_pipeline.model.review import AlternativeOutcome, RuleOutcome, Sensitivity
from cl_pipeline.model.rules import ColumnsCounted, Counting, MembersCounted
from cl_pipeline.model.vintage import ConsolidatedValue, CoverageEntry, Vintage

ESTIMATES = frozenset({ObservationStatus.ESTIMATED, ObservationStatus.IMPUTED})
"""Statuses of figures nobody measured. Source: SDMX CL_OBS_STATUS 2.2, E and I."""

Reports = Mapping[SenderCode, tuple[ConsolidatedValue, ...]]
"""For each Member State that counts, the values it counts with, in the order of the vintage."""

HeadlineTotals = Mapping[IndicatorKey, tuple[ConsolidatedValue, ...]]
"""Values and gaps of headline measures, not broken down and as reported, by indicator."""


def counting_in_force(framework: Framework) -> Counting:
    """The way to count that the framework's gap codes and the decisions give."""
    return Counting(
        gap_codes=frozenset(
            gap_code.code for gap_code in framework.gap_codes if gap_code.counts_as_reported
        )
    )


def headline_totals(vintage: Vintage, framework: Framework) -> HeadlineTotals:
    """What can make an indicator reported, looked up once for all ways of counting."""
    headlines = framework.headlines
    found: dict[IndicatorKey, list[ConsolidatedValue]] = defaultdict(list)
    for value in vintage.values:
        key = value.key
        is_headline = (key.indicator, key.measure) in headlines
        if is_headline and key.breakdown.is_total and value.formula is None:
            found[key.indicator].append(value)
    return {indicator: tuple(values) for indicator, values in found.items()}


def reports(
    totals: HeadlineTotals,
    indicator: Indicator,
    framework: Framework,
    vintage: Vintage,
    counting: Counting,
) -> Reports:
    """The Member States that report an indicator under one way of counting, in code order."""
    is_every = counting.members == MembersCounted.EVERY
    states = framework.member_states if is_every else framework.counted_states(vintage.round)
    members = {state.code for state in states}
    is_any = counting.columns == ColumnsCounted.ANY
    columns = {
        ColumnsCounted.REPORTING: dict(reporting_columns(framework.rounds, vintage.round)),
        ColumnsCounted.DUE: {due_column(framework.rounds, vintage.round)},
        ColumnsCounted.BASELINE: {BASELINE},
    }.get(counting.columns, ())
    # Figures sent but not to be shown count as the gap codes for what is held do.
    withheld_counts = any(
        gap.code in counting.gap_codes
        for gap in framework.gap_codes
        if gap.obs_status == ObservationStatus.SUPPRESSED
    )

    def is_report(value: ConsolidatedValue) -> bool:
        if value.value is None:
            return value.gap_code in counting.gap_codes
        if value.conf_status != ConfidentialityStatus.FREE and not withheld_counts:
            return False
        return counting.with_estimates or value.obs_status not in ESTIMATES

    found: dict[SenderCode, list[ConsolidatedValue]] = defaultdict(list)
    for value in totals.get(indicator.key, ()):
        is_in_column = is_any or value.key.column in columns
        if value.sender in members and is_in_column and is_report(value):
            found[value.sender].append(value)
    return {sender: tuple(found[sender]) for sender in sorted(found)}


def is_withheld(value: ConsolidatedValue) -> bool:
    """Whether the value must not be shown outside the Secretariat."""
    return value.conf_status != ConfidentialityStatus.FREE or "withheld" in value.flags


def rule_of_five(vintage: Vintage, framework: Framework) -> tuple[RuleOutcome, ...]:
    """One outcome per A-list indicator, in list order, with one piece of evidence per Member State.

    A current headline value in the baseline or in any yearly column up to the round counts,
    whichever round brought it (DESIGN 6): the indicators are tested "through baseline data
    collection". Nothing is proposed for what nobody could report. Evidence is the newest entry that
    counts, else an explained gap, else the newest.
    """
    states = list(CoverageState)
    evidence: dict[IndicatorKey, dict[SenderCode, CoverageEntry]] = defaultdict(dict)
    newest_first = sorted(
        vintage.coverage, key=lambda entry: column_order(entry.column), reverse=True
    )
    for entry in sorted(
        newest_first,
        key=lambda entry: (entry.sender, not entry.counts, states.index(entry.state)),
    ):
        evidence[entry.indicator].setdefault(entry.sender, entry)
    members = len(framework.counted_states(vintage.round))
    threshold = framework.rules.reporting_threshold
    held = {value.key.indicator for value in vintage.values}
    is_form_out = any(
        version.form == FormKey.A_LIST
        and version.status == FormStatus.FINAL
        and vintage.round in version.rounds
        for version in framework.form_versions
    )
    outcomes = []
    for indicator in framework.on_list(ListLetter.A):
        own = tuple(evidence[indicator.key].values())
        reporting = tuple(entry.sender for entry in own if entry.counts)
        meets = len(reporting) >= threshold
        unasked = "" if is_form_out or indicator.key in held else "no form has asked for it yet"
        nobody_could = unasked or ("" if held else "nothing has come in yet")
        outcome = RuleOutcome(
            round=vintage.round,
            indicator=indicator.key,
            position=indicator.position,
            reporting=reporting,
            threshold=threshold,
            meets_threshold=meets,
            suggestion=_suggestion(meets, nobody_could),
            reason=_reason(len(reporting), members, threshold, nobody_could),
            evidence=own,
        )
        outcomes.append(outcome)
    return tuple(outcomes)


def _suggestion(meets: bool, nobody_could: str) -> Suggestion:
    if meets:
        return Suggestion.KEEP
    return Suggestion.NOTHING if nobody_could else Suggestion.ASSESS_FEASIBILITY


def _reason(count: int, members: int, threshold: int, nobody_could: str) -> str:
    """The reason, in one sentence that can be read out in the meeting."""
    if nobody_could:
        return f"{nobody_could.capitalize()}, so nothing is proposed."
    counted = (
        f"{count if count else 'None'} of {members} Member States reported, in the baseline or a "
        "yearly column"
    )
    if count >= threshold:
        return f"{counted}; {threshold} or more, so it is proposed to stay; SLOM decides."
    return (
        f"{counted}; fewer than {threshold}, so it is proposed to assess its feasibility for the "
        "B list, and otherwise to move it to the C list; SLOM decides."
    )


WITHIN = 2
"""How many Member States may be missing. Source: issue 5, indicators at three or four of five."""

OFFER = "offer"


def could_supply(
    outcomes: Sequence[RuleOutcome], framework: Framework
) -> tuple[dict[str, str], ...]:
    """What could bring each indicator near the threshold over it, in order of list and sender.

    Grain: one indicator and one Member State that does not report it yet, also without a named
    source. A row has no count, and names another Member State only for what it offers to all,
    because a Member State may see its row.
    """
    context = framework.context
    rows = []
    for outcome in outcomes:
        if not 0 < outcome.threshold - outcome.count <= WITHIN:
            continue
        for state in framework.counted_states(outcome.round):
            sources = [
                f"{source.title} ({format_year(source.year)})"
                for source in context.data_sources
                if source.sender == state.code and outcome.indicator in source.indicators
            ]
            offers = [
                f"{offer.sender}: {offer.text}"
                for offer in context.support_offers
                if offer.kind == OFFER and offer.sender != state.code
            ]
            row = {
                "indicator": f"{outcome.position} {outcome.indicator}",
                "Member State": str(state.code),
                "could come from": "; ".join(sources) or "no source named in the survey",
                "practice offered": "; ".join(offers),
            }
            if state.code not in outcome.reporting:
                rows.append(row)
    return tuple(rows)


Vintages = Mapping[LateSubmissionPolicy, Vintage]
"""The vintage of the round for each policy on late submissions; BY_DECISION is always there."""


def sensitivity(vintages: Vintages, framework: Framework) -> tuple[Sensitivity, ...]:
    """The count in force and every alternative of the framework, per A-list indicator.

    Raises:
        BrokenInvariant: ``vintages`` lacks the vintage of an alternative.
    """
    in_force, threshold = counting_in_force(framework), framework.rules.reporting_threshold
    totals = {choice: headline_totals(vintage, framework) for choice, vintage in vintages.items()}

    def reporting(indicator: Indicator, counting: Counting) -> Reports:
        policy = counting.late_policy
        if policy not in vintages:
            raise BrokenInvariant(
                f"counting late submissions as {policy} needs the vintage over them; "
                "pass it to sensitivity()"
            )
        return reports(totals[policy], indicator, framework, vintages[policy], counting)

    found = []
    for indicator in framework.on_list(ListLetter.A):
        now = reporting(indicator, in_force)
        alternatives = []
        for alternative in framework.counting_alternatives:
            then = tuple(reporting(indicator, alternative.applied_to(in_force)))
            meets = len(then) >= threshold
            changes = meets != (len(now) >= threshold)
            alternatives.append(AlternativeOutcome(alternative.key, then, meets, changes))
        row = Sensitivity(
            indicator=indicator.key,
            position=indicator.position,
            reporting=tuple(now),
            threshold=threshold,
            alternatives=tuple(alternatives),
            rests_on=_decisive_submissions(now) if len(now) == threshold else (),
            is_one_short=len(now) == threshold - 1,
        )
        found.append(row)
    return tuple(found)


def _decisive_submissions(found: Reports) -> tuple[str, ...]:
    """Submissions without which the count is one lower.

    A Member State that counts by two submissions is left out, because it would still count. An
    earlier submission that would be current again is not looked for.
    """
    submissions = [{value.submission_id for value in values} for values in found.values()]
    return tuple(sorted(ids.pop() for ids in submissions if len(ids) == 1))


LEGEND = (
    "A number is how many Member States would count; * means another outcome than now. "
    "For the Secretariat only."
)


def sensitivity_rows(
    found: Sequence[Sensitivity], framework: Framework
) -> tuple[dict[str, str], ...]:
    """One row per indicator of list A, in list order; a column per alternative, by its letter."""
    letters = alternative_letters(framework)
    return tuple(
        {
            "indicator": f"{finding.position} {framework.indicator(finding.indicator).short_name}",
            "now": str(finding.count),
            **{
                letters[other.alternative]: f"{other.count}{'*' if other.changes_outcome else ''}"
                for other in finding.alternatives
            },
            "depends on": _depends_on(finding),
        }
        for finding in found
    )


def alternative_letters(framework: Framework) -> dict[str, str]:
    """A letter per alternative, in the order of the framework: ``a``, ``b`` and so on."""
    return {
        alternative.key: chr(ord("a") + place)
        for place, alternative in enumerate(framework.counting_alternatives)
    }


def alternative_legend(framework: Framework) -> tuple[str, ...]:
    """The meaning of each letter, one sentence each."""
    letters = alternative_letters(framework)
    return tuple(f"{letters[row.key]}: {row.name}" for row in framework.counting_alternatives)


def rule_sentences(framework: Framework) -> tuple[str, ...]:
    """Both rules of five: text, whether it is binding, and its source."""
    rules = framework.rules
    sentences = {
        "reporting_threshold": f"(a) Reported by fewer than {rules.reporting_threshold} Member "
        "States: feasibility for list B is to be assessed, otherwise list C.",
        "removal_agreement": f"(b) Taken off the list where {rules.removal_agreement} Member "
        "States agree.",
    }
    return tuple(
        f"{sentence} Status: {rules.binding(rule) or 'not stated'}. "
        f"Source: {rules.source(rule) or 'not stated'}."
        for rule, sentence in sentences.items()
    )


def _depends_on(sensitivity: Sensitivity) -> str:
    if sensitivity.rests_on:
        return f"each of {len(sensitivity.rests_on)} submissions"
    return "one more submission" if sensitivity.is_one_short else ""
