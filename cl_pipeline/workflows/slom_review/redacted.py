"""The review of a round as it may leave the Secretariat."""

from dataclasses import replace

from cl_pipeline.disclosure.redaction import redact
from cl_pipeline.disclosure.sign_off import signed_review
from cl_pipeline.model.decision import signed_vintage
from cl_pipeline.model.review import RedactedReview, ReviewData
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.workflows.audit import audited
from cl_pipeline.workflows.round_facts import RoundFacts
from cl_pipeline.workflows.slom_review.questions import ASKED_ABOUT, with_questions


def redacted_review(facts: RoundFacts, vintage: Vintage) -> RedactedReview:
    """A vintage of the round and its questions of today, as they may leave the Secretariat."""
    present = with_questions(facts, vintage, {ASKED_ABOUT})
    review = ReviewData(
        vintage=present,
        outcomes=facts.store.vintages.outcomes(present.vintage_id),
        framework=facts.framework,
        submissions=facts.submissions,
        observations=facts.observations_of(present.values),
    )
    now = redact(review, audited(facts, present))
    decision = signed_vintage(facts.decisions, facts.round)
    if decision is None or decision.vintage_id is None:
        return now
    signed = facts.store.vintages.load(decision.vintage_id)
    observations = facts.observations_of(signed.values)
    before = redact(
        replace(review, vintage=signed, observations=observations), audited(facts, signed)
    )
    return signed_review(decision, before, now)
