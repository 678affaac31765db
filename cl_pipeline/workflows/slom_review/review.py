"""The papers of the SLOM review: workbook, page, document, coverage picture, country papers."""

from dataclasses import dataclass, replace
from pathlib import Path

from cl_pipeline.disclosure.redaction import redact
from cl_pipeline.disclosure.sign_off import signed_review
from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.decision import signed_vintage
from cl_pipeline.model.disclosure import HiddenFigure
from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.model.question import Confirmation
from cl_pipeline.model.review import RedactedReview, ReviewData, RuleOutcome
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.publication.document_docx import to_docx
from cl_pipeline.publication.document_html import to_html
from cl_pipeline.publication.papers import country_paper, review_paper
from cl_pipeline.publication.pictures import coverage_picture
from cl_pipeline.publication.review_workbook import review_workbook
from cl_pipeline.workflows.audit import audited, record_shown
from cl_pipeline.workflows.files import replace_bytes
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import load_facts, newest_vintage
from cl_pipeline.workflows.slom_review.confirmations import confirmations, put_page
from cl_pipeline.workflows.slom_review.questions import ASKED_ABOUT, with_questions
from cl_pipeline.workflows.template_finalisation.forms import put_files


@dataclass(frozen=True, slots=True)
class Review:
    """The vintage of one meeting and the files made from it.

    ``country_papers`` is a folder with one page per Member State, about that state only.
    """

    vintage: Vintage
    outcomes: tuple[RuleOutcome, ...]
    workbook: Path
    page: Path
    document: Path
    picture: Path
    country_papers: Path
    hidden: tuple[HiddenFigure, ...]
    confirmations: tuple[Confirmation, ...]


def write_review(pipeline: Pipeline, round_year: RoundYear) -> Review:
    """The papers of a round, made from its newest vintage, in the output folder of the round.

    As of a past time they have a folder of their own, named after the vintage.

    Raises:
        NotFound: the round was not consolidated by then.
    """
    vintage = newest_vintage(pipeline, round_year)
    folder = pipeline.settings.output_dir / str(round_year)
    if pipeline.store.database.scope.as_of is not None:
        folder /= f"as_of_{vintage.vintage_id}"
    facts = load_facts(pipeline, round_year)
    record_shown(facts, vintage)
    pack = redacted_review(pipeline, vintage)
    name = f"slom_review_{vintage.round}"
    confirmed = confirmations(pipeline, pack)
    paper = review_paper(pack, confirmed)
    review = Review(
        vintage=pack.vintage,
        outcomes=pack.outcomes,
        workbook=folder / f"{name}.xlsx",
        page=folder / f"{name}.html",
        document=folder / f"{name}.docx",
        picture=folder / "coverage.png",
        country_papers=folder / "member_states",
        hidden=audited(facts, vintage),
        confirmations=confirmed,
    )
    replace_bytes(review.workbook, review_workbook(pack))
    replace_bytes(review.page, to_html(paper))
    replace_bytes(review.document, to_docx(paper))
    replace_bytes(review.picture, coverage_picture(pack.vintage, pack.framework))
    for state in pack.framework.counted_states(vintage.round):
        page = to_html(country_paper(pack, state.code, with_form=False))
        replace_bytes(review.country_papers / f"{state.code}_{name}.html", page)
    return review


def redacted_review(pipeline: Pipeline, vintage: Vintage) -> RedactedReview:
    """A vintage and its questions of today, as they may leave the Secretariat."""
    facts = load_facts(pipeline, vintage.round)
    present = with_questions(facts, vintage, {ASKED_ABOUT})
    review = ReviewData(
        vintage=present,
        outcomes=pipeline.store.vintages.outcomes(present.vintage_id),
        framework=facts.framework,
        submissions=facts.submissions,
        observations=facts.observations_of(present.values),
    )
    now = redact(review, audited(facts, present))
    decision = signed_vintage(facts.decisions, vintage.round)
    if decision is None or decision.vintage_id is None:
        return now
    signed = facts.store.vintages.load(decision.vintage_id)
    observations = facts.observations_of(signed.values)
    before = redact(
        replace(review, vintage=signed, observations=observations), audited(facts, signed)
    )
    return signed_review(decision, before, now)


def write_pages_again(pipeline: Pipeline, sender: SenderCode) -> None:
    """The pages that a Member State was sent to confirm, with what they may show now."""
    sent = pipeline.store.forms_sent.list(sender=sender, form=FormKey.CONFIRMATION)
    for round_year in sorted({form.round for form in sent}):
        pack = redacted_review(pipeline, newest_vintage(pipeline, round_year))
        put_page(put_files(pipeline, None), pack, sender)
