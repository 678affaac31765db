"""``docs/systems.md``: no row without a command that works on the sample, an asset and a schema."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from cl_pipeline.framework.schema import TABLES
from cl_pipeline.store.tables import METADATA
from definitions import build_definitions
from tests.builders.command_line import CommandLine
from tests.builders.orchestration import orchestrated

pytestmark = pytest.mark.xdist_group("sample")

PAGE = (Path(__file__).parents[2] / "docs" / "systems.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith("| system")
]


@pytest.fixture(scope="module")
def with_context(sample_run, tmp_path_factory) -> CommandLine:
    """The sample's data folder with the forms around the indicators taken in as well."""
    line = CommandLine(tmp_path_factory.mktemp("context"))
    shutil.copytree(sample_run.line.data, line.data)
    shutil.copytree(sample_run.line.drive, line.drive)
    line.do("context", "sample", line.drive)
    line.do("ingest")
    return line


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_every_command_of_the_page_works_on_the_sample(row, with_context, monkeypatch):
    monkeypatch.chdir(with_context.folder)
    for command in re.findall(r"`cl-pipeline ([^`]+)`", row[-1]):
        called = with_context.call(*shlex.split(command))

        assert called.code == 0, called.err
        assert called.out.strip()


def test_two_institutions_answer_the_survey_and_neither_replaces_the_other(with_context):
    rows = with_context.ask("submissions", "--round", "2021")
    surveys = [row for row in rows if "data_source_survey" in row["path"]]
    sources = with_context.ask("context", "compendium", "--round", "2021")["sources"]

    states = [survey["state"] for survey in surveys if survey["sender"] == "PHL"]
    respondents = {source["respondent"] for source in sources if source["member_state"] == "PHL"}
    assert (len(surveys), len(sources)) == (8, 66)
    assert states == ["accepted", "accepted"]
    assert respondents == {"BWSC", "Bureau of Working Conditions"}


def test_the_officers_button_shows_every_system(with_context):
    named = {name for row in ROWS for name in re.findall(r"`(\w+)`", row[5])}
    specs = build_definitions().resolve_all_asset_specs()
    around = {spec.key.to_user_string() for spec in specs if spec.group_name == "6_context"}

    with orchestrated(with_context) as officer:
        officer.press("show_the_context", partition="2021")
        shown = officer.materialised()

    assert around <= shown
    assert around <= named


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_every_table_and_asset_of_the_page_is_there(row):
    """Names that lead nowhere would send a reader astray."""
    assets = {key.to_user_string() for key in build_definitions().resolve_all_asset_keys()}
    tables = {*TABLES, *METADATA.tables}

    named = re.findall(r"`(\w+)`", row[4])
    assert named
    assert set(named) <= tables
    assert set(re.findall(r"`(\w+)`", row[5])) <= assets
    assert re.findall(r"`cl-pipeline [^`]+`", row[-1])
