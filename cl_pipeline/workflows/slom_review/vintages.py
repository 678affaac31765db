"""Vintages of a round: consolidated and stored, or loaded where they are stored already."""

from collections.abc import Sequence

from cl_pipeline.consolidation.consolidate import consolidate, digest_of_accepted, vintage_id_of
from cl_pipeline.model.codes import LateSubmissionPolicy
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.review import Sensitivity
from cl_pipeline.model.vintage import AcceptedObservation, Vintage
from cl_pipeline.review.rule_of_five import rule_of_five, sensitivity
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import RoundFacts, load_facts
from cl_pipeline.workflows.slom_review.questions import ASKED_ANEW, with_questions
from cl_pipeline.workflows.vintage_inputs import code_version, present_inputs


def consolidate_round(pipeline: Pipeline, round_year: RoundYear) -> Vintage:
    """The vintage of all that is accepted now, stored with the outcomes of the rule of five."""
    return store_vintage(pipeline, load_facts(pipeline, round_year))


def store_vintage(pipeline: Pipeline, facts: RoundFacts) -> Vintage:
    """The same, of facts that are loaded already."""
    vintage = _consolidated(facts)
    pipeline.store.vintages.save(
        vintage,
        rule_of_five(vintage, facts.framework),
        made_at=pipeline.now(),
        run_id=pipeline.run_id,
    )
    pipeline.store.vintages.save_inputs(vintage.vintage_id, present_inputs(facts.framework))
    return vintage


def current_vintage(facts: RoundFacts) -> Vintage:
    """The vintage of what is accepted now: loaded if it is the newest stored, else computed."""
    accepted_digest = digest_of_accepted(facts.accepted)
    vintage_id = vintage_id_of(accepted_digest, facts.framework.digest, code_version(), facts.round)
    stored = facts.newest_vintage
    if stored is None or stored.vintage_id != vintage_id:
        return _consolidated(facts)
    return with_questions(facts, stored, ASKED_ANEW)


def not_stored_hint(facts: RoundFacts, current: Vintage) -> str:
    """That the current vintage is not the newest one in the store; empty if it is."""
    stored = facts.newest_vintage
    if stored and stored.vintage_id == current.vintage_id:
        return ""
    before = f"the last vintage is {stored.vintage_id}" if stored else "there is no vintage yet"
    keep = f"`cl-pipeline consolidate --round {facts.round}` keeps this one"
    return f"as accepted now; {before}: {keep}"


def sensitivity_of(facts: RoundFacts, vintage: Vintage) -> tuple[Sensitivity, ...]:
    """The rule of five over a vintage under other ways of counting; for the Secretariat only."""
    vintages = {LateSubmissionPolicy.BY_DECISION: vintage}
    for policy in (LateSubmissionPolicy.ALL, LateSubmissionPolicy.NONE):
        accepted = facts.store.observations.accepted(facts.round, late_policy=policy)
        is_same = digest_of_accepted(accepted) == vintage.accepted_digest
        vintages[policy] = vintage if is_same else _made_of(facts, accepted)
    return sensitivity(vintages, facts.framework)


def _consolidated(facts: RoundFacts) -> Vintage:
    return with_questions(facts, _made_of(facts, facts.accepted), ASKED_ANEW)


def _made_of(facts: RoundFacts, accepted: Sequence[AcceptedObservation]) -> Vintage:
    return consolidate(accepted, facts.framework, facts.round, code_version())
