"""Arguments and options that several commands share, and the pipeline they open."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cl_pipeline.settings import Settings, drive_address, read_settings

if TYPE_CHECKING:
    from cl_pipeline.model.framework import Framework
    from cl_pipeline.model.identity import RoundYear
    from cl_pipeline.workflows.pipeline import Pipeline
    from cl_pipeline.workflows.round_facts import RoundFacts

RoundOption = Annotated[int, typer.Option("--round", help="The round, by its year.")]
AnyRound = Annotated[int | None, typer.Option("--round", help="Only this round.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE|V-…", help="As of a date or a vintage."),
]
OnlySenders = Annotated[
    list[str] | None, typer.Option("--sender", help="Code of a sender, e.g. KHM; default all.")
]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="Only to look at; default: onto the drive.")
]
By = Annotated[str, typer.Option("--by", help="A body or role, not a person's name.")]
Why = Annotated[str, typer.Option("--why", help="The reason, in a sentence.")]
DriveOption = Annotated[
    str | None,
    typer.Option("--drive", help="The shared drive, a folder or an address; default CL_DRIVE."),
]


def settings_with(drive: str | None = None) -> Settings:
    """The settings of the environment, with the drive of the call if it has one."""
    settings = read_settings()
    return replace(settings, drive=drive_address(drive)) if drive else settings


def opened_framework() -> "Framework":
    """The framework with the decisions taken so far; creates no store where there is none yet."""
    from cl_pipeline.framework.in_force import with_decisions
    from cl_pipeline.framework.loader import load_framework
    from cl_pipeline.workflows.pipeline import existing_store

    settings = settings_with()
    store = existing_store(settings)
    framework = load_framework(settings.framework_dir)
    return with_decisions(framework, store.decisions.in_force() if store else ())


def opened(drive: str | None = None) -> "Pipeline":
    """The pipeline over the settings of this call."""
    from cl_pipeline.workflows.pipeline import open_pipeline

    called_at = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    return open_pipeline(settings_with(drive), f"cli-{called_at}-{os.getpid()}")


def opened_for(round_year: int) -> "tuple[Pipeline, RoundYear]":
    """The pipeline of this call and the round it is about; NotFound if there is none."""
    pipeline = opened()
    return pipeline, pipeline.round(round_year)


def facts_of(round_year: int) -> "RoundFacts":
    """What is known about a round; NotFound if there is none."""
    from cl_pipeline.workflows.round_facts import load_facts

    return load_facts(*opened_for(round_year))


def opened_as_of(when: str | None) -> "Pipeline":
    """The pipeline of this call as of a date or a vintage; as it is now if None."""
    if when is None:
        return opened()
    from cl_pipeline.workflows.pipeline import pipeline_as_of

    return pipeline_as_of(opened(), when)
