"""Follow a file, sheet or cell to everything a vintage took or computed from it."""

from pathlib import Path

from cl_pipeline.errors import NotFound
from cl_pipeline.forms.description import describe
from cl_pipeline.lineage.trace import decisions_about
from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.identity import SubmissionId
from cl_pipeline.model.keys import is_cell
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.trace import Downstream, DownstreamVintage
from cl_pipeline.workflows.files import digest_of
from cl_pipeline.workflows.pipeline import Pipeline


def submission_named(pipeline: Pipeline, name: str) -> Submission:
    """The submission with that id, of that local file, or of a file once at that drive path.

    Raises:
        NotFound: there is no submission of that name.
    """
    store, deadlines = pipeline.store, pipeline.deadlines_in_force()
    if name.startswith("S-"):
        return store.submissions.get(SubmissionId(name), deadlines=deadlines)
    path = Path(name)
    file = digest_of(path) if path.is_file() else name
    try:
        return store.submissions.of_file(file, deadlines=deadlines)
    except NotFound as unread:
        raise NotFound(
            f"nothing was read from {name!r}; give a submission (S-…), a file, or its path on the "
            "drive as `cl-pipeline submissions` lists it"
        ) from unread


def check_place(
    pipeline: Pipeline, submission: Submission, sheet: str | None, cell: str | None
) -> None:
    """Raise ``NotFound`` unless the form has the sheet and the cell is a valid address."""
    if sheet is not None and submission.form and submission.version and submission.round:
        form = FormKey(submission.form)
        sheets = describe(
            pipeline.framework_in_force(), form, submission.version, submission.round
        ).sheets
        if sheet not in sheets:
            known = ", ".join(sheets)
            raise NotFound(f"{submission.path} has no sheet {sheet!r}; its sheets are {known}")
    if cell is not None and not is_cell(cell):
        raise NotFound(f"{cell!r} is not a valid cell; give column letters, then the row, e.g. C29")


def downstream_of(
    pipeline: Pipeline, submission: Submission, sheet: str | None = None, cell: str | None = None
) -> Downstream:
    """Every consolidated value, coverage entry, outcome and decision derived from that place."""
    store, submission_id = pipeline.store.downstream, submission.submission_id
    place = "!".join(part for part in (submission_id, sheet, cell) if part)

    def is_within(address: str | None) -> bool:
        return address is not None and (address == place or address.startswith(f"{place}!"))

    with pipeline.store.snapshot():
        decisions = pipeline.store.decisions.list()
        taken = store.values_at(submission_id, sheet, cell)
        rounds = {row.vintage_id: row.round for row in taken}
        indicators = {row.value.key.indicator for row in taken}
        about = decisions_about(decisions, [submission_id], rounds.values(), indicators)
        if submission.sender is None or not taken:
            return Downstream(submission, sheet, cell, (), about)
        computed = [
            row
            for row in store.computed_from(
                rounds, submission.sender, indicators, submission_id, cell
            )
            if row not in taken and any(map(is_within, row.value.inputs))
        ]
        coverage = store.coverage(rounds, submission.sender, indicators)
        outcomes = store.outcomes(rounds, indicators)
    vintages = tuple(
        DownstreamVintage(
            vintage_id,
            round_year,
            tuple(row.value for row in (*taken, *computed) if row.vintage_id == vintage_id),
            tuple(
                entry for key, entry in coverage if key == vintage_id and is_within(entry.evidence)
            ),
            tuple(
                outcome
                for key, outcome in outcomes
                if key == vintage_id
                and any(is_within(entry.evidence) for entry in outcome.evidence)
            ),
        )
        for vintage_id, round_year in rounds.items()
    )
    return Downstream(submission, sheet, cell, vintages, about)
