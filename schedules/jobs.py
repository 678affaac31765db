"""The officer's buttons, named for what they do."""

from enum import StrEnum

import dagster as dg
from pydantic import Field

from assets.a_list_collection import received_files, returns
from assets.b_list_assessment import b_list_assessment
from assets.checks import cells_could_be_read, figures_agree, submissions_could_be_read
from assets.decisions import seen_decisions
from assets.evaluation import roadmap_evaluation
from assets.feedback_reports import feedback_reports
from assets.slom_follow_up import (
    asean_figures,
    changes_since_sign_off,
    progress,
    proposals,
    reminders,
)
from assets.slom_review import (
    accepted_observations,
    confirmation_forms,
    consolidated_values,
    coverage,
    review_workbook,
    rule_of_five,
)
from assets.template_finalisation import form_versions, forms_sent, roadmap_framework, slom_calendar
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.slom_review.decisions import decide, decide_from_drive

IN_ONE_PROCESS = dg.in_process_executor
"""A process per step would add five seconds each to steps that take less than one."""

show_the_framework = dg.define_asset_job(
    "show_the_framework",
    dg.AssetSelection.assets(roadmap_framework, slom_calendar, form_versions),
    description="Shows the framework in force: indicators, Member States, calendar, form versions. "
    "Changes nothing.",
    executor_def=IN_ONE_PROCESS,
)

send_out_forms = dg.define_asset_job(
    "send_out_forms",
    dg.AssetSelection.assets(forms_sent),
    description="Writes the forms of a round to the drive, below `outgoing`, one folder per Member "
    "State. Press *Materialize…* and choose the round. Sending again changes nothing. The calendar "
    "does it by itself on the first day of the collection.",
    executor_def=IN_ONE_PROCESS,
)

collect_the_a_list = dg.define_asset_job(
    "collect_the_a_list",
    dg.AssetSelection.assets(received_files, feedback_reports)
    | dg.AssetSelection.checks(submissions_could_be_read, cells_could_be_read, figures_agree),
    description="Takes in everything new on the drive, reads and checks it, and answers the "
    "senders. The drive sensor "
    "presses this button by itself; pressing it once more never does harm. What was read turns "
    "green under *returns*, tab *Partitions*.",
    tags={"takes_turns": "collect"},
    executor_def=IN_ONE_PROCESS,
)

read_submission_again = dg.define_asset_job(
    "read_submission_again",
    dg.AssetSelection.assets(returns).without_checks(),
    description="Reads the files kept in the archive of one Member State and round again, with "
    "today's rules. Press *Materialize…* and choose both. For when a rule or a form was mended; "
    "nobody has to send anything.",
    executor_def=IN_ONE_PROCESS,
)

prepare_the_slom_review = dg.define_asset_job(
    "prepare_the_slom_review",
    dg.AssetSelection.assets(
        accepted_observations,
        consolidated_values,
        coverage,
        rule_of_five,
        asean_figures,
        progress,
        proposals,
        changes_since_sign_off,
        review_workbook,
    ),
    description="From what is accepted now to the workbook for the meeting: consolidated table, "
    "who reports what, what the rule of five proposes. Press *Materialize all…* and choose the "
    "round. Can be repeated whenever something came in.",
    executor_def=IN_ONE_PROCESS,
)

send_for_confirmation = dg.define_asset_job(
    "send_for_confirmation",
    dg.AssetSelection.assets(confirmation_forms),
    description="Before the meeting: shows each Member State what will be shown for it, with a "
    "small form to agree or correct. Prepare the review first; press *Materialize…* and choose the "
    "round. The answers come back through the drive.",
    executor_def=IN_ONE_PROCESS,
)

draft_reminders = dg.define_asset_job(
    "draft_reminders",
    dg.AssetSelection.assets(reminders),
    description="Writes for each Member State the draft of a reminder with what it has still open "
    "in a round. Press *Materialize…* and choose the round. Nothing is sent.",
    executor_def=IN_ONE_PROCESS,
)

evaluate_the_roadmap = dg.define_asset_job(
    "evaluate_the_roadmap",
    dg.AssetSelection.assets(roadmap_evaluation),
    description="For the last year: from baseline to last value per key result area, over the "
    "newest round that was prepared. Can be repeated.",
    executor_def=IN_ONE_PROCESS,
)

