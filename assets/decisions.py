"""The register of decisions, as the web UI shows it.

Dagster computes nothing here: people decide, the job *record a decision* writes it down, and this
asset shows all of them.
"""

import dagster as dg

from assets.metadata import table
from assets.template_finalisation import OWNERS
from cl_pipeline.workflows.pipeline import Pipeline

AS_BEFORE_THE_FIRST = "INITIAL"
"""The version Dagster assumes before the first decision: most decisions change one round or none,
and what does change shows in the accepted observations when they are made again."""

decisions = dg.AssetSpec(
    "decisions",
    group_name="3_slom_review",
    owners=OWNERS,
    kinds={"sql"},
    description="Everything that was decided, with who, when and why: rounds closed and "
    "re-opened, deadlines extended, late returns accepted, returns withdrawn, forms made final, "
    "indicators moved between the lists, figures signed, decisions revoked. People decide; the job "
    "*record a decision* writes it down. None is ever deleted.",
)


def seen_decisions(pipeline: Pipeline) -> dg.AssetMaterialization:
    """The register as it stands now, newest first."""
    held = set(pipeline.store.decisions.in_force())
    rows = [
        {
            "decided on": f"{decision.decided_at:%Y-%m-%d}",
            "what": str(decision.kind).replace("_", " "),
            "about": " ".join(filter(None, (decision.subject, decision.details))),
            "round": str(decision.round or ""),
            "stands": "yes" if decision in held else "no longer",
            "by": decision.decided_by,
            "why": decision.reason,
        }
        for decision in reversed(pipeline.store.decisions.list())
    ]
    return dg.AssetMaterialization(
        asset_key=decisions.key,
        metadata={"dagster/row_count": len(rows), "decisions": table(rows)},
        tags={"dagster/data_version": AS_BEFORE_THE_FIRST},
    )
