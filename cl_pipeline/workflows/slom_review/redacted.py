"""The review of a round as it may leave the Secretariat."""

from collections.abc import Iterable
from dataclasses import replace

from cl_pipeline.disclosure.redaction import own_review, redact
from cl_pipeline.disclosure.sign_off import signed_review
from cl_pipeline.model.decision import signed_vintage
from cl_pipeline.model.identity import SenderCode
from cl_pipeline.model.review import OwnReview, RedactedReview, ReviewData
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.workflows.audit import audited
from cl_pipeline.workflows.round_facts import RoundFacts
from cl_pipeline.workflows.slom_review.questions import ASKED_ABOUT, with_questions


def own_reviews(
    facts: RoundFacts, vintage: Vintage, senders: Iterable[SenderCode]
) -> dict[SenderCode, OwnReview]:
    """A vintage and its questions of today for each Member State, with its own figures in full."""
    review, hidden = _full_review(facts, vintage), audited(facts, vintage)
    return {sender: own_review(review, sender, hidden) for sender in senders}


def _full_review(facts: RoundFacts, vintage: Vintage) -> ReviewData:
    present = with_questions(facts, vintage, {ASKED_ABOUT})
    return ReviewData(
        vintage=present,
        outcomes=facts.store.vintages.outcomes(present.vintage_id),
        framework=facts.framework,
        submissions=facts.submissions,
        observations=facts.observations_of(present.values),
    )


def redacted_review(facts: RoundFacts, vintage: Vintage) -> RedactedReview:
    """A vintage of the round and its questions of today, as they may leave the Secretariat."""
    review = _full_review(facts, vintage)
    now = redact(review, audited(facts, vintage))
    decision = signed_vintage(facts.decisions, facts.round)
    if decision is None or decision.vintage_id is None:
        return now
    signed = facts.store.vintages.load(decision.vintage_id)
    observations = facts.observations_of(signed.values)
    before = redact(
        replace(review, vintage=signed, observations=observations), audited(facts, signed)
    )
    return signed_review(decision, before, now)
