"""Reviews -> papers: for the meeting, and for each Member State what is shown or to be confirmed.

The paper for the meeting has what is asked, the coverage and a page for each indicator.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cl_pipeline.model.codes import CoverageState, Suggestion
from cl_pipeline.model.document import (
    Block,
    Document,
    Heading,
    ItemList,
    Paragraph,
    Picture,
    titled,
)
from cl_pipeline.model.identity import IndicatorKey, SenderCode
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.labels import format_column, format_measure, format_year
from cl_pipeline.model.number_format import format_day, format_number
from cl_pipeline.model.question import AGREE, CORRECT, Confirmation
from cl_pipeline.model.review import OwnReview, RedactedReview, ReviewToSend, RuleOutcome
from cl_pipeline.model.table import Table, text_columns
from cl_pipeline.publication.comparability import comparability_notes
from cl_pipeline.publication.coverage import outcome_table, voluntary_table
from cl_pipeline.publication.parts_tables import parts_table
from cl_pipeline.publication.pictures import coverage_picture, indicator_chart
from cl_pipeline.publication.review_tables import (
    MARKS_EXPLAINED,
    figures_table,
    legend_table,
    questions_table,
    sender_figures_table,
    totals_tables,
)

C_LIST_EXPLAINED = (
    "These indicators are introduced step by step, as sources and resources allow. No figure is "
    "expected, and no rule is applied to them."
)

SUGGESTIONS_EXPLAINED = (
    "Suggestions for discussion; SLOM decides. Indicators that fewer Member States report than the "
    "threshold are assessed for their feasibility on list B and, where that is not feasible, moved "
    "to list C. Member States are in the order of their names."
)

CONFIRMATION_COLUMNS = text_columns(
    {"Member State": 18, "Agrees": 32, "Asks for a change": 32, "Changed since it agreed": 32,
     "Not confirmed yet": 32}
)  # fmt: skip

SIGNED_COLUMNS = text_columns(
    {"Member State": 20, "Indicator": 10, "Column": 12, "Measure": 34, "Signed": 24, "Now": 24}
)

NOT_SHOWN_COLUMNS = text_columns({"Indicator": 10, "Column": 12, "Measure": 34, "Shown as": 12})

HOW_TO_ANSWER = (
    "If everything is right, choose “agree” in the confirmation form that comes with this paper, "
    "and save it in your folder on the shared drive.",
    "If a figure needs correcting, choose “should be changed” next to it and correct it in your "
    "own form; the newest one counts.",
    "If you do not answer, these figures are shown as they are, and the paper of the meeting lists "
    "them as not confirmed yet. Nothing else follows.",
)

HOW_TO_ANSWER_BLOCKS = (Heading("How to answer", 2), ItemList(HOW_TO_ANSWER, is_numbered=True))

GAP_COLUMNS = text_columns(
    {"List A": 8, "Indicator": 40, "What you reported": 40,
     "Institutions that supply it, as the documents name them": 40}
)  # fmt: skip


def review_paper(review: RedactedReview, confirmations: Sequence[Confirmation] = ()) -> Document:
    """The paper for the meeting of a round, with what Member States confirmed beforehand.

    Raises:
        BrokenInvariant: an observation or submission of the vintage is missing.
    """
    coverage = Picture(
        coverage_picture(review.vintage, review.framework),
        f"Matrix of the column {format_column(review.due)}; the tables of the indicators have the "
        "same content.",
    )
    blocks: list[Block] = [
        Heading("What the meeting is asked", 2),
        ItemList(tuple(agenda_items(review)), is_numbered=True),
        *changes_since_signed(review),
        Heading("Coverage by indicator and Member State", 1, "coverage"),
        coverage,
        Heading("Marks", 2),
        legend_table(review),
        Heading("What the rule of five suggests", 1, "rule"),
        Paragraph(SUGGESTIONS_EXPLAINED),
        outcome_table(review.outcomes, review.framework).without("reason"),
        *_confirmed(review, confirmations),
    ]
    for indicator in review.indicators:
        heading = Heading(indicator.heading, 1, indicator.position)
        blocks += [heading, *indicator_blocks(review, indicator)]
    if review.voluntary:
        blocks += [Heading("Reported voluntarily: list C", 1, "list_c"), *voluntary_blocks(review)]
    return Document(
        title=f"SLOM review {review.vintage.round}",
        subtitle=review.framework.title,
        notice=review.notice,
        made_from=f"Vintage {review.vintage.vintage_id}, program {review.vintage.code_version}",
        blocks=tuple(blocks),
    )


def agenda_items(review: RedactedReview) -> Iterator[str]:
    """The items of the agenda as sentences, in the order in which the meeting takes them."""
    threshold = review.framework.rules.reporting_threshold
    kept = [outcome for outcome in review.outcomes if outcome.meets_threshold]
    fewer = [
        outcome
        for outcome in review.outcomes
        if outcome.suggestion == Suggestion.ASSESS_FEASIBILITY
    ]
    column = format_column(review.due).lower()
    yield _about_the_data(review, column)
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
    if review.vintage.questions:
        yield (
            "To take note that the Secretariat clarifies open questions about figures of several "
            "submissions or columns with the Member States concerned: "
            f"{len(review.vintage.questions)}."
        )


def _about_the_data(review: RedactedReview, column: str) -> str:
    signed = review.signed
    if signed is None:
        return (
            f"To take note of what Member States reported for the column “{column}” "
            "and to accept the data as shown."
        )
    referendum = " ad referendum" if signed.is_ad_referendum else ""
    accepted = (
        f"{signed.decided_by} signed the figures of vintage {signed.vintage_id}{referendum} on "
        f"{format_day(signed.decided_at)}. "
    )
    if not signed.changed:
        return f"{accepted}None of them has changed since then."
    return (
        f"{accepted}Figures that changed since then: {len(signed.changed)}. To take note of the "
        "changes, which are listed below; the signed figures stay in force until they are signed "
        "anew."
    )


def changes_since_signed(review: RedactedReview) -> Iterator[Block]:
    """The figures that are no longer as signed; nothing where nothing was signed or changed."""
    if review.signed and review.signed.changed:
        title = f"Changed since vintage {review.signed.vintage_id} was signed"
        yield from titled(Table(title, SIGNED_COLUMNS, review.signed.changed))


def indicator_blocks(review: RedactedReview, indicator: Indicator) -> Iterator[Block]:
    """Totals, chart, comparability notes and each figure of one indicator."""
    notes = comparability_notes(review, indicator)
    yield Paragraph(indicator.name)
    yield from (
        Paragraph(outcome.reason)
        for outcome in review.outcomes
        if outcome.indicator == indicator.key
    )
    for table in totals_tables(review, indicator):
        yield from titled(table)
    yield Paragraph(MARKS_EXPLAINED, is_small=True)
    chart = indicator_chart(review, indicator, differs=notes.differs)
    if chart is not None:
        yield chart
    yield Heading("What to know before comparing", 2)
    yield ItemList(notes.notes)
    asked = [
        format_column(question.column)
        for question in review.vintage.questions
        if question.indicator == indicator.key
    ]
    if asked:
        yield Paragraph(
            "Open questions that the Secretariat clarifies with the Member States concerned: "
            f"{len(asked)} ({', '.join(dict.fromkeys(asked))})."
        )
    yield from titled(figures_table(review, indicator))
    parts = parts_table(review, indicator)
    if parts.rows:
        yield from titled(parts)


def voluntary_blocks(review: RedactedReview) -> Iterator[Block]:
    """The indicators of list C with a figure: how many Member States report, and each figure."""
    yield Paragraph(C_LIST_EXPLAINED)
    yield voluntary_table(review.vintage, review.framework)
    for indicator in review.voluntary:
        yield Heading(indicator.heading, 2, indicator.position)
        yield from titled(figures_table(review, indicator))


def _positions(outcomes: Sequence[RuleOutcome | Confirmation]) -> str:
    return ", ".join(outcome.position for outcome in outcomes)


def _confirmed(review: RedactedReview, confirmations: Sequence[Confirmation]) -> Iterator[Block]:
    """Who confirmed its figures; an indicator without a figure needs no answer."""
    shown_to = review.in_order({each.sender for each in confirmations if each.was_sent})
    if not shown_to:
        return
    yield Heading("What Member States confirmed", 1, "confirmed")
    yield Paragraph("These Member States were shown their own figures before the meeting.")
    rows = []
    for sender in shown_to:
        own = [
            confirmation
            for confirmation in confirmations
            if confirmation.sender == sender and (confirmation.shown or confirmation.answer)
        ]
        agreed = [confirmation for confirmation in own if confirmation.answer == AGREE]
        groups = (
            [confirmation for confirmation in agreed if not confirmation.is_about_another_figure],
            [confirmation for confirmation in own if confirmation.answer == CORRECT],
            [confirmation for confirmation in agreed if confirmation.is_about_another_figure],
            [confirmation for confirmation in own if not confirmation.answer],
        )
        rows.append((review.country(sender), *map(_positions, groups)))
    yield Table("Confirmation by Member State", CONFIRMATION_COLUMNS, tuple(rows))


def country_paper(review: RedactedReview, sender: SenderCode) -> Document:
    """What will be shown for one Member State, and nothing about another.

    Raises:
        BrokenInvariant: an observation or submission of the vintage is missing.
    """
    return _country_paper(review, sender, f"{review.country(sender)}: what will be shown for you")


def confirmation_paper(own: OwnReview, shown: RedactedReview, sender: SenderCode) -> Document:
    """The paper that goes to one Member State with its confirmation form.

    It has the figures of that Member State in full, says how to answer, and which of them others
    will not see.

    Raises:
        BrokenInvariant: an observation or submission of the vintage is missing.
    """
    paper = _country_paper(own, sender, f"{own.country(sender)}: your figures")
    blocks = (*HOW_TO_ANSWER_BLOCKS, *paper.blocks, *_not_shown(own, shown, sender))
    return replace(paper, blocks=blocks)


def _country_paper(review: ReviewToSend, sender: SenderCode, title: str) -> Document:
    return Document(
        title=title,
        subtitle=f"SLOM review {review.vintage.round} · {review.framework.title}",
        notice=review.notice,
        made_from=f"Vintage {review.vintage.vintage_id}, program {review.vintage.code_version}",
        blocks=(
            Heading("Your figures", 2),
            sender_figures_table(review, sender),
            *_gaps(review, sender),
            Heading("Questions to you", 2),
            Paragraph("Questions about single cells are in the feedback on your submission."),
            questions_table(review, sender).without("member_state").without("address"),
        ),
    )


def _not_shown(own: OwnReview, shown: RedactedReview, sender: SenderCode) -> Iterator[Block]:
    """Which totals other Member States will not see, and what they see instead."""
    marks = {value.trace_key: value for value in shown.vintage.values}
    rows = tuple(
        (
            indicator.position,
            format_column(value.key.column),
            format_measure(indicator.measure(value.key.measure), value),
            marks[value.trace_key].gap_code or "",
        )
        for indicator in (*own.indicators, *own.voluntary)
        for value in own.totals(indicator)
        if value.sender == sender
        and value.value is not None
        and value.trace_key in marks
        and marks[value.trace_key].value is None
    )
    yield Heading("What other Member States will not see", 2)
    yield Paragraph(
        "We show other Member States a mark instead of these figures: they are small, you withheld "
        "them, or a small or withheld figure could be computed from them."
    )
    yield Table("Figures shown as a mark", NOT_SHOWN_COLUMNS, rows, empty="They see all of them.")


def format_figure(review: RedactedReview, sender: SenderCode, indicator: Indicator) -> str:
    """The headline figures of one indicator in a line, empty where there is none.

    For example ``Baseline: 429,380 (2012), Children in child labour (children)``.
    """
    return "; ".join(
        f"{format_column(value.key.column)}: {format_number(value.value)} "
        f"({format_year(value.reference_year)}), "
        f"{format_measure(indicator.measure(value.key.measure), value)}"
        for value in review.headline_numbers(indicator)
        if value.sender == sender and value.value is not None
    )


def _gaps(review: ReviewToSend, sender: SenderCode) -> Iterator[Block]:
    yield Heading(f"Without a figure in the column “{format_column(review.due)}”", 2)
    suppliers: dict[IndicatorKey, list[str]] = defaultdict(list)
    for supplier in review.framework.suppliers:
        if supplier.sender == sender:
            suppliers[supplier.indicator].append(supplier.institution)
    rows = tuple(
        (
            review.framework.indicator(entry.indicator).position,
            review.framework.indicator(entry.indicator).short_name,
            entry.detail,
            "\n".join(suppliers[entry.indicator]) or "none named",
        )
        for entry in review.vintage.coverage
        if entry.sender == sender
        and entry.column == review.due
        and entry.state in (CoverageState.EXPLAINED, CoverageState.UNEXPLAINED)
    )
    yield Table("Indicators without a figure", GAP_COLUMNS, rows)
    yield Paragraph("We do not expect figures you do not have; a reason is a valid answer.")
