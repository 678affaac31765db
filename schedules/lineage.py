"""The officer's buttons about one number or one vintage, and the nightly replay."""

import dagster as dg
from pydantic import Field

from cl_pipeline.model.framework import JAKARTA
from cl_pipeline.model.identity import VintageId
from cl_pipeline.workflows.lineage.explanation import explain
from cl_pipeline.workflows.lineage.replay import replay, replay_text, vintage_of_the_night
from cl_pipeline.workflows.pipeline import Pipeline


class NumberToExplain(dg.Config):
    """Which number. Put the cursor on a word to read what it means."""

    indicator: str = Field(description="Position or key of the indicator, e.g. A2.")
    country: str = Field(description="ISO3 code or name of the Member State, e.g. KHM.")
    year: str = Field(description="A column (baseline, 2022 …) or the year the number is about.")
    breakdown: str = Field(
        default="", description="E.g. sex=F, age=Y5T11; leave empty for the total."
    )
    measure: str = Field(default="", description="E.g. pct; leave empty for the main one.")
    vintage: str = Field(
        default="", description="A vintage (V-…) or a date (2021-09-30); empty for the newest."
    )


@dg.op
def explain_one_number(
    context: dg.OpExecutionContext, config: NumberToExplain, pipeline: dg.ResourceParam[Pipeline]
) -> None:
    """Writes the page and shows it in the run."""
    found = explain(
        pipeline,
        config.indicator,
        config.country,
        config.year,
        breakdown=config.breakdown,
        measure=config.measure,
        as_of=config.vintage,
    )
    context.log.info("found" if found.is_there else "there is no such number; the page says why")
    context.add_output_metadata(
        {
            "explanation": dg.MetadataValue.md(found.markdown),
            "page": dg.MetadataValue.path(str(found.path)),
        }
    )


HOW_TO_EXPLAIN = """Leads a number back to the cell it was typed in, or says why it is not there.

Press *Launchpad*, replace the text there by lines like these, and press *Launch Run*. The run shows
the answer under *explanation*; it is also a page in the output folder, under `explained`.

```
ops:
  explain_one_number:
    config:
      indicator: A2
      country: KHM
      year: baseline
```
"""


@dg.job(description=HOW_TO_EXPLAIN)
def explain_a_number() -> None:
    """One number, one page."""
    explain_one_number()


class VintageToReplay(dg.Config):
    """Which vintage is made again."""

    vintage: str = Field(default="", description="A vintage (V-…); empty for the one of tonight.")


@dg.op
def replay_one_vintage(
    context: dg.OpExecutionContext, config: VintageToReplay, pipeline: dg.ResourceParam[Pipeline]
) -> None:
    """Makes one vintage again in an empty store; fails if it is not the same."""
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


@dg.job(
    description="Makes one vintage again from the archive and the decisions alone, and fails if "
    "the result is not the same. Every night it takes another vintage.",
)
def replay_a_vintage() -> None:
    """One vintage, made again."""
    replay_one_vintage()


@dg.schedule(
    job=replay_a_vintage,
    cron_schedule="0 3 * * *",
    execution_timezone=str(JAKARTA),
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every night at three: makes one vintage again and compares.",
)
def nightly_replay(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """One vintage a night."""
    return dg.RunRequest(run_key=f"replay:{context.scheduled_execution_time:%Y-%m-%d}")


LINEAGE_JOBS = (explain_a_number, replay_a_vintage)
