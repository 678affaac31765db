"""A small framework and accepted observations, built in a line each.

Seven Member States (one, TLS, joins after the last review but one), rounds 2021 to 2023, three
A-list and two B-list indicators. ``reported`` makes one accepted observation.
"""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from cl_pipeline.consolidation.consolidate import consolidate
from cl_pipeline.disclosure.redaction import own_review, redact
from cl_pipeline.disclosure.suppression import hidden_figures
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.breakdown import UNBROKEN, Breakdown
from cl_pipeline.model.codes import (
    ConfidentialityStatus,
    FormKey,
    FormStatus,
    ListLetter,
    MeasureRole,
    ObservationStatus,
    Phase,
    SubmissionState,
)
from cl_pipeline.model.framework import Code, FormVersion, Framework, Supplier
from cl_pipeline.model.identity import (
    ColumnKey,
    Digest,
    IndicatorKey,
    MeasureKey,
    RoundYear,
    SenderCode,
    SubmissionId,
)
from cl_pipeline.model.indicators import Indicator, Measure
from cl_pipeline.model.observation import Observation, ObservationKey
from cl_pipeline.model.review import OwnReview, RedactedReview, ReviewData
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.vintage import AcceptedObservation, Vintage
from cl_pipeline.review.rule_of_five import rule_of_five

ROUNDS = (2021, 2022, 2023)

COUNTRIES = ("BRN", "IDN", "KHM", "LAO", "PHL", "TLS", "VNM")

TLS_JOINED = date(2022, 10, 26)

COUNT = {
    "role": MeasureRole.COUNT,
    "unit": "children",
    "headline": True,
    "basis": "document",
    "numerator": None,
    "denominators": (),
    "denominator_attribute": None,
    "part_of": None,
    "gross_limit": None,
    "hint": "",
    "breakdowns": (),
}
WHOLE = COUNT | {"role": MeasureRole.DENOMINATOR, "headline": False}
RATE = COUNT | {"role": MeasureRole.RATE, "unit": "percent"}


def _indicator(key, letter, number, name, **measures):
    """An indicator; ``measures`` has the fields of each measure by its key."""
    return Indicator(
        key=IndicatorKey(key),
        letter=ListLetter(letter),
        number=number,
        name=f"Number of {name}",
        short_name=name,
        age_range="Y5T17",
        from_minimum_age=False,
        key_result_areas=(),
        data_sources=(),
        measures=tuple(
            Measure(IndicatorKey(key), MeasureKey(measure), position, name, **fields)
            for position, (measure, fields) in enumerate(measures.items(), start=1)
            for name in [measure.replace("_", " ").capitalize()]
        ),
        attributes=(),
        guidance="",
        source="test",
    )


def _indicators():
    share = RATE | {"numerator": "children", "denominators": ("population",)}
    share_of_either = RATE | {
        "numerator": "persons",
        "denominators": ("all_young_workers", "population"),
        "denominator_attribute": "denominator",
    }
    return (
        _indicator("children_identified", "A", 1, "Children identified", children=COUNT),
        _indicator(
            "child_labour_5_17",
            "A",
            2,
            "Children 5–17 in child labour",
            children=COUNT,
            population=WHOLE,
            pct=share,
        ),
        _indicator(
            "young_workers",
            "A",
            3,
            "Young workers in child labour",
            persons=COUNT,
            all_young_workers=WHOLE,
            population=WHOLE,
            pct=share_of_either,
        ),
        _indicator("laws_revised", "B", 1, "Laws revised"),
        _indicator("laws_adopted", "B", 2, "Laws adopted"),
    )


def small_framework(**more) -> Framework:
    """The Roadmap's states, phases and gap codes, few of each; ``more`` replaces fields."""
    roadmap = load_framework()
    states = [roadmap.member_state(code) for code in COUNTRIES]
    fields = {
        "key": "test",
        "title": "A small Roadmap",
        "digest": "f" * 64,
        "member_states": tuple(
            replace(state, member_from=TLS_JOINED) if state.code == "TLS" else state
            for state in states
        ),
        "key_result_areas": (),
        "activities": (),
        "bodies": (),
        "indicators": _indicators(),
        "calendar": tuple(
            entry
            for entry in roadmap.calendar
            if entry.round in ROUNDS and entry.phase in {Phase.A_LIST_COLLECTION, Phase.SLOM_REVIEW}
        ),
        "rules": replace(roadmap.rules, sources=(), bindings=()),
        "gap_codes": tuple(
            replace(gap, name=re.split(r":| \(", gap.name)[0]) for gap in roadmap.gap_codes
        ),
        "codes": (
            Code("sex", "F", "Female", None, "test"),
            Code("level", "PARTLY", "In place in part", None, "test"),
        ),
        "suppliers": (
            Supplier(
                SenderCode("KHM"), "Ministry of Planning", IndicatorKey("young_workers"), "test"
            ),
        ),
        "ratifications": (),
        "form_versions": (FormVersion(FormKey.A_LIST, "1.0", FormStatus.FINAL, ROUNDS, "test"),),
    }
    return Framework(**(fields | more))


