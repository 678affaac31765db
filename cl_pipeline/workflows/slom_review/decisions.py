"""Decisions: recorded from the command line or the web UI, and obeyed by the pipeline.

A decision that cannot take effect is refused; the same decision twice is recorded once.
"""

import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import TypedDict, Unpack

from cl_pipeline.errors import (
    DriveUnavailable,
    MailUnavailable,
    NotAllowed,
    NotFound,
    UsageError,
)
from cl_pipeline.model.codes import COLLECTED_IN, DecisionKind, FormKey, ListLetter
from cl_pipeline.model.decision import AD_REFERENDUM, Decision
from cl_pipeline.model.identity import RoundYear, SubmissionId, VintageId
from cl_pipeline.model.number_format import format_day
from cl_pipeline.model.submission import institution_key
from cl_pipeline.workflows.a_list_collection.deadline_notices import send_deadline_notices
from cl_pipeline.workflows.a_list_collection.feedback import write_feedback
from cl_pipeline.workflows.a_list_collection.prepared_feedback import WITHOUT_COUNTRY
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import newest_vintage
from cl_pipeline.workflows.slom_review.confirmations import write_pages_again

CHANGE_DEADLINES = {DecisionKind.EXTEND_DEADLINE, DecisionKind.REVOKE}


class HowExactly(TypedDict, total=False):
    """Optional parts of a decision.

    ``details``: the list (``B``), the day (``2021-09-15``) or ``ad referendum``. ``in_round``: the
    round a final form goes out in, or a move takes effect from. ``vintage``: the one that was
    decided on, where it is not the newest. ``origin``: workbook and row it was written in.
    """

    details: str
    in_round: int | None
    vintage: str
    origin: str


def decide(
    pipeline: Pipeline,
    kind: DecisionKind,
    subject: str,
    *,
    decided_by: str,
    reason: str,
    **more: Unpack[HowExactly],
) -> Decision:
    """Records one decision.

    ``subject`` by kind: a form and version (``a_list 1.2``) for final_form; a round for close_round
    and reopen_round; a form and round (``a_list 2021``) for extend_deadline; a submission for
    accept_late, confirm_sender, withdraw, erase and (with a sheet as details) choose_supplier and
    accept_revision; an indicator, by key or position, for move_indicator; a vintage or its round
    for sign_off; the number of a decision for revoke.

    Raises:
        UsageError: who, why or something that the kind needs is missing.
        NotFound: the subject does not exist.
        NotAllowed: the decision cannot take effect.
    """
    if not decided_by.strip() or not reason.strip():
        raise UsageError("a decision needs who decided it (a body or role) and why")
    in_round = more.get("in_round")
    asked = Decision(
        0, kind, None if in_round is None else RoundYear(in_round), subject.strip(),
        decided_by.strip(), pipeline.now(), reason.strip(), more.get("details", "").strip(),
        origin=more.get("origin"),
    )  # fmt: skip
    understood = RESOLVE[kind](pipeline, asked)
    if named := more.get("vintage"):
        vintage = pipeline.store.vintages.load(VintageId(named))
        understood = replace(understood, vintage_id=vintage.vintage_id)
    taken = pipeline.store.decisions.add(understood)
    if kind == DecisionKind.ERASE:
        _erase(pipeline, taken)
    if kind in CHANGE_DEADLINES:
        # The decision is taken also where nobody can be notified now; the next collection does so.
        with suppress(DriveUnavailable, MailUnavailable):
            send_deadline_notices(pipeline)
    return taken


def _erase(pipeline: Pipeline, decision: Decision) -> None:
    """Delete the file of the submission and its words; repeating changes nothing.

    Feedback that was written about its content is written again without it, and the papers that may
    show it are deleted: they can be made again. The names of its files, and of an institution that
    nothing else names, are replaced. Its figures and its digest remain, and when it came; the same
    bytes are not archived again.
    """
    submission = pipeline.store.submissions.get(SubmissionId(decision.subject))
    note = f"by {decision.decided_by} on {format_day(decision.decided_at)}: {decision.reason}"
    pipeline.archive.erase(submission.digest, note)
    indicators = pipeline.base_framework.indicators
    attributes = [attribute for indicator in indicators for attribute in indicator.attributes]
    codes = {code for attribute in attributes for code, _ in attribute.choices}
    written = {report.submission_id for report in pipeline.store.feedback_reports.list()}
    pipeline.store.received_files.erase_names(submission.digest)
    _erase_institutions(pipeline, decision)
    for sent in pipeline.store.submissions.list():
        if sent.digest == submission.digest:
            pipeline.store.erase_texts(sent.submission_id, codes)
            if sent.submission_id in written:
                write_feedback(pipeline, submission_id=sent.submission_id)
    if submission.sender:
        write_pages_again(pipeline, submission.sender)
    _delete_papers(pipeline, submission.round or RoundYear(0))


