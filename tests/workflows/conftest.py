"""Real revisions of published figures, collected round by round as files."""

import shutil
from pathlib import Path

import pytest

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.sample.drive import filled_form
from cl_pipeline.sample.figures import load_sample_submissions
from tests.builders.command_line import CommandLine

REVISING = {("VNM", 2021), ("VNM", 2022), ("VNM", 2024), ("PHL", 2023), ("PHL", 2024)}
"""Submissions in which the value of 2014 is withdrawn, 6.6 becomes 6.94 and 1 becomes 0.99."""


@pytest.fixture(scope="session")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with these submissions collected and every round consolidated; use a copy.

    Writing five forms takes seconds, so it is done once per session.
    """
    folder = tmp_path_factory.mktemp("revisions")
    line = CommandLine(folder)
    for sample in load_sample_submissions():
        if (sample.sender, sample.round) in REVISING and sample.form == "a_list":
            path = line.drive / sample.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(filled_form(load_framework(), sample))
    for year in (2021, 2022, 2023, 2024):
        later = line.folder / f"later_{year}"
        for other in (2021, 2022, 2023, 2024):
            if other > year and (line.drive / str(other)).exists():
                shutil.move(line.drive / str(other), later / str(other))
        line.call("ingest", CL_NOW=f"{year}-08-17T09:00:00+07:00")
        line.do("consolidate", "--round", year, CL_NOW=f"{year}-09-01T09:00:00+07:00")
        for waiting in sorted(later.glob("*")):
            shutil.move(waiting, line.drive / waiting.name)
    return folder


@pytest.fixture
def revised(taken_in: Path, tmp_path: Path) -> CommandLine:
    """The command line over a copy of that folder, after all four rounds."""
    shutil.copytree(taken_in, tmp_path / "revised")
    return CommandLine(tmp_path / "revised", {"CL_NOW": "2024-12-01T09:00:00+07:00"})
