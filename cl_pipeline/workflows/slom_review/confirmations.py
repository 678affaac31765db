"""Before the meeting, each Member State sees its own figures and confirms or corrects them.

A Member State receives nothing about another.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from cl_pipeline.disclosure.texts import ShownTexts
from cl_pipeline.forms.writer import write_form
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.model.question import Confirmation
from cl_pipeline.model.review import OwnReview, RedactedReview
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.publication.document_html import to_html
from cl_pipeline.publication.papers import confirmation_paper, format_figure
from cl_pipeline.store.records import FormSent
from cl_pipeline.workflows.context.forms import describe_newest
from cl_pipeline.workflows.context.reports import rows_of
from cl_pipeline.workflows.outgoing import OutgoingForms
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import RoundFacts, load_facts
from cl_pipeline.workflows.slom_review.redacted import own_reviews, redacted_review
from cl_pipeline.workflows.slom_review.vintages import store_vintage
from cl_pipeline.workflows.template_finalisation.forms import states_named

SHOWN, ANSWER, REMARK = "shown", "answer", "remark"
"""Columns of the form."""


def send_for_confirmation(
    pipeline: Pipeline,
    round_year: RoundYear,
    *,
    senders: Sequence[str] = (),
    out: Path | None = None,
) -> tuple[Vintage, tuple[FormSent, ...]]:
    """Writes page and form of each Member State asked for, or of all that count.

    Of what is accepted now, as reminders and feedback see it: a vintage that is stored first.
    Where to, as for ``send_out_forms``.

    Raises:
        NotFound: an unknown Member State.
        NotAllowed: no version of the form is final.
        DriveUnavailable: the drive cannot be reached or may not be written to.
    """
    facts = load_facts(pipeline, round_year)
    vintage = store_vintage(pipeline, facts)
    pack = redacted_review(facts, vintage)
    description = describe_newest(pack.framework, FormKey.CONFIRMATION, round_year)
    cells = {cell.attribute: cell for cell in description.cells if cell.field is Field.CONFIRMATION}
    outgoing, is_sample = OutgoingForms(pipeline, out), pack.vintage.is_sample
    states = states_named(pack.framework, round_year, senders)
    own = own_reviews(facts, vintage, [state.code for state in states])
    for state in states:
        _write_page(outgoing, own[state.code], pack, state.code)
        entries = [
            (cells[f"{indicator.key}.{SHOWN}"], words)
            for indicator in pack.indicators
            if (words := format_figure(pack, state.code, indicator))
        ]
        content = write_form(
            description, pack.framework, state, is_sample=is_sample, entries=entries
        )
        outgoing.write_form(description, state.code, content)
    return vintage, outgoing.register()


def write_pages_again(pipeline: Pipeline, sender: SenderCode) -> None:
    """The pages that a Member State was sent to confirm, with what they may show now."""
    sent = pipeline.store.forms_sent.list(sender=sender, form=FormKey.CONFIRMATION)
    for round_year in sorted({form.round for form in sent}):
        facts = load_facts(pipeline, round_year)
        pack = redacted_review(facts, facts.vintage)
        own = own_reviews(facts, facts.vintage, [sender])
        _write_page(OutgoingForms(pipeline, None), own[sender], pack, sender)


def _write_page(
    outgoing: OutgoingForms, own: OwnReview, pack: RedactedReview, sender: SenderCode
) -> None:
    """Writes the page of one Member State that goes with its form, with its figures in full."""
    page = to_html(confirmation_paper(own, pack, sender))
    outgoing.write(sender, f"{sender}_{pack.vintage.round}_confirmation.html", page)


def confirmations(facts: RoundFacts, pack: RedactedReview) -> tuple[Confirmation, ...]:
    """What each Member State answered on each indicator, or that it did not.

    Grain: one indicator and Member State that the round counts, in the order of list and names.
    """
    round_year = pack.vintage.round
    # What was shown is compared: words about hidden figures are replaced in what leaves.
    rows = rows_of(facts, FormKey.CONFIRMATION, [Field.CONFIRMATION], ShownTexts(facts.framework))
    answered = {(row.sender, row.name): row for row in rows if row.round == round_year}
    shown_to = {row.sender for row in rows if row.round == round_year} | {
        form.sender
        for form in facts.store.forms_sent.list()
        if (form.form, form.round) == (FormKey.CONFIRMATION, round_year)
    }
    found = []
    for indicator in pack.indicators:
        for state in pack.framework.counted_states(round_year):
            row = answered.get((state.code, indicator.key))
            choice = row.code(ANSWER) if row else ""
            found.append(
                Confirmation(
                    round=round_year,
                    indicator=indicator.key,
                    position=indicator.position,
                    sender=state.code,
                    shown=format_figure(pack, state.code, indicator),
                    was_shown=row.text(SHOWN) if row else "",
                    answer=choice,
                    remark=row.text(REMARK) if row else "",
                    address=row.address if row and choice else "",
                    is_sample=bool(row and row.is_sample) or pack.vintage.is_sample,
                    was_sent=state.code in shown_to,
                )
            )
    return tuple(found)


def confirmation_rows(found: Iterable[Confirmation]) -> list[dict[str, str]]:
    """Grain: one figure that will be shown for a Member State, or its answer about one."""
    return [
        {
            "indicator": confirmation.position,
            "Member State": confirmation.sender,
            "what is shown": confirmation.shown,
            "answer": confirmation.response_label,
            "remark": confirmation.remark,
        }
        for confirmation in found
        if confirmation.shown or confirmation.answer
    ]