def _erase_institutions(pipeline: Pipeline, decision: Decision) -> None:
    """Those that no document and no other submission names: such a name may be a person's."""
    kept = {institution_key(row.institution) for row in pipeline.base_framework.suppliers}
    erased = set()
    for sent in pipeline.store.submissions.list():
        if pipeline.archive.tombstone(sent.digest) is not None:
            erased.add(sent.submission_id)
            continue
        kept.add(institution_key(sent.institution))
    pipeline.store.erase_institutions(erased, kept, decision.decision_id)


def _delete_papers(pipeline: Pipeline, since: RoundYear) -> None:
    """Delete what was made of the figures of that round: its papers, later ones, explanations."""
    for folder in pipeline.settings.output_dir.glob("*"):
        is_earlier = folder.name.isdigit() and int(folder.name) < since
        if folder.is_dir() and folder.name != WITHOUT_COUNTRY and not is_earlier:
            shutil.rmtree(folder)


def _final_form(pipeline: Pipeline, asked: Decision) -> Decision:
    versions = [
        f"{form_version.form} {form_version.version}"
        for form_version in pipeline.base_framework.form_versions
    ]
    if asked.subject not in versions:
        known = ", ".join(versions)
        raise NotFound(f"there is no form version {asked.subject!r}; there are {known}")
    if asked.round is not None:
        pipeline.round(asked.round)
    return replace(asked, details="")


def _round(pipeline: Pipeline, asked: Decision) -> Decision:
    year = _round_named(pipeline, asked.subject)
    newest = pipeline.store.vintages.newest_id(year)
    return replace(asked, round=year, subject=str(year), details="", vintage_id=newest)


def _reopen(pipeline: Pipeline, asked: Decision) -> Decision:
    found = _round(pipeline, asked)
    closing, in_force = (DecisionKind.CLOSE_ROUND, found.round), pipeline.store.decisions.in_force()
    if all((decision.kind, decision.round) != closing for decision in in_force):
        raise NotAllowed(f"round {found.round} is open; there is nothing to re-open")
    return found


def _submission(pipeline: Pipeline, asked: Decision) -> Decision:
    submission = pipeline.store.submissions.get(SubmissionId(asked.subject))
    return replace(asked, round=submission.round, details="")


def _sheet(pipeline: Pipeline, asked: Decision) -> Decision:
    submission = pipeline.store.submissions.get(SubmissionId(asked.subject))
    if asked.details not in submission.sheets:
        known = ", ".join(submission.sheets)
        raise NotFound(
            f"{asked.subject} does not report the sheet {asked.details!r}; it reports {known}"
        )
    return replace(asked, round=submission.round)


def _deadline(pipeline: Pipeline, asked: Decision) -> Decision:
    form, _, year = asked.subject.rpartition(" ")
    form = form or FormKey.A_LIST
    if form not in set(COLLECTED_IN):
        known = ", ".join(COLLECTED_IN)
        raise NotFound(f"{form!r} has no deadline; the forms that have one are {known}")
    round_year = _round_named(pipeline, year)
    due = pipeline.deadlines_in_force().get((form, round_year))
    if due is None:
        raise NotFound(f"form {form} is not collected in round {round_year}")
    try:
        day = date.fromisoformat(asked.details)
    except ValueError as wrong:
        raise UsageError(
            f"{asked.details!r} is not a valid date; use YYYY-MM-DD, e.g. 2021-09-15"
        ) from wrong
    if day == due.date():
        raise NotAllowed(f"{day} is the deadline already")
    phase = COLLECTED_IN[FormKey(form)]
    starts_on = min(
        entry.starts_on
        for entry in pipeline.base_framework.calendar
        if (entry.phase, entry.round) == (phase, round_year)
    )
    if day < starts_on:
        raise NotAllowed(f"the forms go out on {starts_on}; give a day on or after it")
    subject = f"{form} {round_year}"
    return replace(asked, round=round_year, subject=subject, details=day.isoformat())


