"""The papers of the SLOM review: workbook, page, document, coverage picture, country papers."""

from dataclasses import dataclass, replace
from pathlib import Path

from cl_pipeline.model.disclosure import HiddenFigure
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.question import Confirmation
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.publication.document_docx import to_docx
from cl_pipeline.publication.document_html import to_html
from cl_pipeline.publication.papers import country_paper, review_paper
from cl_pipeline.publication.pictures import coverage_picture
from cl_pipeline.publication.review_workbook import review_workbook
from cl_pipeline.workflows.audit import audited, record_shown, shown_texts
from cl_pipeline.workflows.files import replace_bytes
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import load_facts
from cl_pipeline.workflows.slom_review.confirmations import confirmations
from cl_pipeline.workflows.slom_review.redacted import redacted_review


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
    facts = load_facts(pipeline, round_year)
    vintage = facts.vintage
    folder = pipeline.settings.output_dir / str(round_year)
    if pipeline.store.database.scope.as_of is not None:
        folder /= f"as_of_{vintage.vintage_id}"
    record_shown(facts, vintage)
    pack = redacted_review(facts, vintage)
    name = f"slom_review_{vintage.round}"
    texts = shown_texts(facts)
    confirmed = tuple(
        replace(answer, remark=texts.shown(answer.sender, answer.remark))
        for answer in confirmations(facts, pack)
    )
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
        page = to_html(country_paper(pack, state.code))
        replace_bytes(review.country_papers / f"{state.code}_{name}.html", page)
    return review
