"""Where workflows are tested: an empty pipeline, an office, and real revisions round by round."""

import shutil
from pathlib import Path

import pytest

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.sample.drive import filled_form
from cl_pipeline.sample.figures import load_sample_submissions
from cl_pipeline.workflows.pipeline import Pipeline
from tests.builders.command_line import CommandLine
from tests.builders.office import Office, open_office
from tests.builders.pipelines import pipeline_in

REVISING = {2021: {"VNM"}, 2022: {"VNM"}, 2023: {"PHL"}, 2024: {"VNM", "PHL"}}
"""Senders by round: the value of 2014 is withdrawn, 6.6 becomes 6.94 and 1 becomes 0.99."""


@pytest.fixture
def pipeline(tmp_path: Path) -> Pipeline:
    """A pipeline over an empty folder of this test."""
    return pipeline_in(tmp_path)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with an empty drive and an empty register."""
    return open_office(tmp_path)


@pytest.fixture(scope="session")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with these submissions collected and every round consolidated; use a copy.

    Writing five forms takes seconds, so it is done once per session.
    """
    line = CommandLine(tmp_path_factory.mktemp("revisions"))
    for year, senders in REVISING.items():
        for sample in load_sample_submissions():
            if (sample.round, sample.form) == (year, "a_list") and sample.sender in senders:
                path = line.drive / sample.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(filled_form(load_framework(), sample))
        line.call("ingest", CL_NOW=f"{year}-08-17T09:00:00+07:00")
        line.do("consolidate", "--round", year, CL_NOW=f"{year}-09-01T09:00:00+07:00")
    return line.folder


@pytest.fixture
def revised(taken_in: Path, tmp_path: Path) -> CommandLine:
    """The command line over a copy of that folder, after all four rounds."""
    shutil.copytree(taken_in, tmp_path / "revised")
    return CommandLine(tmp_path / "revised", {"CL_NOW": "2024-12-01T09:00:00+07:00"})
