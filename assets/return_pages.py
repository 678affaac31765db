"""What the officer sees of returns: which files came, and what is unclear in them.

Grain of a page: Member State and round, the partition of *returns*. Belongs here: the rows of
these tables and their order. Does not belong here: which findings there are (``cl_pipeline``).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import dagster as dg

from assets.metadata import sample_notice, table
from assets.versions import version_of
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.model.notices import state_words
from cl_pipeline.model.submission import Submission
from cl_pipeline.stages.pipeline import Pipeline
from cl_pipeline.stages.returns import list_findings, list_submissions, sender_words, sent_for

LISTS = {"a_list": "A", "b_list": "B"}


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """All that came from one Member State for one round; key (sender, round)."""

    sender: SenderCode
    round: RoundYear
    submissions: tuple[Submission, ...]
    findings: tuple[tuple[Submission, Finding], ...]

    @property
    def version(self) -> dg.DataVersion:
        """Changes when another file speaks or when a file is read differently."""
        files = [
            (one.submission_id, state_words(one), one.observation_count) for one in self.submissions
        ]
        return version_of([*files, *(finding for _, finding in self.findings)])

    def metadata(self) -> dict[str, object]:
        """The page as the web UI shows it."""
        return {
            **sample_notice(is_sample=any(one.is_sample for one in self.submissions)),
            "received": table(state_rows(self.submissions)),
            "what is unclear": table(finding_rows(self.findings)),
            "files": table(file_rows(self.submissions)),
        }


def return_pages(
    pipeline: Pipeline, touched: Iterable[tuple[SenderCode, RoundYear]]
) -> Iterator[ReturnPage]:
    """The pages of these Member States and rounds, in that order."""
    framework = pipeline.base_framework
    # What ASEAN bodies send has no partition; it is shown in the group of the context.
    states = {state.code for state in framework.member_states}
    wanted = sorted({(sender, year) for sender, year in touched if sender in states})
    for round_year in sorted({year for _, year in wanted}):
        submissions = list_submissions(pipeline, round_year)
        findings = list_findings(pipeline, round_year, only_speaking=True)
        for sender in sorted(code for code, year in wanted if year == round_year):
            yield ReturnPage(
                sender,
                round_year,
                tuple(one for one in submissions if sent_for(one, framework)[0] == sender),
                tuple(pair for pair in findings if sent_for(pair[0], framework)[0] == sender),
            )


def state_rows(submissions: Sequence[Submission]) -> list[dict[str, object]]:
    """Grain: one submission. Its id is what a decision about it names."""
    return [
        {
            "institution": one.institution or "",
            "list": LISTS.get(one.form or "", "?"),
            "state": state_words(one),
            "findings": one.finding_count,
            "submission": one.submission_id,
        }
        for one in submissions
    ]


def arrival_rows(
    submissions: Sequence[Submission], framework: Framework
) -> list[dict[str, object]]:
    """Grain: one submission of any Member State and round."""
    return [
        {
            "Member State": sender_words(one, framework),
            "round": sent_for(one, framework)[1] or "",
        }
        | {name: row[name] for name in row if name != "institution"}
        for one, row in zip(submissions, state_rows(submissions), strict=True)
    ]


def file_rows(submissions: Sequence[Submission]) -> list[dict[str, object]]:
    """Grain: one submission; a table of its own, because a path leaves no room beside it."""
    return [{"submission": one.submission_id, "file": one.path} for one in submissions]


def finding_rows(findings: Sequence[tuple[Submission, Finding]]) -> list[dict[str, object]]:
    """Grain: one finding of one file, in the words its sender would be told."""
    return [
        {
            "cell": cell_of(finding),
            "found": finding.found,
            "please": finding.remedy,
            "code": finding.code,
        }
        for _, finding in findings
    ]


def cell_of(finding: Finding) -> str:
    """Sheet and cell as Excel writes them; the sheet or the file where it is about the whole."""
    return f"{finding.sheet or ''}!{finding.cell or ''}".strip("!") or "the file"
