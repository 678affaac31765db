"""The framework in force: the files plus the decisions that change them."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from cl_pipeline.errors import NotFound
from cl_pipeline.model.codes import (
    COLLECTED_IN,
    Basis,
    DecisionKind,
    FormKey,
    FormStatus,
    ListLetter,
)
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.framework import CalendarEntry, FormVersion, Framework
from cl_pipeline.model.identity import IndicatorKey, RoundYear
from cl_pipeline.model.indicators import ListMove
from cl_pipeline.model.number_format import format_day


def with_decisions(framework: Framework, in_force: Sequence[Decision]) -> Framework:
    """The framework after the decisions in force, with a digest over files and decisions.

    Final forms, moves and changed deadlines change it; deadlines are not part of the digest. The
    subject of a final form is the form and its version (``a_list 1.2``); a decision that names a
    round also has the version go out in that round. The same versions final for the same rounds
    give the same digest, whoever decided when and in which order. Moves change lists and digest
    only in the rounds in which they take effect (``Framework.in_round``), so an earlier round stays
    what it was.

    Raises:
        NotFound: a decision is about a form version or an indicator the framework does not have.
    """
    calendar = _with_deadlines(framework.calendar, in_force)
    if calendar != framework.calendar:
        framework = replace(framework, calendar=calendar)
    moves = _list_moves(framework, in_force)
    if moves:
        framework = replace(framework, list_moves=moves)
    final = {
        (decision.subject, decision.round)
        for decision in in_force
        if decision.kind == DecisionKind.FINAL_FORM
    }
    if not final:
        return framework
    taken = sorted(final, key=lambda form: (form[0], form[1] or 0))
    versions = framework.form_versions
    for subject, round_year in taken:
        versions = _made_final(versions, subject, round_year)
    digest = hashlib.sha256(f"{framework.digest}\n{taken!r}".encode()).hexdigest()
    return replace(framework, form_versions=versions, digest=digest)


def positions_before_moves(framework: Framework, round_year: RoundYear) -> dict[IndicatorKey, str]:
    """The last position on list A of each indicator that was on it and is not in that round.

    ``framework``: that of all rounds, before ``in_round``.
    """
    kept = {indicator.key for indicator in framework.in_round(round_year).on_list(ListLetter.A)}
    return {
        indicator.key: indicator.position
        for year in framework.rounds
        if year <= round_year
        for indicator in framework.in_round(year).on_list(ListLetter.A)
        if indicator.key not in kept
    }


def moved_without_form(framework: Framework, round_year: RoundYear) -> tuple[str, ...]:
    """Positions moved to list B that no form of that round asks for, in order of the list.

    ``framework``: that of all rounds, before ``in_round``.
    """
    is_asked = any(
        version.form == FormKey.B_LIST
        and version.status == FormStatus.FINAL
        and round_year in version.rounds
        for version in framework.form_versions
    )
    moves = {list_move.indicator for list_move in framework.list_moves}
    return tuple(
        indicator.position
        for indicator in framework.in_round(round_year).on_list(ListLetter.B)
        if indicator.key in moves and not is_asked
    )


def _with_deadlines(
    calendar: tuple[CalendarEntry, ...], in_force: Iterable[Decision]
) -> tuple[CalendarEntry, ...]:
    """The calendar with the deadlines that were decided; of several the latest applies."""
    decided = {
        (decision.round, phase): decision
        for decision in in_force
        for form, phase in COLLECTED_IN.items()
        if decision.kind == DecisionKind.EXTEND_DEADLINE and decision.subject.split()[0] == form
    }
    return tuple(
        replace(
            entry,
            ends_on=date.fromisoformat(decision.details),
            basis=Basis.DOCUMENT,
            source=f"decision of {decision.decided_by}, {format_day(decision.decided_at)}",
        )
        if (decision := decided.get((entry.round, entry.phase)))
        else entry
        for entry in calendar
    )


def _list_moves(framework: Framework, in_force: Iterable[Decision]) -> tuple[ListMove, ...]:
    """The moves by round; of two decisions on one indicator for one round the later applies."""
    known = {indicator.key for indicator in framework.indicators}
    moves: dict[tuple[str, int], ListMove] = {}
    for decision in in_force:
        if decision.kind != DecisionKind.MOVE_INDICATOR or decision.round is None:
            continue
        subject, number = decision.subject, decision.decision_id
        if subject not in known:
            raise NotFound(f"there is no indicator {subject!r} to move (decision {number})")
        key = (subject, int(decision.round))
        moves.pop(key, None)
        moves[key] = ListMove(IndicatorKey(subject), ListLetter(decision.details), decision.round)
    return tuple(sorted(moves.values(), key=lambda move: move.from_round))


def _made_final(
    versions: tuple[FormVersion, ...], subject: str, round_year: RoundYear | None
) -> tuple[FormVersion, ...]:
    names = [f"{version.form} {version.version}" for version in versions]
    if subject not in names:
        known = ", ".join(names)
        raise NotFound(f"no form version {subject!r} to make final; the framework has {known}")
    version = versions[names.index(subject)]
    rounds = {*version.rounds} if round_year is None else {*version.rounds, round_year}
    final = replace(version, status=FormStatus.FINAL, rounds=tuple(sorted(rounds)))
    return tuple(final if each is version else each for each in versions)
