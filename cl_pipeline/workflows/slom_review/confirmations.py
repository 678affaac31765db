"""Before the meeting, each Member State sees its own figures and confirms or corrects them.

A Member State receives nothing about another.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.form import FormRow
from cl_pipeline.model.identity import SenderCode
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.question import Confirmation
from cl_pipeline.model.review import RedactedReview
from cl_pipeline.publication.document_html import to_html
from cl_pipeline.publication.papers import country_paper, format_figure
from cl_pipeline.store.records import FormSent
from cl_pipeline.workflows.context.forms import describe_newest, filled_form
from cl_pipeline.workflows.context.reports import rows_of
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import load_facts
from cl_pipeline.workflows.template_finalisation.forms import (
    PutFile,
    put_files,
    put_form,
    register_sent,
    states_named,
)

SHOWN, ANSWER, REMARK = "shown", "answer", "remark"
"""Columns of the form."""


def send_for_confirmation(
    pipeline: Pipeline,
    pack: RedactedReview,
    *,
    senders: Sequence[str] = (),
    out: Path | None = None,
) -> tuple[FormSent, ...]:
    """Writes page and form of each Member State asked for, or of all that count.

    Where to, as for ``send_out_forms``.

    Raises:
        NotFound: an unknown Member State.
        NotAllowed: no version of the form is final.
        DriveUnavailable: the drive cannot be reached or may not be written to.
    """
    round_year = pack.vintage.round
    description = describe_newest(pack.framework, FormKey.CONFIRMATION, round_year)
    cells = {cell.attribute: cell for cell in description.cells if cell.field is Field.CONFIRMATION}
    put, sent, is_sample = put_files(pipeline, out), [], pack.vintage.is_sample
    for state in states_named(pack.framework, round_year, senders):
        put_page(put, pack, state.code)
        entries = [
            (cells[f"{indicator.key}.{SHOWN}"], words)
            for indicator in pack.indicators
            if (words := format_figure(pack, state.code, indicator))
        ]
        content = filled_form(pack.framework, description, state, entries, is_sample=is_sample)
        sent.append(put_form(pipeline, description, state.code, content, put))
    register_sent(pipeline, sent, out)
    return tuple(sent)


def put_page(put: PutFile, pack: RedactedReview, sender: SenderCode) -> None:
    """Writes the page of one Member State that goes with its form."""
    page = to_html(country_paper(pack, sender, with_form=True))
    put(sender, f"{sender}_{pack.vintage.round}_confirmation.html", page)


def confirmations(pipeline: Pipeline, pack: RedactedReview) -> tuple[Confirmation, ...]:
    """What each Member State answered on each indicator, or that it did not.

    Grain: one indicator and Member State that the round counts, in the order of list and names.
    """
    round_year = pack.vintage.round
    facts = load_facts(pipeline, round_year)
    rows = rows_of(facts, FormKey.CONFIRMATION, [Field.CONFIRMATION])
    answered = {(row.sender, row.name): row for row in rows if row.round == round_year}
    shown_to = {row.sender for row in rows if row.round == round_year} | {
        form.sender
        for form in pipeline.store.forms_sent.list()
        if (form.form, form.round) == (FormKey.CONFIRMATION, round_year)
    }
    return tuple(
        _confirmation(
            pack,
            indicator,
            state.code,
            answered.get((state.code, indicator.key)),
            was_sent=state.code in shown_to,
        )
        for indicator in pack.indicators
        for state in pack.framework.counted_states(round_year)
    )


def _confirmation(
    pack: RedactedReview,
    indicator: Indicator,
    sender: SenderCode,
    row: FormRow | None,
    *,
    was_sent: bool,
) -> Confirmation:
    return Confirmation(
        round=pack.vintage.round,
        indicator=indicator.key,
        position=indicator.position,
        sender=sender,
        shown=format_figure(pack, sender, indicator),
        was_shown=row.text(SHOWN) if row else "",
        answer=row.code(ANSWER) if row else "",
        remark=row.text(REMARK) if row else "",
        address=row.address if row and row.code(ANSWER) else "",
        is_sample=bool(row and row.is_sample) or pack.vintage.is_sample,
        was_sent=was_sent,
    )


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
