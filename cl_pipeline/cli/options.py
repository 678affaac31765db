"""Arguments and options that several commands share, and the pipeline they open."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cl_pipeline.settings import Settings, read_settings

if TYPE_CHECKING:
    from cl_pipeline.stages.pipeline import Pipeline

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
RoundOption = Annotated[int, typer.Option("--round", help="The round, by its year.")]
AnyRound = Annotated[int | None, typer.Option("--round", help="Only this round.")]
DriveOption = Annotated[
    Path | None, typer.Option("--drive", help="The shared drive; default CL_DRIVE.")
]


def settings_with(drive: Path | None = None) -> Settings:
    """The settings of the environment, with the drive of the call where one is given."""
    settings = read_settings()
    return replace(settings, drive=drive.absolute()) if drive else settings


def opened(drive: Path | None = None) -> "Pipeline":
    """The pipeline over the settings of this call."""
    from cl_pipeline.stages.pipeline import open_pipeline

    called_at = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    return open_pipeline(settings_with(drive), f"cli-{called_at}-{os.getpid()}")
