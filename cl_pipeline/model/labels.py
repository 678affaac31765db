"""Labels that read the same in a finding, a trace, a workbook and a list of submissions."""

import re
from decimal import Decimal

from cl_pipeline.model.breakdown import DIMENSIONS, LABEL_PREFIX, Breakdown
from cl_pipeline.model.codes import CoverageState, FormKey, SubmissionState
from cl_pipeline.model.framework import FIRST_LEVEL_UNIT, CalendarEntry, Framework
from cl_pipeline.model.identity import BASELINE, ColumnKey
from cl_pipeline.model.indicators import Measure
from cl_pipeline.model.keys import TraceKey
from cl_pipeline.model.number_format import format_day, format_number
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.vintage import ConsolidatedValue


def breakdown_label(breakdown: Breakdown, framework: Framework) -> str:
    """The printed names of a breakdown's codes, a row's own name as typed; empty for a total."""
    names = {
        (code.list_key.partition(":")[0], code.code): code.name
        for code in framework.codes
        if code.list_key in DIMENSIONS or code.list_key.startswith(FIRST_LEVEL_UNIT)
    }
    return ", ".join(
        names.get((dimension, code))
        or names.get((FIRST_LEVEL_UNIT, code))
        or code.removeprefix(LABEL_PREFIX)
        for dimension, code in breakdown.given()
    )


SAMPLE_NOTICE = (
    "Illustration from published sources; not submitted or endorsed by any Member State; "
    "not a decision of SLOM."
)
"""The notice on every sheet, page and picture built from published figures. Source: DESIGN 5.12."""

FORM_LABELS = {
    FormKey.A_LIST: "list A",
    FormKey.B_LIST: "list B",
    FormKey.DATA_SOURCE_SURVEY: "data source survey",
    FormKey.ACTIVITY_CHOICE: "choice of activities",
    FormKey.ACTIVITY_STATUS: "status of activities",
    FormKey.SCORECARD: "scorecard",
    FormKey.CONFIRMATION: "confirmation of figures",
}
"""What people call the forms."""

STATE_LABELS = {
    SubmissionState.RECEIVED: "received, not read yet",
    SubmissionState.ACCEPTED: "complete, thank you",
    SubmissionState.ACCEPTED_WITH_FINDINGS: "accepted, with questions",
    SubmissionState.PARTLY_ACCEPTED: "accepted, some cells could not be read",
    SubmissionState.REJECTED: "could not be read, please send again",
    SubmissionState.SUPERSEDED: "replaced by a newer return",
    SubmissionState.SECOND: "kept; that of another institution is shown until it is settled",
    SubmissionState.HELD: "held until the Secretariat knows whose it is",
    SubmissionState.WITHDRAWN: "withdrawn",
}
"""The state of a submission, in the same words for its sender and the Secretariat."""

WAITS_FOR_DECISION = "read, but the round was closed: counts once that is decided"


def state_label(submission: Submission) -> str:
    if submission.waits_for_decision:
        return WAITS_FOR_DECISION
    return STATE_LABELS[submission.state] + (", late" if submission.is_late else "")


NOT_STATED = "not stated"

COVERAGE_LABELS = {
    CoverageState.REPORTED: "reported",
    CoverageState.EXPLAINED: "gap, explained",
    CoverageState.UNEXPLAINED: "still open",
    CoverageState.NOT_EXPECTED: "not expected",
}

UNIT_LABELS = {"percent": "%", "currency": "currency declared"}

SINGULAR = {
    "activities": "activity",
    "cases": "case",
    "children": "child",
    "households": "household",
    "initiatives": "initiative",
    "inspections": "inspection",
    "persons": "person",
}


def format_unit(value: Decimal, unit: str) -> str:
    """The unit as it is written after a figure, for example ``1 case`` and ``2 cases``."""
    return SINGULAR.get(unit, unit) if value == 1 else UNIT_LABELS.get(unit, unit)


AMOUNT = "in "
"""How the unit of an amount of money begins, as ``declared_unit`` writes it."""


def declared_unit(observation: Observation) -> str:
    """The unit of a figure; of an amount the currency and the multiplier that the sender declared.

    For example ``in IDR, million``, or ``in IDR`` for whole units.
    """
    if observation.unit != "currency":
        return observation.unit
    declared = dict(observation.attributes)
    currency = " ".join(declared.get("currency", "").split())[:40] or "a currency not stated"
    multiplier = declared.get("multiplier") or "multiplier not stated"
    return f"{AMOUNT}{currency}" + ("" if multiplier == "units" else f", {multiplier}")


def format_value(value: ConsolidatedValue) -> str:
    """The number of a value, an amount with its currency and multiplier, or the gap code."""
    if value.value is None:
        return value.gap_code or ""
    return f"{format_number(value.value)}{unit_of_amount(value)}"


