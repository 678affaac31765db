"""The officer's buttons that make no asset: decisions, corrections, one number, one vintage."""

from collections.abc import Callable
from enum import StrEnum

import dagster as dg
from pydantic import Field

from assets.erasure import forget_erased
from assets.metadata import table
from assets.slom_review import decisions_page
from cl_pipeline.lineage.trace import correction_text
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.decision import DECISION_MEANINGS
from cl_pipeline.model.identity import VintageId
from cl_pipeline.model.printable import printable
from cl_pipeline.workflows.lineage.explanation import explain
from cl_pipeline.workflows.lineage.replay import replay, replay_text, vintage_of_the_night
from cl_pipeline.workflows.slom_review.decision_workbooks import (
    DIGITS_SHOWN,
    proposal_rows,
    proposed_decisions,
    record_proposed,
)
from cl_pipeline.workflows.slom_review.decisions import decide
from cl_pipeline.workflows.slom_review.questions import declare_correction, take_correction_back
from cl_pipeline.workflows.template_finalisation.forms import not_asked_hint
from resources.pipeline import PipelineParam

Kind = StrEnum("Kind", {kind.value: kind.value for kind in DecisionKind})  # type: ignore[misc]
"""Dagster offers the names of an enumeration; here they are the words of the command line."""


def _button(name: str) -> Callable[[Callable[..., None]], dg.JobDefinition]:
    """A decorator: the job of that name, of one op; the function's docstring describes it."""

    def decorate(compute: Callable[..., None]) -> dg.JobDefinition:
        op = dg.op(compute)

        @dg.job(name=name, description=op.description)
        def button() -> None:
            op()

        return button

    return decorate


class DecisionToRecord(dg.Config):
    """One decision. It is kept for good; none can be deleted."""

    kind: Kind = Field(
        description=" ".join(f"{kind}: {means}" for kind, means in DECISION_MEANINGS.items())
    )
    subject: str = Field(
        description="What it is about: the round to close or re-open (2021), the form and round of "
        "a deadline (a_list 2021), the submission to accept, confirm, withdraw or erase (S-…, see "
        "the asset submissions), the version of the form (a_list 1.2), the indicator to move "
        "(A9), the vintage or its round to sign (V-… or 2021), the number of the decision to "
        "revoke (3)."
    )
    to: str = Field(
        default="",
        description="The list an indicator moves to (B), the new deadline (2021-09-15), the sheet "
        "for choose_supplier and accept_revision (A2), or 'ad referendum' for a sign-off between "
        "meetings.",
    )
    from_round: int | None = Field(
        None, description="For move_indicator only: the round it takes effect from."
    )
    decided_by: str = Field(description="Who decided: a body or role, never a person's name.")
    reason: str = Field(description="Why, in a sentence.")
    goes_out_in: int | None = Field(
        None, description="For final_form only: the round in which the form goes out."
    )