assess_the_b_list = dg.define_asset_job(
    "assess_the_b_list",
    dg.AssetSelection.assets(b_list_assessment),
    description="Puts the qualitative answers of a round on list B together in a workbook. Press "
    "*Materialize…* and choose the round.",
    executor_def=IN_ONE_PROCESS,
)


Kind = StrEnum("Kind", {kind.value: kind.value for kind in DecisionKind})  # type: ignore[misc]
"""Dagster offers the names of an enumeration; here they are the words of the command line."""


class DecisionToRecord(dg.Config):
    """One decision. It is kept for good; none can be deleted."""

    kind: Kind = Field(
        description="close_round: what comes later counts only by decision. reopen_round: it "
        "counts again. extend_deadline. accept_late: a return that came after the closing counts. "
        "withdraw: a return no longer counts. final_form: a version of a form may go out. "
        "erase: a return's file goes from the archive for good. "
        "move_indicator: to another list from a round on. sign_off: the figures of a round are "
        "accepted and frozen. revoke: an earlier decision no longer holds."
    )
    subject: str = Field(
        description="What it is about: the round to close or re-open (2021), the form and round of "
        "a deadline (a_list 2021), the submission to accept or withdraw (S-…, see the asset "
        "returns), the version of the form (a_list 1.2), the indicator to move (A9), the vintage "
        "or its round to sign (V-… or 2021), the number of the decision to revoke (3)."
    )
    to: str = Field(
        default="",
        description="The list an indicator moves to (B), the new deadline (2021-09-15), or "
        "'ad referendum' for a sign-off between meetings.",
    )
    from_round: int | None = Field(
        default=None, description="For move_indicator only: the round it takes effect from."
    )
    decided_by: str = Field(description="Who decided: a body or role, never a person's name.")
    reason: str = Field(description="Why, in a sentence.")
    goes_out_in: int | None = Field(
        default=None, description="For final_form only: the round in which the form goes out."
    )


@dg.op
def record_decision(
    context: dg.OpExecutionContext, config: DecisionToRecord, pipeline: dg.ResourceParam[Pipeline]
) -> None:
    """Records what was decided and shows it among the *decisions*."""
    decision = decide(
        pipeline,
        DecisionKind(config.kind.value),
        config.subject,
        decided_by=config.decided_by,
        reason=config.reason,
        details=config.to,
        in_round=config.from_round if config.goes_out_in is None else config.goes_out_in,
    )
    context.log.info(f"decision {decision.decision_id}: {decision.kind} {decision.subject}")
    context.log_event(seen_decisions(pipeline))


@dg.op
def record_decisions_on_the_drive(
    context: dg.OpExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> None:
    """Records what stands in the decisions workbooks and shows it among the *decisions*."""
    for workbook in decide_from_drive(pipeline):
        numbers = " ".join(str(decision.decision_id) for decision in workbook.decisions)
        context.log.info(f"workbook {workbook.digest[:16]}: decisions {numbers or 'none'}")
    context.log_event(seen_decisions(pipeline))


@dg.job(
    description="Records the decisions that stand in the workbooks in the folder `decisions` of "
    "the drive: one sheet, a row per decision, under the headings decision, about, to, from round, "
    "decided by, why. A row that is not understood is named with its cell, and then nothing of the "
    "workbook is recorded. Pressing twice does no harm.",
    executor_def=IN_ONE_PROCESS,
)
def record_decisions_from_workbooks() -> None:
    """Every workbook in the folder."""
    record_decisions_on_the_drive()


HOW_TO_DECIDE = """Records a decision: closing a round, a late return, a withdrawal, a final form.

In the tab *Launchpad*, replace what stands there by the lines below, with your words, and press
*Launch Run*. Put the cursor on a word to read what it means. All decisions stand under the asset
*decisions*.

```
ops:
  record_decision:
    config:
      kind: close_round
      subject: "2021"
      decided_by: SLOM
      reason: The review of this round is over.
```
"""


@dg.job(description=HOW_TO_DECIDE, executor_def=IN_ONE_PROCESS)
def record_a_decision() -> None:
    """One decision, one row."""
    record_decision()


JOBS = (
    show_the_framework,
    send_out_forms,
    collect_the_a_list,
    read_submission_again,
    prepare_the_slom_review,
    send_for_confirmation,
    draft_reminders,
    evaluate_the_roadmap,
    assess_the_b_list,
    record_a_decision,
    record_decisions_from_workbooks,
)
