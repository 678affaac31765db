"""The SLOM review: accepted returns -> a vintage -> coverage, rule of five -> the workbook.

Input: what the store accepts for a round; output: a stored vintage with its outcomes, and the
review workbook and coverage picture on disk. Guarantee: the same accepted set, framework and code
give the same vintage and the same files.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from cl_pipeline.consolidation.consolidate import consolidate, digest_of_accepted
from cl_pipeline.disclosure.redaction import redact
from cl_pipeline.model.codes import LateSubmissionPolicy
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear, SubmissionId
from cl_pipeline.model.keys import CellRef
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.question import Confirmation
from cl_pipeline.model.review import RedactedReview, ReviewData, RuleOutcome, Sensitivity
from cl_pipeline.model.vintage import OpenQuestion, Vintage
from cl_pipeline.publication.country_paper import country_paper
from cl_pipeline.publication.document_docx import to_docx
from cl_pipeline.publication.document_html import to_html
from cl_pipeline.publication.matrix_pictures import coverage_picture
from cl_pipeline.publication.review_paper import review_paper
from cl_pipeline.publication.review_workbook import review_workbook
from cl_pipeline.review.rule_of_five import rule_of_five
from cl_pipeline.review.sensitivity import sensitivity
from cl_pipeline.workflows.a_list_collection.submissions import list_findings, list_submissions
from cl_pipeline.workflows.code_version import code_version
from cl_pipeline.workflows.files import replace_bytes
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import newest_vintage
from cl_pipeline.workflows.slom_review.confirmations import confirmations
from cl_pipeline.workflows.slom_review.conflicting_reports import (
    revisions_without_reason,
    two_institutions,
)
from cl_pipeline.workflows.slom_review.corrections import questions_of_corrections
from cl_pipeline.workflows.slom_review.questions import CODE as ASKED_ABOUT
from cl_pipeline.workflows.slom_review.questions import open_questions
from cl_pipeline.workflows.slom_review.vintage_inputs import present_inputs


@dataclass(frozen=True, slots=True)
class Review:
    """What was prepared for one meeting: the vintage, and the files made from it.

    ``country_papers`` is a folder with one page per Member State, which shows only its own.
    """

    vintage: Vintage
    outcomes: tuple[RuleOutcome, ...]
    workbook: Path
    page: Path
    document: Path
    picture: Path
    country_papers: Path
    confirmations: tuple[Confirmation, ...]


def consolidate_round(pipeline: Pipeline, round_year: RoundYear) -> Vintage:
    """The vintage of a round over all that is accepted now, stored with the rule's outcomes."""
    framework = pipeline.framework_in_force(round_year)
    vintage = _consolidated(pipeline, framework, round_year)
    pipeline.store.vintages.save(
        vintage,
        rule_of_five(vintage, framework),
        made_at=pipeline.now(),
        run_id=pipeline.run_id,
    )
    pipeline.store.vintage_inputs.save(vintage.vintage_id, present_inputs(framework))
    return vintage


def present_vintage(pipeline: Pipeline, round_year: RoundYear) -> tuple[Vintage, str]:
    """The vintage of what is accepted now, and a hint where it is not the one stored last.

    Nothing is stored: asking what stands must not change what stands.
    """
    present = _consolidated(pipeline, pipeline.framework_in_force(round_year), round_year)
    stored = pipeline.store.vintages.latest(round_year)
    if stored is not None and stored.vintage_id == present.vintage_id:
        return present, ""
    before = f"the last vintage is {stored.vintage_id}" if stored else "there is no vintage yet"
    return present, (
        f"as accepted now; {before}: `cl-pipeline consolidate --round {round_year}` keeps this one"
    )


def outcomes_of(pipeline: Pipeline, vintage: Vintage) -> tuple[RuleOutcome, ...]:
    """The rule of five over a vintage."""
    return rule_of_five(vintage, pipeline.framework_in_force(vintage.round))


def sensitivity_of(pipeline: Pipeline, vintage: Vintage) -> tuple[Sensitivity, ...]:
    """The rule of five over a vintage, counted otherwise; for the Secretariat only."""
    framework = pipeline.framework_in_force(vintage.round)
    vintages = {LateSubmissionPolicy.BY_DECISION: vintage}
    for choice in (LateSubmissionPolicy.ALL, LateSubmissionPolicy.NONE):
        accepted = pipeline.store.observations.accepted(vintage.round, late_policy=choice)
        is_same = digest_of_accepted(accepted) == vintage.accepted_digest
        vintages[choice] = (
            vintage if is_same else consolidate(accepted, framework, vintage.round, code_version())
        )
    return sensitivity(vintages, framework)


