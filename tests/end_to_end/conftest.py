"""Fixtures of the whole pipeline: a command line, forms that went out, the sample drive.

Writing forms takes seconds, so it is done once per session; each test has a folder of its own.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.builders.command_line import CommandLine
from tests.builders.orchestration import Orchestration, orchestrated
from tests.builders.submissions import (
    LABOUR,
    SubmissionBuilder,
    complete_child_labour,
    type_net_enrolment,
)
from tests.builders.submissions_on_drive import SentForm

ROUNDS = (2021, 2022, 2023, 2024, 2025)

FormOf = Callable[..., SentForm]
Submitted = Callable[..., Path]


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """The command line over an empty folder of this test, in July 2021."""
    line = CommandLine(tmp_path)
    line.drive.mkdir()
    return line


@pytest.fixture
def officer(line: CommandLine) -> Iterator[Orchestration]:
    """Dagster over the folder of this test, in July 2021."""
    with orchestrated(line) as officer:
        yield officer


@pytest.fixture(scope="session")
def form_of(tmp_path_factory: pytest.TempPathFactory) -> FormOf:
    """``form_of(round, sender, form="a_list")``: written once per session, with no figures."""
    folder = tmp_path_factory.mktemp("forms")

    @cache
    def sent(round_year: int, sender: str) -> dict[str, SentForm]:
        out = folder / f"{round_year}_{sender}"
        given = CommandLine(folder).ask(
            "forms", "--round", round_year, "--sender", sender, "--out", out
        )
        return {form["form"]: SentForm(Path(form["path"]), Path(form["map"])) for form in given}

    def form(round_year: int, sender: str, form: str = "a_list") -> SentForm:
        return sent(round_year, sender)[form]

    return form


@pytest.fixture(scope="session")
def submitted(tmp_path_factory: pytest.TempPathFactory) -> Submitted:
    """``submitted(A2="1000")``: a form of round 2021 as it comes back, written once per session.

    ``A2`` and ``A11`` give the headline figure of each sheet it covers.
    """
    folder = tmp_path_factory.mktemp("submitted")

    @cache
    def file_of(
        sender: str = "KHM",
        institution: str = LABOUR,
        A2: str | None = None,  # noqa: N803 - the names of the sheets
        A11: str | None = None,  # noqa: N803
    ) -> Path:
        about = {"sender": sender, "institution": institution}
        submission = complete_child_labour(A2, "nc", **about) if A2 else SubmissionBuilder(**about)
        if A11:
            type_net_enrolment(submission, A11)
        path = folder / f"{submission.draft().digest}.xlsx"
        path.write_bytes(submission.file())
        return path

    return file_of


@dataclass(frozen=True)
class SampleRun:
    """The sample drive and the data folder after it was collected and every round consolidated."""

    written: list[str]
    line: CommandLine


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> SampleRun:
    """The sample, collected once per session; look at it, do not change it."""
    line = CommandLine(tmp_path_factory.mktemp("sample"))
    written = line.ask("sample", line.drive)
    line.do("ingest")
    for year in ROUNDS:
        line.do("consolidate", "--round", year)
    return SampleRun(written, line)


@pytest.fixture
def sampled(sample_run: SampleRun, tmp_path: Path) -> CommandLine:
    """The command line over a copy of the sample's data folder; the drive is the session's."""
    line = CommandLine(tmp_path, {"CL_DRIVE": str(sample_run.line.drive)})
    shutil.copytree(sample_run.line.data, line.data)
    return line
