"""``make run``: the whole SLOM timeline on the sample drive, through Dagster in-process.

Every round in order: the forms go out, the submissions come in and are collected, the review is
prepared, the B list assessed, the round closed. The clock is set to each round, so that nothing
counts as late that was not. Ends with the results and the places of the files.
"""

import os
import shutil
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

import dagster as dg

from cl_pipeline.cli.console import Result, message, print_line
from cl_pipeline.cli.console import show as show_result
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import DecisionKind, FormKey, Phase
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.number_format import JAKARTA, format_day
from cl_pipeline.publication.coverage import coverage_table
from cl_pipeline.review.rule_of_five import rule_of_five
from cl_pipeline.sample.drive import write_sample_drive
from cl_pipeline.sample.mistakes import write_form_with_mistakes
from cl_pipeline.settings import read_settings
from cl_pipeline.workflows.context.forms import write_context_sample
from cl_pipeline.workflows.context.reports import SAMPLE_SERIES, load_series
from cl_pipeline.workflows.pipeline import Pipeline, open_pipeline
from cl_pipeline.workflows.round_facts import load_facts
from definitions import build_definitions
from resources.pipeline import PipelineResource

QUIET = {"loggers": {"console": {"config": {"log_level": "WARNING"}}}}

REPOSITORY = Path(__file__).resolve().parent.parent


def main() -> None:
    """Runs the timeline; with ``--if-empty`` only if the store has no submission yet.

    A drive or database that somebody set up is not ours to fill with a sample.
    """
    os.environ.setdefault("DAGSTER_HOME", str(REPOSITORY))
    is_set_up = [name for name in ("CL_DRIVE", "CL_DATABASE_URL") if os.environ.get(name)]
    if is_set_up and "--if-empty" in sys.argv:
        return
    if is_set_up:
        sys.exit(f"{' and '.join(is_set_up)} is set; unset it to run the sample on its own drive")
    settings = read_settings()
    os.environ.setdefault("CL_DAGSTER_DIR", str(settings.data_dir / "dagster"))
    Path(os.environ["CL_DAGSTER_DIR"]).mkdir(mode=0o700, parents=True, exist_ok=True)
    if "--if-empty" in sys.argv and open_pipeline(settings, "look").store.submissions.list():
        return
    framework = load_framework()
    waiting = settings.data_dir / "sample"
    write_sample_drive(framework, waiting)
    write_context_sample(framework, waiting)
    load_series(open_pipeline(settings, "reference series of the sample"), SAMPLE_SERIES)
    write_form_with_mistakes(framework, settings.data_dir)
    with dg.DagsterInstance.get() as instance:
        for round_year in framework.rounds:
            run_round(instance, framework, round_year, waiting)
    show(open_pipeline(settings, "show"))


def run_round(
    instance: dg.DagsterInstance, framework: Framework, round_year: RoundYear, waiting: Path
) -> None:
    """One pass through the phases, each on its own day."""
    collection = framework.entry(round_year, Phase.A_LIST_COLLECTION)
    review = framework.entry(round_year, Phase.SLOM_REVIEW)
    forms_day = _at(collection.starts_on)
    press(instance, "show_the_framework", forms_day)
    press(instance, "send_out_forms", forms_day, partition=str(round_year))
    bring(waiting / str(round_year), read_settings().drive / str(round_year))
    press(instance, "collect_the_a_list", _at(collection.ends_on) - timedelta(days=14))
    press(instance, "prepare_the_slom_review", _at(review.starts_on), partition=str(round_year))
    press(instance, "show_the_context", _at(review.starts_on), partition=str(round_year))
    if any(v.form == FormKey.B_LIST and round_year in v.rounds for v in framework.form_versions):
        press(instance, "assess_the_b_list", _at(review.ends_on), partition=str(round_year))
    close = {
        "kind": str(DecisionKind.CLOSE_ROUND),
        "subject": str(round_year),
        "decided_by": "ASEAN Secretariat (sample run)",
        "reason": "The review of this round is over.",
    }
    config = {"ops": {"record_decision": {"config": close}}}
    press(instance, "record_a_decision", _at(review.ends_on), config=config)


def press(
    instance: dg.DagsterInstance,
    job: str,
    now: datetime,
    *,
    partition: str | None = None,
    config: dict[str, object] | None = None,
) -> None:
    """Runs one of the officer's jobs in this process at that time."""
    message(f"{format_day(now)}  {job.replace('_', ' ')}{f' {partition}' if partition else ''}")
    definitions = build_definitions(PipelineResource(now=now.isoformat()))
    result = definitions.resolve_job_def(job).execute_in_process(
        instance=instance, partition_key=partition, run_config={**QUIET, **(config or {})}
    )
    assert result.success


def bring(source: Path, drive: Path) -> None:
    """Puts the submissions of a round on the drive, with their times, as their senders would.

    A file that is already there is kept: a ministry may have saved it.
    """
    for path in sorted(source.rglob("*.xlsx")):
        target = drive / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            shutil.copy2(path, target)


def show(pipeline: Pipeline) -> None:
    """The coverage and the outcome of the rule, round by round, and where the files are."""
    framework = pipeline.framework_in_force()
    for round_year in framework.rounds:
        facts = load_facts(pipeline, round_year)
        vintage, outcomes = facts.vintage, rule_of_five(facts.vintage, facts.framework)
        print_line(f"\nRound {round_year}")
        show_result(Result(None, [coverage_table(vintage, framework)]), as_json=False)
        enough = [outcome.position for outcome in outcomes if outcome.meets_threshold]
        fewer = [outcome.position for outcome in outcomes if not outcome.meets_threshold]
        print_line(f"five or more: {' '.join(enough) or 'none'}")
        print_line(f"fewer than five: {' '.join(fewer) or 'none'}")
    print_line(f"\n{SAMPLE_NOTICE}\n\nWritten:")
    for folder in sorted(path for path in pipeline.settings.output_dir.iterdir() if path.is_dir()):
        names = ", ".join(sorted(path.name for path in folder.iterdir()))
        print_line(f"  {folder}: {names}")
    print_line(f"  {pipeline.settings.drive}  (the drive, forms sent under outgoing)")


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9, 0), JAKARTA)


if __name__ == "__main__":
    main()
