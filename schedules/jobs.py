"""The officer's buttons, named for what they do."""

import dagster as dg
from pydantic import Field

from assets.a_list_collection import arrivals, returns
from assets.b_list_assessment import b_list_assessment
from assets.checks import cells_could_be_read, figures_agree, returns_could_be_read
from assets.slom_review import (
    accepted_observations,
    consolidated_values,
    coverage,
    review_workbook,
    rule_of_five,
)
from assets.template_finalisation import form_versions, forms_sent, roadmap_framework, slom_calendar
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.stages.decisions import decide
from cl_pipeline.stages.pipeline import Pipeline

IN_ONE_PROCESS = dg.in_process_executor
"""A process per step would add five seconds each to steps that take less than one."""

show_the_framework = dg.define_asset_job(
    "show_the_framework",
    dg.AssetSelection.assets(roadmap_framework, slom_calendar, form_versions),
    description="Shows the framework in force: indicators, calendar, form versions.",
    executor_def=IN_ONE_PROCESS,
)

send_out_forms = dg.define_asset_job(
    "send_out_forms",
    dg.AssetSelection.assets(forms_sent),
    description="Writes the forms of a round to the drive, one folder per Member State.",
    executor_def=IN_ONE_PROCESS,
)

collect_the_a_list = dg.define_asset_job(
    "collect_the_a_list",
    dg.AssetSelection.assets(arrivals)
    | dg.AssetSelection.checks(returns_could_be_read, cells_could_be_read, figures_agree),
    description="Takes in everything new on the drive, reads and checks it.",
    executor_def=IN_ONE_PROCESS,
)

read_one_return_again = dg.define_asset_job(
    "read_one_return_again",
    dg.AssetSelection.assets(returns).without_checks(),
    description="Reads the archived returns of one Member State and round again.",
    executor_def=IN_ONE_PROCESS,
)

prepare_the_slom_review = dg.define_asset_job(
    "prepare_the_slom_review",
    dg.AssetSelection.assets(
        accepted_observations, consolidated_values, coverage, rule_of_five, review_workbook
    ),
    description="From accepted returns to the workbook for the meeting.",
    executor_def=IN_ONE_PROCESS,
)

assess_the_b_list = dg.define_asset_job(
    "assess_the_b_list",
    dg.AssetSelection.assets(b_list_assessment),
    description="Puts the qualitative answers of a round together.",
    executor_def=IN_ONE_PROCESS,
)


class DecisionToRecord(dg.Config):
    """One decision. It is kept for good; a later one can overrule it, none can delete it."""

    kind: str = Field(description="final_form, close_round, accept_late or withdraw.")
    subject: str = Field(
        description="A form and version (a_list 1.2), a round (2021), or a submission (S-…)."
    )
    decided_by: str = Field(description="Who decided: a body or role, never a person's name.")
    reason: str = Field(description="Why, in a sentence.")
    goes_out_in: int = Field(
        default=0, description="For final_form: the round in which the form goes out, else 0."
    )


@dg.op
def record_decision(
    context: dg.OpExecutionContext, config: DecisionToRecord, pipeline: dg.ResourceParam[Pipeline]
) -> None:
    """Records what was decided."""
    decision = decide(
        pipeline,
        DecisionKind(config.kind),
        config.subject,
        decided_by=config.decided_by,
        reason=config.reason,
        goes_out_in=config.goes_out_in or None,
    )
    context.log.info(f"decision {decision.decision_id}: {decision.kind} {decision.subject}")


@dg.job(
    description="Records a decision: final form, closing a round, a late return, a withdrawal.",
    executor_def=IN_ONE_PROCESS,
)
def record_a_decision() -> None:
    """One decision, one row."""
    record_decision()


JOBS = (
    show_the_framework,
    send_out_forms,
    collect_the_a_list,
    read_one_return_again,
    prepare_the_slom_review,
    assess_the_b_list,
    record_a_decision,
)
