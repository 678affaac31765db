"""A redacted review -> the workbook for the meeting."""

from collections.abc import Iterator

from cl_pipeline.model.codes import Phase
from cl_pipeline.model.document import Block, Heading, ItemList, Paragraph, titled
from cl_pipeline.model.labels import source_label
from cl_pipeline.model.number_format import format_day
from cl_pipeline.model.review import RedactedReview
from cl_pipeline.model.table import Cell, Linked, Table, text_columns
from cl_pipeline.publication.coverage import coverage_table, outcome_table, voluntary_table
from cl_pipeline.publication.papers import (
    SUGGESTIONS_EXPLAINED,
    agenda_items,
    changes_since_signed,
    indicator_blocks,
    voluntary_blocks,
)
from cl_pipeline.publication.review_tables import (
    evidence_table,
    legend_table,
    sources_table,
)
from cl_pipeline.publication.workbook import Sheet, workbook

PHASE_NAMES = {
    Phase.TEMPLATE_FINALISATION: "Template finalisation",
    Phase.A_LIST_COLLECTION: "Collection of list A",
    Phase.INTER_SECTORAL_WORKSHOP: "Inter-sectoral workshop",
    Phase.SLOM_REVIEW: "SLOM review",
    Phase.B_LIST_ASSESSMENT: "Assessment of list B",
    Phase.EVALUATION: "Evaluation",
}

C_LIST = "List C"

SHEETS_BEFORE = {
    "Coverage": "which Member State reported which indicator",
    "Rule of five": "what the rule suggests for each indicator, with the evidence",
}
SHEETS_AFTER = {
    "Evidence": "what each Member State reported, behind each count",
    "Sources": "the cell and file each number comes from",
}
"""Sheets before and after those of the indicators, with their content."""

PHASE_COLUMNS = text_columns(
    {"Phase": 25, "From": 19, "To": 19, "Dates are": 15, "Where the dates come from": 66}
)


def review_workbook(review: RedactedReview) -> bytes:
    """Agenda, coverage, rule of five, a sheet per indicator, evidence, sources.

    Withheld figures never appear in the workbook. Every number on an indicator's sheet has its row
    on the sheet of sources. The same review gives the same bytes.

    Raises:
        BrokenInvariant: an observation or submission of the vintage is missing.
    """
    round_year = review.vintage.round
    title = f"SLOM review {round_year}"
    sheets = [
        Sheet("Agenda", title, tuple(_agenda(review))),
        Sheet("Coverage", f"Coverage of list A, round {round_year}", tuple(_coverage(review))),
        Sheet("Rule of five", f"Rule of five, round {round_year}", tuple(_rule(review))),
        *(
            Sheet(page.position, page.heading, tuple(indicator_blocks(review, page)))
            for page in review.indicators
        ),
        *_voluntary(review),
        Sheet(
            "Evidence",
            f"Evidence for the rule of five, round {round_year}",
            (evidence_table(review),),
            is_list=True,
        ),
        Sheet("Sources", "Sources", tuple(_sources(review)), is_list=True),
    ]
    head = f"{title} · {review.framework.title}"
    foot = " · ".join(part for part in (review.vintage.vintage_id, review.notice) if part)
    return workbook(title, sheets, notice=review.notice, head=head, foot=foot)


def _agenda(review: RedactedReview) -> Iterator[Block]:
    yield Paragraph(review.framework.title)
    yield Heading("What the meeting is asked", 2)
    yield ItemList(tuple(agenda_items(review)), is_numbered=True)
    yield from changes_since_signed(review)
    yield Heading(f"The round of {review.vintage.round}", 2)
    yield Table("Phases of the round", PHASE_COLUMNS, tuple(_phases(review)))
    indicators = {indicator.position: indicator.short_name for indicator in review.indicators}
    voluntary = {C_LIST: "indicators of list C that Member States reported"}
    contents = SHEETS_BEFORE | indicators | (voluntary if review.voluntary else {}) | SHEETS_AFTER
    rows = tuple((Linked(name, name), content) for name, content in contents.items())
    yield from titled(Table("Sheets", text_columns({"Sheet": 25, "Content": 119}), rows))
    yield from titled(
        Table(
            "What this workbook is made from",
            text_columns({"What": 25, "Content": 119}),
            tuple(_made_from(review)),
        )
    )


def _voluntary(review: RedactedReview) -> Iterator[Sheet]:
    """The sheet of list C, where a Member State reported a figure."""
    if review.voluntary:
        yield Sheet(C_LIST, "Reported voluntarily: list C", tuple(voluntary_blocks(review)))


def _phases(review: RedactedReview) -> list[tuple[Cell, ...]]:
    entries = [entry for entry in review.framework.calendar if entry.round == review.vintage.round]
    return [
        (
            PHASE_NAMES[entry.phase],
            format_day(entry.starts_on),
            format_day(entry.ends_on),
            "in a document" if entry.basis == "document" else "our assumption",
            source_label(entry.source),
        )
        for entry in sorted(entries, key=lambda entry: (entry.starts_on, entry.phase))
    ]


def _made_from(review: RedactedReview) -> list[tuple[Cell, ...]]:
    vintage = review.vintage
    counted = [state.name for state in review.framework.counted_states(vintage.round)]
    used = {value.submission_id for value in vintage.values}
    return [
        ("Vintage", vintage.vintage_id),
        ("Submissions used", str(len(used))),
        ("Member States counted", f"{len(counted)}: {', '.join(counted)}"),
        ("Accepted set", f"SHA-256 {vintage.accepted_digest}"),
        ("Framework in force", f"{review.framework.key}, SHA-256 {vintage.framework_digest}"),
        ("Program", f"version {vintage.code_version}"),
    ]


def _coverage(review: RedactedReview) -> Iterator[Block]:
    """The matrix of the column due and, after the first round, one of each earlier column."""
    for column in reversed(review.columns):
        yield from titled(coverage_table(review.vintage, review.framework, column))
        if column == review.due:
            yield Heading("Marks", 2)
            yield legend_table(review)
            states = review.framework.member_states
            names = " · ".join(f"{state.code} {state.name}" for state in states)
            yield Paragraph(names, is_small=True)
    if review.voluntary:
        yield from titled(voluntary_table(review.vintage, review.framework))


def _rule(review: RedactedReview) -> Iterator[Block]:
    yield Paragraph(SUGGESTIONS_EXPLAINED)
    source = dict(review.framework.rules.sources).get("reporting_threshold")
    if source:
        yield Paragraph(f"Source of the rule: {source_label(source)}", is_small=True)
    yield outcome_table(review.outcomes, review.framework)


def _sources(review: RedactedReview) -> Iterator[Block]:
    yield Paragraph(
        f"Vintage {review.vintage.vintage_id}. Each number on the indicators' sheets leads here."
    )
    yield sources_table(review)