@_button("record_a_decision")
def record_decision(
    context: dg.OpExecutionContext, config: DecisionToRecord, pipeline: PipelineParam
) -> None:
    """Records a decision: closing a round, a late submission, a withdrawal, a form.

    In the tab *Launchpad*, replace the text there by the lines below with your own words, and press
    *Launch Run*. Put the cursor on a word to read what it means. The asset *decisions* lists all
    decisions.

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
    decision = decide(
        pipeline,
        DecisionKind(config.kind.value),
        config.subject,
        decided_by=config.decided_by,
        reason=config.reason,
        details=config.to,
        in_round=config.from_round if config.goes_out_in is None else config.goes_out_in,
    )
    forget_erased(context.instance, pipeline)
    context.log.info(
        printable(f"decision {decision.decision_id}: {decision.kind} {decision.subject}")
    )
    if hint := not_asked_hint(pipeline.framework_in_force(), decision):
        context.log.warning(hint)
    context.log_event(decisions_page(pipeline).event("decisions"))


class ProposalsToConfirm(dg.Config):
    """Which workbooks are recorded; without any, the run only shows what they propose."""

    confirmed: list[str] = Field(
        [], description="The digest of each workbook to record, as the run before shows it."
    )


@_button("record_decisions_from_workbooks")
def record_decisions_on_the_drive(
    context: dg.OpExecutionContext, config: ProposalsToConfirm, pipeline: PipelineParam
) -> None:
    """Records decisions from the workbooks in the folder `decisions` of the drive, in two steps.

    Each workbook has one sheet, a row per decision, under the headings decision, about, to, from
    round, decided by, why. Whoever may save on the drive can put one there. So the first run only
    shows what they propose: open it and read the table of each workbook. Then start the job again
    in the tab *Launchpad* with the digest of each workbook that you confirm. Erasing, withdrawing
    and revoking are not taken from the drive; use *record_a_decision*. Pressing twice does no harm.

    ```
    ops:
      record_decisions_on_the_drive:
        config:
          confirmed: ["0123456789abcdef0123456789abcdef"]
    ```
    """
    proposals = proposed_decisions(pipeline)
    to_confirm = [proposed for proposed in proposals if proposed.rows]
    shown = {
        f"{number}. {printable(proposed.path)}": table(proposal_rows([proposed]))
        for number, proposed in enumerate(to_confirm, start=1)
    }
    others = [proposed for proposed in proposals if not proposed.rows]
    shown["nothing to confirm"] = table(proposal_rows(others))
    recorded = record_proposed(
        pipeline, proposals, lambda digest: digest[:DIGITS_SHOWN] in config.confirmed
    )
    for workbook in recorded:
        path = printable(workbook.proposed.path)
        for decision in workbook.decisions:
            context.log.info(f"decision {decision.decision_id}: {path}")
        if workbook.problem:
            context.log.warning(f"{path}: {printable(workbook.problem)}")
    context.add_output_metadata(shown)
    context.log_event(decisions_page(pipeline).event("decisions"))


class CorrectionToDeclare(dg.Config):
    """One correction. It is kept for good; it can be taken back, not deleted."""

    trace_key: str = Field(description="Of the number, as *explain_a_number* shows it.")
    expected: str = Field(
        "", description="What the submission says, e.g. 1234; leave empty to take back."
    )
    corrected: str = Field(
        "", description="What it should say, e.g. 1243; leave empty to take back."
    )
    declared_by: str = Field(description="Who declares it: a body or role, never a person's name.")
    reason: str = Field(description="Why, in a sentence.")
    evidence: str = Field("", description="Where the other figure is from.")


@_button("declare_a_correction")
def declare_one_correction(
    context: dg.OpExecutionContext, config: CorrectionToDeclare, pipeline: PipelineParam
) -> None:
    """Uses another figure than a submission says, with the reason and the evidence.

    Ask for a corrected submission first; this is for when none can come in time. The submission
    stays as it is. The correction holds while the submission says what you give as *expected*. It
    stays an open question of the round; nothing is sent, so please ask the sender to confirm it.
    Without *expected* and *corrected*, a correction is taken back.
    Then press *prepare_the_slom_review* again.

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
    if config.expected or config.corrected:
        correction = declare_correction(pipeline, **config.model_dump())
    else:
        correction = take_correction_back(
            pipeline, config.trace_key, declared_by=config.declared_by, reason=config.reason
        )
    context.add_output_metadata({"correction": printable(correction_text(correction))})


class NumberToExplain(dg.Config):
    """Which number. Put the cursor on a word to read what it means."""

    indicator: str = Field(description="Position or key of the indicator, e.g. A2.")
    country: str = Field(description="ISO3 code or name of the Member State, e.g. KHM.")
    year: str = Field(description="A column (baseline, 2022 …) or the year the number is about.")
    breakdown: str = Field("", description="E.g. sex=F, age=Y5T11; leave empty for the total.")
    measure: str = Field("", description="E.g. pct; leave empty for the main one.")
    vintage: str = Field(
        "", description="A vintage (V-…) or a date (2021-09-30); empty for the newest."
    )


@_button("explain_a_number")
def explain_one_number(
    context: dg.OpExecutionContext, config: NumberToExplain, pipeline: PipelineParam
) -> None:
    """Leads a number back to the cell it was typed in, or says why it is not there.

    Press *Launchpad*, replace the text there by lines like these, and press *Launch Run*. The run
    shows the answer under *explanation*; it is also a page in the output folder, under `explained`.

    ```
    ops:
      explain_one_number:
        config:
          indicator: A2
          country: KHM
          year: baseline
    ```
    """
    found = explain(pipeline, **config.model_dump())
    context.log.info("found" if found.is_there else "there is no such number; the page says why")
    context.add_output_metadata(
        {
            "explanation": dg.MetadataValue.md(found.markdown),
            "page": dg.MetadataValue.path(str(found.path)),
        }
    )


class VintageToReplay(dg.Config):
    """Which vintage is made again."""

    vintage: str = Field("", description="A vintage (V-…); empty for the one of tonight.")


@_button("replay_a_vintage")
def replay_one_vintage(
    context: dg.OpExecutionContext, config: VintageToReplay, pipeline: PipelineParam
) -> None:
    """Makes one vintage again from the archive and the decisions alone, and compares.

    The run fails if the result is not the same. Every night it takes another vintage.
    """
    chosen = VintageId(config.vintage) if config.vintage else None
    vintage = chosen or vintage_of_the_night(pipeline, pipeline.now().date())
    if vintage is None:
        context.log.info("there is no vintage yet")
        return
    found = replay(pipeline, vintage)
    report = replay_text(found)
    metadata = {"replay": dg.MetadataValue.text(report)}
    if not found.is_same:
        raise dg.Failure(description=report, metadata=metadata, allow_retries=False)
    context.log.info(report)
    context.add_output_metadata(metadata)


OPERATIONS = (
    record_decision,
    record_decisions_on_the_drive,
    declare_one_correction,
    explain_one_number,
    replay_one_vintage,
)
