"""A review pack -> the paper for the meeting: what is asked, coverage, a page per indicator."""

from collections.abc import Iterator, Sequence

from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.labels import format_column, format_measure, value_labels
from cl_pipeline.model.question import AGREE, CORRECT, Confirmation
from cl_pipeline.model.review import RedactedReview
from cl_pipeline.publication.agenda_page import asked_of_the_meeting
from cl_pipeline.publication.chart import WITHOUT_NOTES, chart_data
from cl_pipeline.publication.comparability import Comparability, comparability
from cl_pipeline.publication.coverage_picture import coverage_picture
from cl_pipeline.publication.coverage_table import LEGEND, outcome_table
from cl_pipeline.publication.indicator_tables import (
    NO_FIGURE,
    NO_MEMBER,
    NOTHING_YET,
    PageInput,
    figures_table,
    not_expected,
    totals_tables,
)
from cl_pipeline.publication.papers.blocks import (
    Block,
    Bullets,
    Grid,
    Heading,
    Line,
    Paper,
    Picture,
)
from cl_pipeline.publication.papers.picture import bar_chart

SIGNS = (
    f"{NO_FIGURE} no figure or reason yet · {NO_MEMBER} not a member on the day of the "
    "review, so not expected · letters: explained gap, see the list of signs."
)

WIDE_FIGURE_COLUMNS = (6, 7, 9)
"""Definition, source and trace key take most room in the table of figures."""


def review_paper(pack: RedactedReview, confirmations: Sequence[Confirmation] = ()) -> Paper:
    """The paper for the meeting of a round, with what Member States said to it beforehand."""
    blocks = [*_asked(pack), *_coverage(pack), *_rule(pack), *_confirmed(pack, confirmations)]
    for indicator in pack.indicators:
        blocks += _indicator(pack, indicator)
    return Paper(
        title=f"SLOM review {pack.vintage.round}",
        subtitle=pack.framework.title,
        notice=pack.notice,
        made_from=f"Vintage {pack.vintage.vintage_id}, program {pack.vintage.code_version}",
        blocks=tuple(blocks),
    )


def _asked(pack: RedactedReview) -> Iterator[Block]:
    yield Heading("What the meeting is asked", 2)
    yield Bullets(tuple(asked_of_the_meeting(pack)), is_numbered=True)


def _coverage(pack: RedactedReview) -> Iterator[Block]:
    yield Heading("Coverage by indicator and Member State", 1, "coverage")
    yield Picture(
        coverage_picture(pack.vintage, pack.framework),
        f"Matrix of the column {format_column(pack.due)}; the next table says the same in words.",
    )
    yield Heading("Signs", 2)
    rows = (*LEGEND, *value_labels(pack.framework))
    yield Grid("Signs and what they mean", ("Sign", "Meaning"), rows, wide=(1,))


def _rule(pack: RedactedReview) -> Iterator[Block]:
    yield Heading("What the rule of five suggests", 1, "rule")
    yield Line(
        "Suggestions for discussion; SLOM decides. Member States stand in the order of their names."
    )
    rows = [
        (
            one["indicator"],
            one["name"],
            f"{one['count']} of {one['threshold']}",
            one["suggestion"],
            one["reporting"] or "none yet",
        )
        for one in outcome_table(pack.outcomes, pack.framework)
    ]
    headers = ("", "Indicator", "Reported", "Suggestion", "Reported by")
    yield Grid("Outcome of the rule for each indicator", headers, tuple(rows), wide=(1, 3, 4))


def _confirmed(pack: RedactedReview, confirmations: Sequence[Confirmation]) -> Iterator[Block]:
    """Who confirmed its figures; an indicator without a figure needs no answer."""
    if not confirmations:
        return
    yield Heading("What Member States confirmed", 1, "confirmed")
    yield Line("Each Member State was shown its own figures before the meeting.")
    rows = []
    for sender in pack.in_order({confirmation.sender for confirmation in confirmations}):
        own = [
            confirmation
            for confirmation in confirmations
            if confirmation.sender == sender and (confirmation.shown or confirmation.answer)
        ]
        agreed = [one for one in own if one.answer == AGREE and not one.is_about_another_figure]
        corrects = [one for one in own if one.answer == CORRECT]
        later = [one for one in own if one.answer == AGREE and one.is_about_another_figure]
        silent = [one for one in own if not one.answer]
        groups = (agreed, corrects, later, silent)
        rows.append((pack.country(sender), *map(_positions, groups)))
    headers = (
        "Member State",
        "Agrees",
        "Asks for a change",
        "Changed since it agreed",
        "Not confirmed yet",
    )
    yield Grid("Confirmation by Member State", headers, tuple(rows), wide=(1, 2, 3, 4))


def _positions(own: Sequence[Confirmation]) -> str:
    return ", ".join(one.position for one in own)


def _indicator(pack: RedactedReview, indicator: Indicator) -> Iterator[Block]:
    yield Heading(f"{indicator.position}  {indicator.short_name}", 1, indicator.position)
    yield Line(indicator.name)
    yield Line(
        next(outcome.reason for outcome in pack.outcomes if outcome.indicator == indicator.key)
    )
    given = PageInput(pack, indicator, figure_anchors(pack), not_expected(pack, indicator))
    for table in totals_tables(given):
        yield Heading(table.heading, 2)
        yield Grid(table.heading, table.headers, table.rows, wide=(0,))
    yield Line(SIGNS, is_small=True)
    notes = comparability(pack, indicator)
    yield from _chart(pack, indicator, notes)
    yield Heading("What to know before comparing", 2)
    yield Bullets(notes.notes)
    yield from _questions(pack, indicator)
    table = figures_table(given)
    yield Heading(table.heading, 2)
    anchors = tuple(given.places.get(str(row[-1]), "").removeprefix("#") for row in table.rows)
    yield Grid(table.heading, table.headers, table.rows, WIDE_FIGURE_COLUMNS, anchors, NOTHING_YET)


def figure_anchors(pack: RedactedReview) -> dict[str, str]:
    """Where the row of each figure stands in a paper, by trace key."""
    return {
        value.trace_key: f"#figure-{number}" for number, value in enumerate(pack.numbers, start=1)
    }


def _chart(pack: RedactedReview, indicator: Indicator, notes: Comparability) -> Iterator[Block]:
    data = chart_data(pack, indicator)
    if data is None:
        return
    warning = f" – {WITHOUT_NOTES}" if notes.differs else ""
    title = f"{indicator.position} {format_measure(data.measure)}{warning}"
    yield Picture(
        bar_chart(data, title, pack.notice),
        f"Bars of {format_measure(data.measure)} by Member State; the table above has the numbers.",
    )


def _questions(pack: RedactedReview, indicator: Indicator) -> Iterator[Block]:
    asked = [question for question in pack.vintage.questions if question.indicator == indicator.key]
    if not asked:
        return
    columns = ", ".join(dict.fromkeys(format_column(one.column) for one in asked))
    yield Line(
        f"Open questions that the Secretariat clarifies with the Member States concerned: "
        f"{len(asked)} ({columns})."
    )
