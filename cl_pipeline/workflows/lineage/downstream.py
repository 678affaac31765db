"""From a file, sheet or cell forward to everything it reached, vintage by vintage.

Input: a submission with an optional sheet and cell; output: ``Downstream``. Guarantee: whatever a
vintage took or computed from the cell is in it.
"""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from cl_pipeline.errors import NotFound
from cl_pipeline.forms.description import describe
from cl_pipeline.model.codes import DecisionKind, FormKey
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.identity import IndicatorKey, RoundYear, SubmissionId
from cl_pipeline.model.keys import is_cell
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.trace import Downstream, DownstreamVintage
from cl_pipeline.model.vintage import CoverageEntry
from cl_pipeline.store.downstream import DownstreamRow
from cl_pipeline.workflows.files import digest_of
from cl_pipeline.workflows.pipeline import Pipeline

Stands = Callable[[str | None], bool]
"""Whether an address ``submission!sheet!cell`` is of the place that is asked about."""


def submission_named(pipeline: Pipeline, name: str) -> Submission:
    """The submission of that id, of a file of that name here, or of one that lay there.

    Raises:
        NotFound: nothing was taken in under that name.
    """
    if name.startswith("S-"):
        return pipeline.store.submissions.get(
            SubmissionId(name), deadlines=pipeline.deadlines_in_force()
        )
    path = Path(name)
    digest = (
        digest_of(path) if path.is_file() else pipeline.store.received_files.digests().get(name)
    )
    if digest is None:
        raise NotFound(
            f"nothing was taken in as {name!r}; give a submission (S-…), a file, or its path on "
            "the drive as `cl-pipeline submissions` lists it"
        )
    try:
        return pipeline.store.submissions.of_digest(digest, deadlines=pipeline.deadlines_in_force())
    except NotFound as unread:
        raise NotFound(
            f"nothing was read from {name}; `cl-pipeline submissions` lists the returns there are"
        ) from unread


def check_place(
    pipeline: Pipeline, submission: Submission, sheet: str | None, cell: str | None
) -> None:
    """Nothing, where the form of that submission has the sheet, and the cell can be one.

    Raises:
        NotFound: there is no such sheet or cell.
    """
    if sheet is not None and submission.form and submission.version and submission.round:
        form = FormKey(submission.form)
        sheets = describe(
            pipeline.framework_in_force(), form, submission.version, submission.round
        ).sheets
        if sheet not in sheets:
            known = ", ".join(sheets)
            raise NotFound(f"{submission.path} has no sheet {sheet!r}; its sheets are {known}")
    if cell is not None and not is_cell(cell):
        raise NotFound(f"{cell!r} is no cell; give the letters of its column first, e.g. C29")


def downstream_of(
    pipeline: Pipeline, submission: Submission, sheet: str | None = None, cell: str | None = None
) -> Downstream:
    """Every consolidated value, coverage entry, outcome and decision of that place."""
    with pipeline.store.snapshot():
        return _reach(pipeline, submission, sheet, cell)


def _reach(
    pipeline: Pipeline, submission: Submission, sheet: str | None, cell: str | None
) -> Downstream:
    reached, place = pipeline.store.downstream, submission.submission_id
    landed = reached.values_at(place, sheet, cell)
    vintages = list(dict.fromkeys((one.vintage_id, one.round) for one in landed))
    if submission.sender is None or not vintages:
        return Downstream(
            submission, sheet, cell, (), decisions_touching(pipeline, [place], (), ())
        )
    ids = [vintage for vintage, _ in vintages]
    indicators = {one.value.key.indicator for one in landed}
    stands = _stands_at("!".join(part for part in (place, sheet, cell) if part))
    computed = [
        one
        for one in reached.computed_from(ids, submission.sender, indicators, place, cell)
        if one not in landed and any(map(stands, one.value.inputs))
    ]
    coverage = [
        (vintage, entry)
        for vintage, entry in reached.coverage(ids, submission.sender, indicators)
        if stands(entry.evidence)
    ]
    outcomes = [
        (vintage, outcome)
        for vintage, outcome in reached.outcomes(ids, indicators)
        if any(stands(entry.evidence) for entry in outcome.evidence)
    ]
    return Downstream(
        submission,
        sheet,
        cell,
        tuple(
            _reached(vintage, round_year, (*landed, *computed), coverage, outcomes)
            for vintage, round_year in vintages
        ),
        decisions_touching(pipeline, [place], [year for _, year in vintages], indicators),
    )


def _stands_at(place: str) -> Stands:
    return lambda at: at is not None and (at == place or at.startswith(f"{place}!"))


def _reached(
    vintage: str,
    round_year: RoundYear,
    landed: Sequence[DownstreamRow],
    coverage: Sequence[tuple[str, CoverageEntry]],
    outcomes: Sequence[tuple[str, RuleOutcome]],
) -> DownstreamVintage:
    return DownstreamVintage(
        vintage,
        round_year,
        tuple(one.value for one in landed if one.vintage_id == vintage),
        tuple(entry for one, entry in coverage if one == vintage),
        tuple(outcome for one, outcome in outcomes if one == vintage),
    )


def decisions_touching(
    pipeline: Pipeline,
    submissions: Collection[SubmissionId],
    rounds: Collection[RoundYear],
    indicators: Collection[IndicatorKey],
) -> tuple[Decision, ...]:
    """Decisions about these returns and indicators, and the closing of these rounds."""
    subjects = {*submissions, *indicators}
    return tuple(
        decision
        for decision in pipeline.store.decisions.list()
        if subjects & set(decision.subject.split())
        or (decision.kind == DecisionKind.CLOSE_ROUND and decision.round in rounds)
    )
