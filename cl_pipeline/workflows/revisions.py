"""Revisions of figures of earlier rounds that are asked about, in words.

An earlier figure stays current until a reason for its change is known
(``consolidation.selection``).
"""

from collections import defaultdict
from collections.abc import Iterator

from cl_pipeline.catalogue import finding
from cl_pipeline.consolidation.selection import AskedRevision, select
from cl_pipeline.disclosure.suppression import is_small
from cl_pipeline.lineage.unused_values import figure_label
from cl_pipeline.model.codes import ConfidentialityStatus, FormKey
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import SubmissionId
from cl_pipeline.model.number_format import format_day
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.vintage import AcceptedObservation
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import RoundFacts, load_facts

REVISED = "REVISION_WITHOUT_REASON"

NOT_SHOWN = "a figure (not repeated here)"


def revised_columns(facts: RoundFacts) -> Iterator[tuple[AskedRevision, str]]:
    """The revisions that are asked about, one per column of one submission.

    With a phrase that names both sides of the whole column.
    """
    columns: dict[tuple[str, ...], list[AskedRevision]] = defaultdict(list)
    for revision in select(facts.accepted, facts.framework).asked:
        sent, key = revision.new, revision.key
        columns[sent.sender, key.indicator, key.column, sent.submission_id].append(revision)
    hidden = {_subject(row) for row in facts.accepted if _is_hidden(row, facts.framework)}
    for same in columns.values():
        first = min(same, key=lambda revision: revision.key)
        is_shown = hidden.isdisjoint(map(_subject, (first.new, first.kept)))
        new, kept = (
            _side(side, facts.submissions[side.submission_id], is_shown=is_shown)
            for side in (first.new, first.kept)
        )
        more = f"; other figures that differ: {len(same) - 1}" if len(same) > 1 else ""
        yield first, f"{new}; we keep {kept}{more}"


def revision_findings(pipeline: Pipeline) -> Iterator[tuple[SubmissionId, Finding]]:
    """A question for each column in which a submission would change figures of earlier rounds."""
    listed = pipeline.store.submissions.list()
    rounds = {sent.round for sent in listed if sent.form == FormKey.A_LIST and sent.round}
    if len(rounds) < 2:
        return
    for revision, found in revised_columns(load_facts(pipeline, max(rounds))):
        new = revision.new
        yield (
            new.submission_id,
            finding(
                REVISED,
                found=found,
                sheet=new.observation.sheet,
                cell=new.observation.cell,
                indicator=revision.key.indicator,
            ),
        )


def _subject(row: AcceptedObservation) -> tuple[object, ...]:
    """What is hidden together: a small count would follow from its percentage."""
    return (row.submission_id, row.observation.key.indicator, row.observation.key.column)


def _side(row: AcceptedObservation, submission: Submission, *, is_shown: bool) -> str:
    figure = figure_label(row.observation) if is_shown else NOT_SHOWN
    place = f"{submission.path}, {row.observation.sheet}!{row.observation.cell}"
    return f"{figure} in {place}, received on {format_day(submission.received_at)}"


def _is_hidden(row: AcceptedObservation, framework: Framework) -> bool:
    seen = row.observation
    is_free = seen.conf_status == ConfidentialityStatus.FREE
    return not is_free or is_small(seen, framework.rules.smallest_count_shown)