def write_review(pipeline: Pipeline, round_year: RoundYear) -> Review:
    """The review workbook and the coverage picture of a round's newest vintage.

    Raises:
        NotFound: the round was never consolidated.
    """
    folder = pipeline.settings.output_dir / str(round_year)
    return _written(pipeline, newest_vintage(pipeline, round_year), folder)


def write_past_review(pipeline: Pipeline, round_year: RoundYear) -> Review:
    """The same as it stood at a moment, beside what was written since.

    Raises:
        NotFound: the round had not been consolidated by then.
    """
    vintage = newest_vintage(pipeline, round_year)
    folder = pipeline.settings.output_dir / str(round_year) / f"as_of_{vintage.vintage_id}"
    return _written(pipeline, vintage, folder)


def redacted_review(pipeline: Pipeline, vintage: Vintage) -> RedactedReview:
    """A vintage with everything that is shown with it, as it may leave the Secretariat.

    What was asked since the consolidation is shown as well, what was settled no longer.
    """
    kept = tuple(question for question in vintage.questions if question.code != ASKED_ABOUT)
    present = _with_questions(pipeline, replace(vintage, questions=kept))
    review = ReviewData(
        vintage=present,
        outcomes=pipeline.store.vintages.outcomes(present.vintage_id),
        framework=pipeline.framework_in_force(present.round),
        submissions={
            list_submission.submission_id: list_submission
            for list_submission in list_submissions(pipeline)
        },
        observations=observations_of(pipeline, present),
        findings=_findings(pipeline, present.round),
    )
    return redact(review)


def _written(pipeline: Pipeline, vintage: Vintage, folder: Path) -> Review:
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
        confirmations=confirmed,
    )
    replace_bytes(review.workbook, review_workbook(pack))
    replace_bytes(review.page, to_html(paper))
    replace_bytes(review.document, to_docx(paper))
    replace_bytes(review.picture, coverage_picture(pack.vintage, pack.framework))
    for state in pipeline.framework_in_force().counted_states(vintage.round):
        own = to_html(country_paper(pack, state.code))
        replace_bytes(review.country_papers / f"{state.code}_{name}.html", own)
    return review


def prepare_review(pipeline: Pipeline, round_year: RoundYear) -> Review:
    """Everything for the meeting of a round in one call."""
    consolidate_round(pipeline, round_year)
    return write_review(pipeline, round_year)


def _consolidated(pipeline: Pipeline, framework: Framework, round_year: RoundYear) -> Vintage:
    accepted = pipeline.store.observations.accepted(round_year)
    asked = two_institutions(pipeline, framework, round_year)
    made = consolidate(accepted, framework, round_year, code_version(), asked)
    return _with_questions(pipeline, made)


def _with_questions(pipeline: Pipeline, vintage: Vintage) -> Vintage:
    """The vintage with the questions that need the store; they are no part of its name."""
    asked = {
        *vintage.questions,
        *revisions_without_reason(pipeline, vintage),
        *open_questions(pipeline, vintage),
        *questions_of_corrections(pipeline, vintage),
    }
    return replace(vintage, questions=tuple(sorted(asked, key=_question_order)))


def _question_order(open_question: OpenQuestion) -> tuple[str, ...]:
    return (
        open_question.sender,
        open_question.indicator,
        open_question.column,
        open_question.code,
        open_question.address,
        open_question.found,
    )


def observations_of(pipeline: Pipeline, vintage: Vintage) -> dict[str, Observation]:
    """What the vintage was made from, by address, also where returns came in since."""
    submissions = sorted({value.submission_id for value in vintage.values})
    return {
        str(CellRef(submission, observation.sheet, observation.cell)): observation
        for submission in submissions
        for observation in pipeline.store.observations.of_submission(submission)
    }


def _findings(pipeline: Pipeline, round_year: RoundYear) -> dict[SubmissionId, list[Finding]]:
    found: dict[SubmissionId, list[Finding]] = {}
    for submission, finding in list_findings(pipeline, round_year, only_current=True):
        found.setdefault(submission.submission_id, []).append(finding)
    return found
