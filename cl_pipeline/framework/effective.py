"""The effective framework: the files plus the decisions that change them."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from cl_pipeline.errors import NotFound
from cl_pipeline.model.codes import DecisionKind, FormStatus, ListLetter
from cl_pipeline.model.decision import Decision, decisions_in_force
from cl_pipeline.model.framework import FormVersion, Framework
from cl_pipeline.model.identity import IndicatorKey, RoundYear
from cl_pipeline.model.indicators import ListMove


def effective_framework(framework: Framework, decisions: Iterable[Decision]) -> Framework:
    """The framework as it stands after the decisions, with a digest over files and decisions.

    Only decisions that stand change it, and of those final forms and moves. The subject of a
    final form is the form and its version (``a_list 1.2``); a decision that names a round also has
    the version go out in that round. Who decided, when and why stays in the decision: the same
    versions final for the same rounds give the same digest, whatever the order. Moves are noted
    and change neither lists nor digest before ``Framework.in_round`` is asked for a round they
    take effect in: so an earlier round stays what it was.

    Raises:
        NotFound: a decision is about a form version or an indicator the framework does not have.
    """
    held = decisions_in_force(decisions)
    moves = _list_moves(framework, held)
    if moves:
        framework = replace(framework, list_moves=moves)
    final = {(one.subject, one.round) for one in held if one.kind == DecisionKind.FINAL_FORM}
    taken = sorted(final, key=lambda one: (one[0], one[1] or 0))
    if not taken:
        return framework
    versions = framework.form_versions
    for subject, round_year in taken:
        versions = _made_final(versions, subject, round_year)
    digest = hashlib.sha256(f"{framework.digest}\n{taken!r}".encode()).hexdigest()
    return replace(framework, form_versions=versions, digest=digest)


def _list_moves(framework: Framework, held: Iterable[Decision]) -> tuple[ListMove, ...]:
    """The moves by round; of two decisions on one indicator for one round the later holds."""
    known = {indicator.key for indicator in framework.indicators}
    moves: dict[tuple[str, int], ListMove] = {}
    for one in held:
        if one.kind != DecisionKind.MOVE_INDICATOR or one.round is None:
            continue
        if one.subject not in known:
            raise NotFound(f"no indicator {one.subject!r} to move (decision {one.decision_id})")
        key = (one.subject, int(one.round))
        moves.pop(key, None)
        moves[key] = ListMove(IndicatorKey(one.subject), ListLetter(one.details), one.round)
    return tuple(sorted(moves.values(), key=lambda move: move.from_round))


def _made_final(
    versions: tuple[FormVersion, ...], subject: str, round_year: RoundYear | None
) -> tuple[FormVersion, ...]:
    names = [_name(version) for version in versions]
    if subject not in names:
        known = ", ".join(names)
        raise NotFound(f"no form version {subject!r} to make final; the framework has {known}")
    return tuple(
        _final(version, round_year) if _name(version) == subject else version
        for version in versions
    )


def _final(version: FormVersion, round_year: RoundYear | None) -> FormVersion:
    added = set() if round_year is None else {round_year}
    rounds = tuple(sorted({*version.rounds, *added}))
    return replace(version, status=FormStatus.FINAL, rounds=rounds)


def _name(version: FormVersion) -> str:
    return f"{version.form} {version.version}"
