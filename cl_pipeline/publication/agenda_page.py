"""The first sheet: the round, what the meeting is asked, and what the workbook is made from."""

from collections.abc import Iterator, Sequence
from datetime import date

from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.model.codes import Phase
from cl_pipeline.model.labels import format_column, source_label
from cl_pipeline.model.review import RedactedReview, RuleOutcome
from cl_pipeline.publication.cells import Content, Link
from cl_pipeline.publication.page import Page
from cl_pipeline.publication.review_data import SOURCES

PHASE_NAMES = {
    Phase.TEMPLATE_FINALISATION: "Template finalisation",
    Phase.A_LIST_COLLECTION: "Collection of list A",
    Phase.INTER_SECTORAL_WORKSHOP: "Inter-sectoral workshop",
    Phase.SLOM_REVIEW: "SLOM review",
    Phase.B_LIST_ASSESSMENT: "Assessment of list B",
    Phase.EVALUATION: "Evaluation",
}

SHEETS = (
    ("Coverage", "which Member State reported which indicator"),
    ("Rule of five", "what the rule suggests for each indicator, with the evidence"),
    ("Still open", "questions and gaps, for the Secretariat to follow up"),
    ("Evidence", "what stands for each Member State, behind each count"),
    (SOURCES, "the cell and file each number comes from"),
)


def write_agenda(sheet: Worksheet, pack: RedactedReview) -> None:
    """The agenda of the review."""
    page = Page(sheet, (6, 19, 19, 19, 15, 66))
    page.title(f"SLOM review {pack.vintage.round}", pack.notice)
    page.line(pack.framework.title)
    page.space()
    page.section("What the meeting is asked")
    asked = enumerate(asked_of_the_meeting(pack), start=1)
    page.table(("", "Item"), [(str(place), text) for place, text in asked], spans=(1, 5))
    page.section(f"The round of {pack.vintage.round}")
    phases = ("Phase", "From", "To", "Dates are", "Where the dates come from")
    page.table(phases, _phases(pack), spans=(2, 1, 1, 1, 1))
    page.section("Sheets")
    page.table(("Sheet", "Content"), _sheets(pack), spans=(2, 4), is_paged=True)
    page.section("What this workbook is made from")
    page.table(("", "Content"), _made_from(pack), spans=(2, 4))


def asked_of_the_meeting(pack: RedactedReview) -> Iterator[str]:
    """The items of the agenda as sentences, in the order in which the meeting takes them."""
    threshold = pack.framework.rules.reporting_threshold
    kept = [outcome for outcome in pack.outcomes if outcome.meets_threshold]
    fewer = [outcome for outcome in pack.outcomes if not outcome.meets_threshold]
    column = format_column(pack.due).lower()
    yield (
        f"To take note of what Member States reported for the column “{column}” "
        "and to accept the data as shown."
    )
    if kept:
        yield (
            f"To consider keeping on list A what {threshold} or more Member States reported: "
            f"{_positions(kept)}."
        )
    if fewer:
        yield (
            f"To consider what fewer than {threshold} Member States reported: {_positions(fewer)}. "
            "The proposed strategy of the workshop of March 2021 is to assess the feasibility of "
            "these indicators for list B and, where that is not feasible, to move them to list C. "
            "The system suggests; SLOM decides."
        )
    if pack.vintage.questions:
        yield (
            "To take note of the open questions that the Secretariat clarifies with the "
            f"Member States concerned: {len(pack.vintage.questions)}."
        )


def _positions(outcomes: Sequence[RuleOutcome]) -> str:
    return ", ".join(outcome.position for outcome in outcomes)


def _phases(pack: RedactedReview) -> list[tuple[Content, ...]]:
    entries = [one for one in pack.framework.calendar if one.round == pack.vintage.round]
    return [
        (
            PHASE_NAMES[entry.phase],
            _day(entry.starts_on),
            _day(entry.ends_on),
            "in a document" if entry.basis == "document" else "our assumption",
            source_label(entry.source),
        )
        for entry in sorted(entries, key=lambda entry: (entry.starts_on, entry.phase))
    ]


def _day(day: date) -> str:
    """A day as it is read alike everywhere: 1 March 2021."""
    return f"{day.day} {day:%B %Y}"


def _made_from(pack: RedactedReview) -> list[tuple[Content, ...]]:
    vintage = pack.vintage
    counted = [state.name for state in pack.framework.counted_states(vintage.round)]
    used = {value.submission_id for value in vintage.values}
    return [
        ("Vintage", vintage.vintage_id),
        ("Returns used", str(len(used))),
        ("Member States counted", f"{len(counted)}: {', '.join(counted)}"),
        ("Accepted set", f"SHA-256 {vintage.accepted_digest}"),
        ("Framework in force", f"{pack.framework.key}, SHA-256 {vintage.framework_digest}"),
        ("Program", f"version {vintage.code_version}"),
    ]


def _sheets(pack: RedactedReview) -> list[tuple[Content, ...]]:
    named = [(Link(name, f"'{name}'!A1"), text) for name, text in SHEETS]
    pages = [
        (Link(indicator.position, f"'{indicator.position}'!A1"), indicator.short_name)
        for indicator in pack.indicators
    ]
    return [*named[:2], *pages, *named[2:]]