def _move(pipeline: Pipeline, asked: Decision) -> Decision:
    if asked.round is None:
        raise UsageError("a move needs the round it takes effect from, e.g. 2022")
    round_year = pipeline.round(asked.round)
    if asked.details.upper() not in set(ListLetter):
        raise UsageError(f"{asked.details!r} is not a list; give A, B or C")
    letter = ListLetter(asked.details.upper())
    try:
        indicator = pipeline.framework_in_force(round_year).indicator(asked.subject)
    except KeyError as unknown:
        raise NotFound(
            f"there is no indicator {asked.subject!r} in round {round_year}; give its key or its "
            "position"
        ) from unknown
    if indicator.letter == letter:
        raise NotAllowed(f"{indicator.key} is on list {letter} in round {round_year} already")
    if letter == ListLetter.A and not indicator.headlines:
        raise NotAllowed(
            f"{indicator.key} has no headline measure, so nothing could be reported on list A; add "
            "one in measures.csv first"
        )
    _refuse_after_forms(pipeline, round_year)
    before = pipeline.store.vintages.newest_before(round_year)
    vintage_id = before.vintage_id if before else None
    return replace(asked, subject=indicator.key, details=letter, vintage_id=vintage_id)


def _sign_off(pipeline: Pipeline, asked: Decision) -> Decision:
    if asked.details not in ("", AD_REFERENDUM):
        raise UsageError(f"{asked.details!r} is not understood; give {AD_REFERENDUM!r} or nothing")
    if asked.subject.isdigit():
        vintage = newest_vintage(pipeline, _round_named(pipeline, asked.subject))
    else:
        vintage = pipeline.store.vintages.load(VintageId(asked.subject))
    vintage_id = vintage.vintage_id
    return replace(asked, round=vintage.round, subject=vintage_id, vintage_id=vintage_id)


def _revocation(pipeline: Pipeline, asked: Decision) -> Decision:
    taken = {str(decision.decision_id): decision for decision in pipeline.store.decisions.list()}
    if asked.subject not in taken:
        raise NotFound(
            f"there is no decision {asked.subject!r}; `cl-pipeline decide list` shows them"
        )
    revoked = taken[asked.subject]
    if revoked.kind == DecisionKind.REVOKE:
        raise NotAllowed("a revocation cannot be revoked; take the first decision again")
    if revoked.kind == DecisionKind.MOVE_INDICATOR and revoked.round is not None:
        _refuse_after_forms(pipeline, revoked.round)
    return replace(asked, round=revoked.round, details="")


RESOLVE: Mapping[DecisionKind, Callable[[Pipeline, Decision], Decision]] = {
    DecisionKind.FINAL_FORM: _final_form,
    DecisionKind.CLOSE_ROUND: _round,
    DecisionKind.REOPEN_ROUND: _reopen,
    DecisionKind.EXTEND_DEADLINE: _deadline,
    DecisionKind.ACCEPT_LATE: _submission,
    DecisionKind.CONFIRM_SENDER: _submission,
    DecisionKind.CHOOSE_SUPPLIER: _sheet,
    DecisionKind.ACCEPT_REVISION: _sheet,
    DecisionKind.WITHDRAW: _submission,
    DecisionKind.ERASE: _submission,
    DecisionKind.MOVE_INDICATOR: _move,
    DecisionKind.SIGN_OFF: _sign_off,
    DecisionKind.REVOKE: _revocation,
}
"""By kind: a decision as a person wrote it -> the same with stable keys, or refused."""


def _refuse_after_forms(pipeline: Pipeline, round_year: RoundYear) -> None:
    """Forms that went out would come back with the lists of another round."""
    forms_sent = pipeline.store.forms_sent.list(round=round_year)
    if any(sent.form in COLLECTED_IN for sent in forms_sent):
        raise NotAllowed(
            f"the forms of round {round_year} have gone out with the lists as they are; let it "
            f"take effect from round {round_year + 1}"
        )


def _round_named(pipeline: Pipeline, name: str) -> RoundYear:
    if not name.isdigit():
        raise NotFound(f"{name!r} is not a round; give its year, e.g. 2021")
    return pipeline.round(int(name))
