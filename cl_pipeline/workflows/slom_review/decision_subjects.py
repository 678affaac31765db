"""The subject of a decision of each kind: resolved, or refused where it cannot take effect."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from cl_pipeline.errors import NotAllowed, NotFound, UsageError
from cl_pipeline.model.codes import COLLECTED_IN, DecisionKind, FormKey, ListLetter
from cl_pipeline.model.decision import AD_REFERENDUM
from cl_pipeline.model.identity import RoundYear, SubmissionId, VintageId
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import newest_vintage


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision as a person wrote it.

    ``subject`` by kind: a form and version (``a_list 1.2``) for final_form; a round for close_round
    and reopen_round; a form and round (``a_list 2021``) for extend_deadline; a submission for
    accept_late, withdraw and erase; an indicator, by key or position, for move_indicator; a vintage
    or its round for sign_off; the number of a decision for revoke. ``details``: the list (``B``),
    the day (``2021-09-15``), ``ad referendum``. ``in_round``: the round a final form goes out in,
    or a move takes effect from.
    """

    kind: DecisionKind
    subject: str
    details: str = ""
    in_round: int | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """The same with stable keys: round, subject, details and the vintage decided on."""

    round: RoundYear | None
    subject: str
    details: str = ""
    vintage_id: VintageId | None = None


def understand(pipeline: Pipeline, asked: Asked) -> Understood:
    """What is decided, with stable keys.

    Raises:
        UsageError: something that the kind needs is missing or wrong.
        NotFound: the subject does not exist.
        NotAllowed: the decision can no longer, or not yet, take effect.
    """
    return KINDS[asked.kind](pipeline, asked)


def _final_form(pipeline: Pipeline, asked: Asked) -> Understood:
    versions = [
        f"{form_version.form} {form_version.version}"
        for form_version in pipeline.base_framework.form_versions
    ]
    if asked.subject not in versions:
        known = ", ".join(versions)
        raise NotFound(f"there is no form version {asked.subject!r}; there are {known}")
    in_round = None if asked.in_round is None else pipeline.round(asked.in_round)
    for decision in pipeline.store.decisions.in_force():
        is_same_form = (decision.kind, decision.subject) == (asked.kind, asked.subject)
        if is_same_form and decision.round != in_round:
            before = f"for round {decision.round}" if decision.round else "without naming a round"
            raise NotAllowed(
                f"decision {decision.decision_id} ({decision.kind} {decision.subject}) was taken "
                f"{before} and is in force; name further rounds in form_versions.csv, "
                "or make a new version"
            )
    return Understood(in_round, asked.subject)


def _round(pipeline: Pipeline, asked: Asked) -> Understood:
    year = _round_named(pipeline, asked.subject)
    return Understood(year, str(year), vintage_id=pipeline.store.vintages.newest_id(year))


def _reopen(pipeline: Pipeline, asked: Asked) -> Understood:
    found = _round(pipeline, asked)
    closing, in_force = (DecisionKind.CLOSE_ROUND, found.round), pipeline.store.decisions.in_force()
    if all((decision.kind, decision.round) != closing for decision in in_force):
        raise NotAllowed(f"round {found.round} is open; there is nothing to re-open")
    return found


def _submission(pipeline: Pipeline, asked: Asked) -> Understood:
    round_year = pipeline.store.submissions.get(SubmissionId(asked.subject)).round
    return Understood(round_year, asked.subject)


def _extension(pipeline: Pipeline, asked: Asked) -> Understood:
    form, _, year = asked.subject.rpartition(" ")
    form = form or FormKey.A_LIST
    if form not in set(COLLECTED_IN):
        known = ", ".join(COLLECTED_IN)
        raise NotFound(f"{form!r} has no deadline to extend; the forms that have one are {known}")
    round_year = _round_named(pipeline, year)
    due = pipeline.deadlines_in_force().get((form, round_year))
    if due is None:
        raise NotFound(f"form {form} is not collected in round {round_year}")
    day = _day(asked.details)
    if day <= due.date():
        raise NotAllowed(
            f"{day} is not after {due.date()}, the deadline as it is; give a later day"
        )
    return Understood(round_year, f"{form} {round_year}", day.isoformat())