def unit_of_amount(figure: Observation | ConsolidatedValue) -> str:
    """A blank with the currency and multiplier behind an amount, nothing for other figures."""
    unit = declared_unit(figure) if isinstance(figure, Observation) else figure.unit
    return f" {unit}" if unit.startswith(AMOUNT) else ""


FLAG_LABELS = {
    "carried": "carried from an earlier round",
    "corrected": "corrected by the Secretariat",
    "revised": "revised since an earlier round",
    "withheld": "not for release",
    "computed": "computed from two counts",
    "break": "break in series",
    "definition_differs": "definition differs",
    "estimated": "estimated",
    "experimental": "pilot",
    "imputed": "imputed",
    "provisional": "provisional",
    "low_reliability": "low reliability",
    "includes_other": "includes another category",
}

TOO_SMALL = "a small count, not shown so that no child can be found"
"""Meaning of ``small_count_label``."""

COMPUTABLE_LABEL = "s"
COMPUTABLE = "not shown, because a hidden figure could be computed from it"
"""What is shown in place of a figure that would give a hidden one away, and its meaning."""

WITHHELD = "withheld by the Member State"
"""Replaces words about a withheld figure."""

WORDS_HELD = "text not shown, because it may name a hidden figure"
"""Replaces words that may quote a hidden figure."""

PERSONAL_HELD = "text not shown, because it may have personal data"
"""Replaces words with what looks like a telephone number or a name, for example."""

HELD = frozenset({WORDS_HELD, PERSONAL_HELD})
"""What replaces words: two that are replaced need not be the same."""


def small_count_label(framework: Framework) -> str:
    """What is shown in place of a small count of people, e.g. ``<5``."""
    return f"<{framework.rules.smallest_count_shown}"


def value_labels(framework: Framework) -> tuple[tuple[str, str], ...]:
    gaps = tuple((gap.code, gap.name) for gap in framework.gap_codes if gap.is_explained)
    return (
        *gaps,
        (small_count_label(framework), TOO_SMALL),
        (COMPUTABLE_LABEL, COMPUTABLE),
    )


def format_column(column: ColumnKey) -> str:
    if column == BASELINE:
        return "Baseline"
    return column if column.isdigit() else "Other year"


def format_trace_key(key: TraceKey, framework: Framework, year: int | None) -> str:
    """A trace key in words; ``year``: the reference year, None if not stated.

    For example ``A2 Children in child labour · Cambodia · baseline (2012) · total``.
    """
    indicator = framework.indicator(key.indicator)
    country = framework.member_state(key.sender).name
    measure = indicator.measure(key.measure).name
    column = key.column if key.column == BASELINE or key.column.isdigit() else "another year"
    stated = "year not stated" if year is None else str(year)
    when = column if column == stated else f"{column} ({stated})"
    broken_down = breakdown_label(key.breakdown, framework) or "total"
    return f"{indicator.position} {measure} · {country} · {when} · {broken_down}"


def format_measure(measure: Measure, value: ConsolidatedValue | None = None) -> str:
    """A measure's name with its unit; with that of a value where an amount is named."""
    unit = value.unit if value and value.unit.startswith(AMOUNT) else measure.unit
    return f"{measure.name} ({UNIT_LABELS.get(unit, unit)})"


def format_flags(value: ConsolidatedValue) -> str:
    return "; ".join(FLAG_LABELS.get(flag, flag.replace("_", " ")) for flag in value.flags)


DOCUMENT = re.compile(r"\b[0-9]{2}-([A-Za-z][A-Za-z0-9-]*) ?")
"""How the framework names a document it was taken from: the name of a file."""

README = re.compile(r"\b[0-9]{2}-README ?")
"""The file that is about the others; what follows it names the document."""


def source_label(source: str) -> str:
    """Where something is from, for readers who do not know our files.

    >>> source_label("00-README Cambodian report: May")
    'Cambodian report: May'
    >>> source_label("ours: the months of 2021 again; 01-monitoring-workshop-2021 template")
    'Our assumption: the months of 2021 again; monitoring workshop 2021, template'
    """
    plain = source.removeprefix("document: ").replace("ours: ", "our assumption: ")
    plain = README.sub("", plain)
    named = DOCUMENT.sub(lambda found: f"{found[1].replace('-', ' ')}, ", plain)
    return named[:1].upper() + named[1:]


def format_deadline(entry: CalendarEntry) -> str:
    """The last day of a phase; where no document or decision sets it, that we propose it."""
    day = format_day(entry.ends_on)
    return f"{day} (a day proposed by the ASEAN Secretariat)" if entry.is_proposed else day


def format_year(year: int | None) -> str:
    return NOT_STATED if year is None else str(year)


def format_source(observation: Observation) -> str:
    if not observation.source:
        return NOT_STATED
    year = f" ({observation.source_year})" if observation.source_year is not None else ""
    return f"{observation.source}{year}"
