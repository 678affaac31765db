"""Proposals of Member States: taken down, and counted with those of the documents.

Input: what a Member State proposes; output: a row of the register, and the tally. Guarantee: only
proposals with a Member State's name count. For the Secretariat; a Member State sees its own row.
"""

from cl_pipeline.errors import NotFound, UsageError
from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.model.proposal import WITH_FREE_SUBJECT, Proposal, ProposalKind, Tally
from cl_pipeline.review.proposals import tally
from cl_pipeline.review.rule_of_five import CouldSupply, could_supply
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.slom_review.review import outcomes_of, present_vintage


def propose(
    pipeline: Pipeline,
    kind: ProposalKind,
    subject: str,
    *,
    text: str,
    source: str,
    sender: str | None = None,
) -> Proposal:
    """Takes down one proposal. ``sender`` None: it is not known whose it is.

    Raises:
        NotFound: no such indicator or Member State.
        UsageError: the words or where they are from are missing.
    """
    if not text.strip() or not source.strip():
        raise UsageError("a proposal needs its words and where they are from")
    framework = pipeline.framework_in_force()
    if kind not in WITH_FREE_SUBJECT:
        try:
            subject = framework.indicator(subject).key
        except KeyError as unknown:
            raise NotFound(f"there is no indicator {subject!r}; give its key or A9") from unknown
    if sender is not None:
        try:
            sender = framework.member_state(sender).code
        except KeyError as unknown:
            raise NotFound(f"there is no Member State {sender!r}; give its ISO3 code") from unknown
    one = Proposal(
        None if sender is None else SenderCode(sender), kind, subject.strip(), text.strip(),
        source.strip(),
    )  # fmt: skip
    pipeline.store.proposals.add(one, stated_at=pipeline.now())
    return one


def tallies(pipeline: Pipeline) -> tuple[Tally, ...]:
    """Proposals of the documents and those that came since, counted."""
    framework = pipeline.framework_in_force()
    return tally((*framework.proposals, *pipeline.store.proposals.list()), framework)


def near_threshold(
    pipeline: Pipeline, round_year: RoundYear, sender: str | None = None
) -> tuple[CouldSupply, ...]:
    """What could bring an indicator near the threshold over it; or the rows of one Member State."""
    vintage, _ = present_vintage(pipeline, round_year)
    rows = could_supply(outcomes_of(pipeline, vintage), pipeline.framework_in_force(round_year))
    return tuple(row for row in rows if sender in (None, row.sender))
