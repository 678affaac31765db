"""A text from outside is shown as text, wherever it is shown: files, terminal, web UI, browser."""

from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest
from playwright.sync_api import Page, expect

from resources.pipeline import PipelineResource
from schedules.jobs import ASSET_JOBS
from tests.builders.command_line import JULY_2021, CommandLine
from tests.builders.hostile import (
    HOSTILE,
    alive_in_markdown,
    all_text,
    came_alive,
    write_hostile_drive,
)
from tests.builders.orchestration import Orchestration
from tests.builders.web_ui import ROOT, running_web_ui

pytestmark = [pytest.mark.ui, pytest.mark.xdist_group("web ui")]

BY_WHOM = ("--by", HOSTILE, "--why", HOSTILE)
COMMANDS = (
    ("submissions",), ("findings",), ("decide", "list"), ("decide", "--from-drive", "--preview"),
    ("propose", "list"), ("coverage", "--round", "2021"), ("remind", "--round", "2021"),
    ("trace", "A2", "KHM", "baseline"), ("context", "activities", "--round", "2021"),
    ("question", "list"), ("correction", "list"),
    ("doctor",), ("ingest",),
)  # fmt: skip

A_PAGE = 60_000
"""Milliseconds to wait at most, where other things keep the machine busy."""

PLACES = (
    "/assets/submissions?view=checks&checkDetail=submissions_could_be_read",
    "/assets/submissions?view=checks&checkDetail=cells_could_be_read",
    "/assets/submissions?view=partitions&partition=KHM%7C2021",
    "/assets/received_files",
    "/assets/decisions",
)
"""Pages of the web UI that show the text."""


@dataclass(frozen=True)
class HostileRun:
    """Every job was pressed once over a drive of hostile texts."""

    line: CommandLine
    shown: dict[str, list[dg.MetadataValue | str]]
    """What the pages of each asset show, and the sentences of its checks."""

    @property
    def files(self) -> dict[str, bytes]:
        """What was written for people, in the data folder and on the drive."""
        folders = (self.line.data / "output", self.line.drive / "outgoing")
        return {
            str(path): path.read_bytes()
            for folder in folders
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> HostileRun:
    line = CommandLine(tmp_path_factory.mktemp("hostile"))
    write_hostile_drive(line.drive)
    points = line.folder / "points.csv"
    heading = "sender,institution,address,language,indicators\n"
    quoted = HOSTILE.replace('"', '""')
    points.write_text(f'{heading}KHM,"{quoted}",khm@example.org,en,all\n')
    line.do("focal-points", points)
    line.do("propose", "add", "move", "A9", "--words", HOSTILE, "--from", HOSTILE)
    resource = PipelineResource(data_dir=str(line.data), drive=str(line.drive), now=JULY_2021)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CL_DAGSTER_DIR", str(line.data / "dagster"))
        (line.data / "dagster").mkdir()
        with dg.DagsterInstance.from_config(str(ROOT)) as instance:
            officer = Orchestration(instance, resource)
            line.do("decide", "extend", "2021", "--until", "2021-10-30", *BY_WHOM)
            press_every_job(officer, "2021")
            officer.press("record_decisions_from_workbooks")
            explain = {"indicator": "A2", "country": "KHM", "year": "baseline"}
            officer.press("explain_a_number", config={"explain_one_number": explain})
            return HostileRun(line, everything_shown(instance))


def press_every_job(officer: Orchestration, year: str) -> None:
    for job in ASSET_JOBS:
        defined = officer.definitions.resolve_job_def(job.name)
        if defined.partitions_def is None:
            officer.press(job.name)
        elif year in defined.partitions_def.get_partition_keys():
            officer.press(job.name, partition=year)


def everything_shown(instance: dg.DagsterInstance) -> dict[str, list[dg.MetadataValue | str]]:
    shown: dict[str, list[dg.MetadataValue | str]] = {}
    for run in instance.get_runs():
        for entry in instance.all_logs(run.run_id):
            data = entry.dagster_event and entry.dagster_event.event_specific_data
            made = getattr(data, "materialization", None)
            if isinstance(data, dg.AssetCheckEvaluation):
                asset, values = data.asset_key, [data.description or "", *data.metadata.values()]
            elif isinstance(made, dg.AssetMaterialization):
                asset, values = made.asset_key, [*made.metadata.values()]
            else:
                asset, values = None, [*(getattr(data, "metadata", None) or {}).values()]
            shown.setdefault(asset.to_user_string() if asset else "", []).extend(values)
    return shown


def test_the_text_is_in_what_people_read(hostile):
    """Otherwise the other tests would hold for nothing."""
    kinds = {
        path.rpartition(".")[2] for path, content in hostile.files.items() if b"planted" in content
    }
    assert {"html", "eml"} <= kinds
    books = [path for path in hostile.files if path.endswith((".xlsx", ".docx"))]
    assert any("planted" in all_text(hostile.files[path]) for path in books)
    with_text = {asset for asset, shown in hostile.shown.items() if "planted" in str(shown)}
    assert {"received_files", "submissions", "feedback_reports", "decisions", ""} <= with_text


def test_no_file_is_more_than_text(hostile):
    found = {path: came_alive(path, content) for path, content in hostile.files.items()}

    assert {path: alive for path, alive in found.items() if alive} == {}


def test_no_page_of_the_web_ui_draws_it(hostile):
    """Dagster draws sentences of checks and Markdown; everything else is text to it."""
    drawn = [
        shown.value if isinstance(shown, dg.MarkdownMetadataValue) else shown
        for values in hostile.shown.values()
        for shown in values
        if isinstance(shown, dg.MarkdownMetadataValue | str)
    ]

    assert any("planted" in text for text in drawn)
    assert [text for text in drawn if alive_in_markdown(text)] == []


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_terminal_obeys_nothing(hostile, command):
    called = hostile.line.call(*command)

    assert called.code in (0, 1), called
    assert "\x1b" not in called.out + called.err


def requests_for_the_picture(page: Page) -> list[str]:
    """Filled while the page is open."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def test_no_page_that_people_receive_draws_it(hostile, browser):
    page = browser.new_page()
    asked = requests_for_the_picture(page)
    for path, content in hostile.files.items():
        if path.endswith(".html") and b"planted" in content:
            page.goto(Path(path).as_uri())
            assert page.title() != "1"
            assert page.locator("[src*=planted], [href*=planted], [onerror]").count() == 0, path

    assert [url for url in asked if url.endswith("planted.png")] == []


def test_no_page_of_the_web_ui_asks_for_it(hostile, browser):
    with running_web_ui(hostile.line.data) as web_ui:
        page = browser.new_page(base_url=web_ui.address)
        page.set_default_timeout(A_PAGE)
        asked = requests_for_the_picture(page)
        for place in PLACES:
            page.goto(place)
            expect(page.get_by_text("planted.png").first).to_be_visible(timeout=A_PAGE)
            assert page.locator("[src*=planted], [href*=planted], [onerror]").count() == 0, place

    assert [url for url in asked if "planted.png" in url] == []
