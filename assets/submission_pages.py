"""What the officer sees of the submissions of one Member State and round."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assets.metadata import Page
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.model.submission import Submission
from cl_pipeline.workflows.a_list_collection.submissions import (
    finding_table,
    list_findings,
    list_submissions,
    sent_for,
    submission_table,
)
from cl_pipeline.workflows.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    """What one Member State sent for one round, a partition of *submissions*."""

    sender: SenderCode
    round: RoundYear
    submissions: tuple[Submission, ...]
    findings: tuple[tuple[Submission, Finding], ...]

    def page(self, framework: Framework) -> Page:
        """The page in the web UI; paths are long and have a table of their own."""
        submissions = submission_table(self.submissions, framework)
        findings = finding_table(self.findings, framework)
        return Page(
            len(self.submissions),
            {
                "received": submissions.select(
                    "institution", "form", "state", "findings", "submission"
                ),
                "what is unclear": findings.select("cell", "found", "please", "code"),
                "files": submissions.select("submission", "path"),
            },
            is_sample=any(submission.is_sample for submission in self.submissions),
        )


def submission_pages(
    pipeline: Pipeline, touched: Iterable[tuple[SenderCode, RoundYear]]
) -> Iterator[SubmissionPage]:
    """The pages of these Member States and rounds, in the order of round and Member State."""
    framework = pipeline.base_framework
    # ASEAN bodies have no partition; the context shows what they send.
    states = {state.code for state in framework.member_states}
    wanted = sorted({(year, sender) for sender, year in touched if sender in states})
    for round_year in sorted({year for year, _ in wanted}):
        submissions = list_submissions(pipeline, round_year)
        findings = list_findings(pipeline, round_year, only_current=True)
        for sender in [code for year, code in wanted if year == round_year]:
            own = {
                submission.submission_id
                for submission in submissions
                if sent_for(submission, framework)[0] == sender
            }
            yield SubmissionPage(
                sender,
                round_year,
                tuple(sent for sent in submissions if sent.submission_id in own),
                tuple(pair for pair in findings if pair[0].submission_id in own),
            )
