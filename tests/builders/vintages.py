"""A small framework and accepted observations, built in a line each.

Seven Member States (one, TLS, joins after the last review but one), rounds 2021 to 2023, three
A-list and two B-list indicators. ``reported`` makes one accepted observation.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from cl_pipeline.consolidation.consolidate import consolidate
from cl_pipeline.disclosure.redaction import redact
from cl_pipeline.model.breakdown import UNBROKEN, Breakdown
from cl_pipeline.model.codes import (
    Basis,
    ConfidentialityStatus,
    ListLetter,
    MeasureRole,
    ObservationStatus,
    Phase,
    SubmissionState,
)
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.framework import (
    CalendarEntry,
    Code,
    Framework,
    GapCode,
    MemberState,
    Supplier,
)
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
from cl_pipeline.model.keys import CellRef
from cl_pipeline.model.observation import Observation, ObservationKey
from cl_pipeline.model.review import RedactedReview, ReviewData
from cl_pipeline.model.rules import Rules
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.vintage import AcceptedObservation, Vintage
from cl_pipeline.review.rule_of_five import rule_of_five

ROUNDS = (2021, 2022, 2023)

COUNTRIES = {
    "BRN": ("Brunei Darussalam", date(1984, 1, 7)),
    "IDN": ("Indonesia", date(1967, 8, 8)),
    "KHM": ("Cambodia", date(1999, 4, 30)),
    "LAO": ("Lao PDR", date(1997, 7, 23)),
    "PHL": ("Philippines", date(1967, 8, 8)),
    "TLS": ("Timor-Leste", date(2022, 10, 26)),
    "VNM": ("Viet Nam", date(1995, 7, 28)),
}

GAPS = (
    ("n", "More than zero but less than half the unit", "N", "F", True, True),
    ("a", "Not applicable", "M", "F", True, False),
    ("m", "Not available", "O", "F", False, False),
    ("nc", "Not collected", "L", "F", True, False),
    ("x", "Included elsewhere", "K", "F", True, False),
    ("c", "Withheld", "Q", "N", True, True),
)


def _measure(indicator, key, position, role, **more):
    words = {
        "name": key.replace("_", " ").capitalize(),
        "unit": "percent" if role == MeasureRole.RATE else "children",
        "headline": role in (MeasureRole.COUNT, MeasureRole.RATE),
        "basis": "document",
        "numerator": None,
        "denominators": (),
        "denominator_attribute": None,
        "part_of": None,
        "hint": "",
        "breakdowns": (),
    }
    return Measure(
        indicator=IndicatorKey(indicator),
        key=MeasureKey(key),
        position=position,
        role=role,
        **(words | more),
    )


def _indicator(key, letter, number, name, measures=()):
    return Indicator(
        key=IndicatorKey(key),
        letter=ListLetter(letter),
        number=number,
        name=f"Number of {name}",
        short_name=name,
        age_range="Y5T17",
        key_result_areas=(),
        data_sources=(),
        measures=measures,
        attributes=(),
        guidance="",
        source="test",
    )


def _indicators():
    count, rate, whole = MeasureRole.COUNT, MeasureRole.RATE, MeasureRole.DENOMINATOR
    labour, young = "child_labour_5_17", "young_workers"
    return (
        _indicator(
            "children_identified",
            "A",
            1,
            "Children identified",
            (_measure("children_identified", "children", 1, count),),
        ),
        _indicator(
            labour,
            "A",
            2,
            "Children 5–17 in child labour",
            (
                _measure(labour, "children", 1, count),
                _measure(labour, "population", 2, whole),
                _measure(
                    labour,
                    "pct",
                    3,
                    rate,
                    numerator=MeasureKey("children"),
                    denominators=(MeasureKey("population"),),
                ),
            ),
        ),
        _indicator(
            young,
            "A",
            3,
            "Young workers in child labour",
            (
                _measure(young, "persons", 1, count),
                _measure(young, "all_young_workers", 2, whole),
                _measure(young, "population", 3, whole),
                _measure(
                    young,
                    "pct",
                    4,
                    rate,
                    numerator=MeasureKey("persons"),
                    denominators=(MeasureKey("all_young_workers"), MeasureKey("population")),
                    denominator_attribute="denominator",
                ),
            ),
        ),
        _indicator("laws_revised", "B", 1, "Laws revised"),
        _indicator("laws_adopted", "B", 2, "Laws adopted"),
    )


def small_framework(**more) -> Framework:
    """The small framework; ``more`` replaces fields."""
    phases = ((Phase.A_LIST_COLLECTION, 5, 8, 31), (Phase.SLOM_REVIEW, 9, 9, 30))
    calendar = tuple(
        CalendarEntry(
            RoundYear(year),
            phase,
            date(year, first, 1),
            date(year, last, day),
            Basis.DOCUMENT if year == 2021 else Basis.ASSUMPTION,
            "test calendar",
        )
        for year in ROUNDS
        for phase, first, last, day in phases
    )
    fields = {
        "key": "test",
        "title": "A small Roadmap",
        "digest": "f" * 64,
        "member_states": tuple(
            MemberState(
                SenderCode(code), code[:2], "000", name, (name,), since, None, "en", None, "test"
            )
            for code, (name, since) in COUNTRIES.items()
        ),
        "focus_areas": (),
        "key_result_areas": (),
        "activities": (),
        "bodies": (),
        "indicators": _indicators(),
        "calendar": calendar,
        "rules": Rules(5, 5, 2016, 2, Decimal("0.1"), Decimal("0.5"), 5, ()),
        "gap_codes": tuple(
            GapCode(
                code,
                name,
                ObservationStatus(status),
                ConfidentialityStatus(confidentiality),
                explained,
                counts,
                (),
                "test",
            )
            for code, name, status, confidentiality, explained, counts in GAPS
        ),
        "codes": (
            Code("sex", "F", "Female", False, None, "test"),
            Code("level", "PARTLY", "In place in part", True, None, "test"),
        ),
        "suppliers": (
            Supplier(
                SenderCode("KHM"), "Ministry of Planning", IndicatorKey("young_workers"), "test"
            ),
        ),
        "ratifications": (),
        "form_versions": (),
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
    return AcceptedObservation(
        SenderCode(sender),
        RoundYear(round_year),
        submission_name(sender, round_year),
        datetime(round_year, 7, 1, tzinfo=UTC),
        more.pop("is_sample", False),
        Observation(**(fields | more)),
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
    return {
        str(
            CellRef(
                observation.submission_id,
                observation.observation.sheet,
                observation.observation.cell,
            )
        ): observation.observation
        for observation in accepted
    }


def review_of(
    *accepted: AcceptedObservation,
    round_year: int = 2021,
    findings: Mapping[SubmissionId, Sequence[Finding]] | None = None,
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
        findings=findings or {},
    )


def redacted_review_of(*accepted: AcceptedObservation, **more) -> RedactedReview:
    """The same as it may leave the Secretariat."""
    return redact(review_of(*accepted, **more))
