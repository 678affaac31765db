"""The button with which the Secretariat declares a correction."""

import dagster as dg
from pydantic import Field

from cl_pipeline.lineage.trace import correction_text
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.slom_review.corrections import declare_correction, take_correction_back


class CorrectionToDeclare(dg.Config):
    """One correction. It is kept for good; it can be taken back, not deleted."""

    trace_key: str = Field(description="Of the number, as *explain_a_number* shows it.")
    expected: str = Field(
        default="", description="What the return says, e.g. 1234; leave empty to take back."
    )
    corrected: str = Field(
        default="", description="What it should say, e.g. 1243; leave empty to take back."
    )
    declared_by: str = Field(description="Who declares it: a body or role, never a person's name.")
    reason: str = Field(description="Why, in a sentence.")
    evidence: str = Field(default="", description="Where the other figure stands.")


@dg.op
def declare_one_correction(
    context: dg.OpExecutionContext,
    config: CorrectionToDeclare,
    pipeline: dg.ResourceParam[Pipeline],
) -> None:
    """Records the correction; the next preparation of the review counts with it."""
    if config.expected or config.corrected:
        made = declare_correction(
            pipeline,
            config.trace_key,
            expected=config.expected,
            corrected=config.corrected,
            declared_by=config.declared_by,
            reason=config.reason,
            evidence=config.evidence,
        )
    else:
        made = take_correction_back(
            pipeline, config.trace_key, declared_by=config.declared_by, reason=config.reason
        )
    context.add_output_metadata({"correction": dg.MetadataValue.text(correction_text(made))})


HOW_TO_CORRECT = """Lets another figure stand than a return says, with the reason and the evidence.

Ask for a corrected return first; this is for when none can come in time. The return stays as it is.
The correction holds while the return says what you give as *expected*, and the sender is asked to
confirm it. Without *expected* and *corrected*, a correction is taken back. Then press
*prepare_the_slom_review* again.

```
ops:
  declare_one_correction:
    config:
      trace_key: child_labour_5_17|KHM|baseline|children|total
      expected: "429380"
      corrected: "429830"
      declared_by: ASEAN Secretariat
      reason: Two digits changed places.
      evidence: Survey report, table 3
```
"""


@dg.job(description=HOW_TO_CORRECT, executor_def=dg.in_process_executor)
def declare_a_correction() -> None:
    """One correction, one row."""
    declare_one_correction()
