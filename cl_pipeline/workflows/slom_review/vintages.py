"""Vintages of a round: consolidated and stored, or loaded where they are stored already."""

from cl_pipeline.consolidation.consolidate import consolidate, digest_of_accepted, vintage_id_of
from cl_pipeline.model.codes import LateSubmissionPolicy
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.review import RuleOutcome, Sensitivity
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.review.rule_of_five import rule_of_five, sensitivity
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import RoundFacts, load_facts
from cl_pipeline.workflows.slom_review.questions import ASKED_ANEW, with_questions
from cl_pipeline.workflows.vintage_inputs import code_version, present_inputs


def consolidate_round(pipeline: Pipeline, round_year: RoundYear) -> Vintage:
    """The vintage of all that is accepted now, stored with the outcomes of the rule of five."""
    facts = load_facts(pipeline, round_year)
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


def outcomes_of(pipeline: Pipeline, vintage: Vintage) -> tuple[RuleOutcome, ...]:
    """The outcomes of the rule of five over a vintage."""
    return rule_of_five(vintage, pipeline.framework_in_force(vintage.round))


def sensitivity_of(pipeline: Pipeline, vintage: Vintage) -> tuple[Sensitivity, ...]:
    """The rule of five over a vintage under other ways of counting; for the Secretariat only."""
    framework = pipeline.framework_in_force(vintage.round)
    vintages = {LateSubmissionPolicy.BY_DECISION: vintage}
    for policy in (LateSubmissionPolicy.ALL, LateSubmissionPolicy.NONE):
        accepted = pipeline.store.observations.accepted(vintage.round, late_policy=policy)
        is_same = digest_of_accepted(accepted) == vintage.accepted_digest
        vintages[policy] = (
            vintage if is_same else consolidate(accepted, framework, vintage.round, code_version())
        )
    return sensitivity(vintages, framework)


def _consolidated(facts: RoundFacts) -> Vintage:
    made = consolidate(facts.accepted, facts.framework, facts.round, code_version())
    return with_questions(facts, made, ASKED_ANEW)
