"""Proposals that the documents hold, from proposals.csv."""

from cl_pipeline.framework.rows import Row, Tables, note_repeats
from cl_pipeline.framework.states import INDICATOR, STATE
from cl_pipeline.model.codes import Basis
from cl_pipeline.model.identity import SenderCode
from cl_pipeline.model.proposal import Proposal, ProposalKind

IN_WORDS = (ProposalKind.ADD, ProposalKind.DEFINE)
"""Kinds whose subject need not be an indicator."""


def proposals(tables: Tables) -> tuple[Proposal, ...]:
    """The proposals in file order."""
    rows = tables.rows("proposals")
    note_repeats(rows, "sender", "kind", "subject")
    states = tables.column("member_states", "code")
    indicators = tables.column("indicators", "key")
    return tuple(_proposal(row, states, indicators) for row in rows)


def _proposal(row: Row, states: dict[str, None], indicators: dict[str, None]) -> Proposal:
    kind = row.choice("kind", ProposalKind)
    if kind not in IN_WORDS:
        row.reference("subject", indicators, INDICATOR)
    row.choice("basis", Basis)
    sender = row.optional_reference("sender", states, f"{STATE}, or nothing where none is named")
    return Proposal(
        None if sender is None else SenderCode(sender),
        kind,
        row.text("subject"),
        row.text("text"),
        row.text("source"),
    )