FRAMEWORK = small_framework()


def submission_name(sender: str, round_year: int) -> SubmissionId:
    """The submission that ``reported`` puts a sender's values of a round into."""
    return SubmissionId(f"S-{sender.lower()}{round_year}00000000")


def reported(
    sender: str,
    value: int | str,
    *,
    round_year: int = 2021,
    column: str = "baseline",
    indicator: str = "child_labour_5_17",
    measure: str = "children",
    year: int | None = 2016,
    breakdown: Breakdown = UNBROKEN,
    **more,
) -> AcceptedObservation:
    """One accepted observation: a number, or a gap where ``value`` is the code of one.

    Its cell is made from measure, column and breakdown, so no two keys share an address.
    """
    gap = next((gap_code for gap_code in FRAMEWORK.gap_codes if gap_code.code == str(value)), None)
    fields = {
        "key": ObservationKey(
            IndicatorKey(indicator), MeasureKey(measure), ColumnKey(column), breakdown
        ),
        "value": None if gap else Decimal(str(value)),
        "unit": "percent" if measure == "pct" else "children",
        "reference_year": None if gap else year,
        "obs_status": gap.obs_status if gap else ObservationStatus.NORMAL,
        "conf_status": gap.conf_status if gap else ConfidentialityStatus.FREE,
        "gap_code": gap.code if gap else None,
        "gap_note": None,
        "source": "Labour force survey",
        "source_year": 2017,
        "definition": None,
        "age_range": None,
        "attributes": (),
        "sheet": indicator[:10],
        "cell": f"{measure}-{column}-{'-'.join(code for _, code in breakdown.given())}",
        "as_typed": str(value),
        "how_read": "number cell",
    }
    may_revise = more.pop("may_revise", False)
    return AcceptedObservation(
        SenderCode(sender),
        RoundYear(round_year),
        submission_name(sender, round_year),
        datetime(round_year, 7, 1, tzinfo=UTC),
        more.pop("is_sample", False),
        Observation(**(fields | more)),
        may_revise=may_revise,
    )


def vintage_of(*accepted: AcceptedObservation, round_year: int = 2021, **more) -> Vintage:
    """The vintage over these observations in the small framework."""
    framework = more.pop("framework", FRAMEWORK)
    return consolidate(accepted, framework, RoundYear(round_year), "1.0", **more)


def submission_of(sender: str, round_year: int = 2021, **more) -> Submission:
    """The stored submission that ``reported`` refers to."""
    fields = {
        "submission_id": submission_name(sender, round_year),
        "digest": Digest("d" * 64),
        "path": f"{round_year}/{sender}/a_list.xlsx",
        "form": "a_list",
        "version": "1.0",
        "sender": SenderCode(sender),
        "round": RoundYear(round_year),
        "institution": "Ministry of Labour",
        "sheets": ("A2",),
        "state": SubmissionState.ACCEPTED,
        "is_late": False,
        "received_at": datetime(round_year, 7, 1, 9, 30, tzinfo=UTC),
        "finding_count": 0,
        "observation_count": 3,
        "is_sample": False,
        "run_id": "cli-1",
    }
    return Submission(**(fields | more))


def observations_by_address(*accepted: AcceptedObservation) -> dict[str, Observation]:
    """The observations by the address under which a vintage's values name them."""
    return {row.address: row.observation for row in accepted}


def review_of(
    *accepted: AcceptedObservation,
    round_year: int = 2021,
) -> ReviewData:
    """Everything a review shows of these observations; every Member State sent every round."""
    vintage = vintage_of(*accepted, round_year=round_year)
    sent = [submission_of(code, year) for code in COUNTRIES for year in ROUNDS]
    return ReviewData(
        vintage=vintage,
        outcomes=rule_of_five(vintage, FRAMEWORK),
        framework=FRAMEWORK,
        submissions={submission.submission_id: submission for submission in sent},
        observations=observations_by_address(*accepted),
    )


def own_review_of(sender: str, *accepted: AcceptedObservation, **more) -> OwnReview:
    """The same as one Member State may see it."""
    review = review_of(*accepted, **more)
    hidden = hidden_figures(review.vintage.values, FRAMEWORK)
    return own_review(review, SenderCode(sender), hidden)


def redacted_review_of(*accepted: AcceptedObservation, **more) -> RedactedReview:
    """The same as it may leave the Secretariat."""
    return redact(review_of(*accepted, **more))