def _move(pipeline: Pipeline, asked: Asked) -> Understood:
    if asked.in_round is None:
        raise UsageError("a move needs the round it takes effect from, e.g. 2022")
    round_year = pipeline.round(asked.in_round)
    if asked.details.upper() not in set(ListLetter):
        raise UsageError(f"{asked.details!r} is not a list; give A, B or C")
    letter = ListLetter(asked.details.upper())
    indicator = _indicator_named(pipeline, asked.subject, round_year)
    if indicator.letter == letter:
        raise NotAllowed(f"{indicator.key} is on list {letter} in round {round_year} already")
    if letter == ListLetter.A and not indicator.headlines:
        raise NotAllowed(
            f"{indicator.key} has no headline measure, so nothing could be reported on list A; add "
            "one in measures.csv first"
        )
    refuse_after_forms(pipeline, round_year)
    before = pipeline.store.vintages.newest_before(round_year)
    vintage_id = before.vintage_id if before else None
    return Understood(round_year, indicator.key, letter, vintage_id)


def _sign_off(pipeline: Pipeline, asked: Asked) -> Understood:
    if asked.details not in ("", AD_REFERENDUM):
        raise UsageError(f"{asked.details!r} is not understood; give {AD_REFERENDUM!r} or nothing")
    if asked.subject.isdigit():
        vintage = newest_vintage(pipeline, _round_named(pipeline, asked.subject))
    else:
        vintage = pipeline.store.vintages.load(VintageId(asked.subject))
    return Understood(vintage.round, vintage.vintage_id, asked.details, vintage.vintage_id)


def _revocation(pipeline: Pipeline, asked: Asked) -> Understood:
    taken = {str(decision.decision_id): decision for decision in pipeline.store.decisions.list()}
    if asked.subject not in taken:
        raise NotFound(
            f"there is no decision {asked.subject!r}; `cl-pipeline decide list` shows them"
        )
    revoked = taken[asked.subject]
    if revoked.kind == DecisionKind.REVOKE:
        raise NotAllowed("a revocation cannot be revoked; take the first decision again")
    if revoked.kind == DecisionKind.MOVE_INDICATOR and revoked.round is not None:
        refuse_after_forms(pipeline, revoked.round)
    return Understood(revoked.round, asked.subject)


KINDS: Mapping[DecisionKind, Callable[[Pipeline, Asked], Understood]] = {
    DecisionKind.FINAL_FORM: _final_form,
    DecisionKind.CLOSE_ROUND: _round,
    DecisionKind.REOPEN_ROUND: _reopen,
    DecisionKind.EXTEND_DEADLINE: _extension,
    DecisionKind.ACCEPT_LATE: _submission,
    DecisionKind.WITHDRAW: _submission,
    DecisionKind.ERASE: _submission,
    DecisionKind.MOVE_INDICATOR: _move,
    DecisionKind.SIGN_OFF: _sign_off,
    DecisionKind.REVOKE: _revocation,
}


def refuse_after_forms(pipeline: Pipeline, round_year: RoundYear) -> None:
    """Raise ``NotAllowed`` if forms of the round have gone out.

    Raises:
        NotAllowed: forms that went out would come back with the lists of another round.
    """
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


def _indicator_named(pipeline: Pipeline, name: str, round_year: RoundYear) -> Indicator:
    try:
        return pipeline.framework_in_force(round_year).indicator(name)
    except KeyError as unknown:
        raise NotFound(
            f"there is no indicator {name!r} in round {round_year}; give its key or its position"
        ) from unknown


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise UsageError(
            f"{text!r} is not a valid date; use YYYY-MM-DD, e.g. 2021-09-15"
        ) from wrong
