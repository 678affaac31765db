"""What the officer sees of submissions: which files came, and what is unclear in them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assets.metadata import Page
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.model.labels import state_label
from cl_pipeline.model.submission import Submission
from cl_pipeline.workflows.a_list_collection.submissions import (
    list_findings,
    list_submissions,
    sender_label,
    sent_for,
)
from cl_pipeline.workflows.pipeline import Pipeline

LISTS = {"a_list": "A", "b_list": "B"}


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    """What one Member State sent for one round, a partition of *submissions*."""

    sender: SenderCode
    round: RoundYear
    submissions: tuple[Submission, ...]
    findings: tuple[tuple[Submission, Finding], ...]

    def page(self) -> Page:
        """The page as the web UI shows it."""
        return Page(
            len(self.submissions),
            {
                "received": state_rows(self.submissions),
                "what is unclear": finding_rows(self.findings),
                "files": file_rows(self.submissions),
            },
            is_sample=any(submission.is_sample for submission in self.submissions),
        )


def submission_pages(
    pipeline: Pipeline, touched: Iterable[tuple[SenderCode, RoundYear]]
) -> Iterator[SubmissionPage]:
    """The pages of these Member States and rounds, in that order."""
    framework = pipeline.base_framework
    # ASEAN bodies have no partition; the context shows what they send.
    states = {state.code for state in framework.member_states}
    wanted = sorted({(sender, year) for sender, year in touched if sender in states})
    for round_year in sorted({year for _, year in wanted}):
        submissions = list_submissions(pipeline, round_year)
        findings = list_findings(pipeline, round_year, only_current=True)
        for sender in sorted(code for code, year in wanted if year == round_year):
            yield SubmissionPage(
                sender,
                round_year,
                tuple(
                    submission
                    for submission in submissions
                    if sent_for(submission, framework)[0] == sender
                ),
                tuple(pair for pair in findings if sent_for(pair[0], framework)[0] == sender),
            )


def state_rows(submissions: Sequence[Submission]) -> list[dict[str, object]]:
    """Grain: one submission; a decision names it by its id."""
    return [
        {
            "institution": submission.institution or "",
            "list": LISTS.get(submission.form or "", "?"),
            "state": state_label(submission),
            "findings": submission.finding_count,
            "submission": submission.submission_id,
        }
        for submission in submissions
    ]


def received_file_rows(
    submissions: Sequence[Submission], framework: Framework
) -> list[dict[str, object]]:
    """Grain: one submission of any Member State and round."""
    return [
        {
            "Member State": sender_label(submission, framework),
            "round": sent_for(submission, framework)[1] or "",
        }
        | {name: row[name] for name in row if name != "institution"}
        for submission, row in zip(submissions, state_rows(submissions), strict=True)
    ]


def file_rows(submissions: Sequence[Submission]) -> list[dict[str, object]]:
    """Grain: one submission; a table of its own because paths are long."""
    return [
        {"submission": submission.submission_id, "file": submission.path}
        for submission in submissions
    ]


def finding_rows(findings: Sequence[tuple[Submission, Finding]]) -> list[dict[str, object]]:
    """Grain: one finding of one file, in the words of its feedback report."""
    return [
        {
            "cell": finding.place,
            "found": finding.found,
            "please": finding.remedy,
            "code": finding.code,
        }
        for _, finding in findings
    ]
