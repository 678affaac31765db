"""What the web UI shows, without a browser: names, descriptions, tables, and where it starts."""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import dagster as dg
import pytest
from dotenv import dotenv_values
from openpyxl import Workbook, load_workbook

from assets import checks
from assets.a_list_collection import submission_pages
from assets.metadata import ROWS_SHOWN, table
from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.labels import FORM_LABELS
from cl_pipeline.workflows.slom_review.decision_workbooks import MOST_ROWS
from definitions import build_definitions
from tests.builders.command_line import CommandLine
from tests.builders.office import open_office, perfect
from tests.builders.orchestration import orchestrated

ROOT = Path(__file__).resolve().parent.parent.parent
PHASES = [
    "1_template_finalisation", "2_a_list_collection", "3_slom_review", "4_b_list_assessment",
    "5_evaluation", "6_context",
]  # fmt: skip


def test_the_definitions_load_from_another_folder_without_settings(tmp_path):
    bare = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("CL_", "DAGSTER", "DG_", "PYTHONPATH"))
    }

    checked = subprocess.run(
        [Path(sys.executable).parent / "dg", "check", "defs", "--target-path", ROOT],
        cwd=tmp_path, env=bare, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "All definitions loaded successfully" in checked.stdout


@pytest.mark.parametrize("given", [None, "/somewhere/else"], ids=["nothing given", "given"])
def test_a_dagster_folder_that_was_given_stays(monkeypatch, given):
    """Dagster lets ``.env`` win over the environment, so ``.env`` must repeat what is there."""
    monkeypatch.delenv("CL_DAGSTER_DIR", raising=False)
    if given:
        monkeypatch.setenv("CL_DAGSTER_DIR", given)

    loaded = dotenv_values(ROOT / ".env")

    assert loaded["CL_DAGSTER_DIR"] == (given or "data/dagster")


def test_every_asset_is_in_a_phase_with_an_owner_and_a_paragraph():
    specs = build_definitions().resolve_all_asset_specs()

    groups = {spec.group_name for spec in specs}
    assert sorted(group for group in groups if group) == PHASES
    for spec in specs:
        assert spec.owners, spec.key
        assert len(spec.description or "") > 80, spec.key


def test_every_button_and_everything_that_runs_by_itself_is_explained():
    repository = build_definitions().get_repository_def()

    jobs = [job for job in repository.get_all_jobs() if not job.name.startswith("__")]
    automatic = [*repository.sensor_defs, *repository.schedule_defs]
    assert [
        definition.name
        for definition in [*jobs, *automatic]
        if len(definition.description or "") < 30
    ] == []
    checks = [spec for check in repository.asset_checks_defs_by_key.values()
              for spec in check.check_specs]  # fmt: skip
    assert [spec.name for spec in checks if len(spec.description or "") < 30] == []


def test_a_launch_form_shows_no_settings_of_the_installation():
    """A slip of the hand in the launch form cannot send a run to another store."""
    job = build_definitions().resolve_job_def("record_a_decision")

    asked = job.run_config_schema.config_type.fields["resources"].config_type.fields

    assert "data_dir" not in str(asked["pipeline"].config_type)
    assert not asked["pipeline"].is_required


def test_a_decision_shows_among_the_decisions_with_who_and_why(tmp_path):
    line = CommandLine(tmp_path)
    line.drive.mkdir()
    why = {"decided_by": "SLOM", "reason": "The review is over."}
    given = {"kind": "close_round", "subject": "2021", **why}

    with orchestrated(line) as officer:
        officer.press("record_a_decision", config={"record_decision": given})
        event = officer.instance.get_latest_materialization_event(dg.AssetKey("decisions"))

    assert event and event.asset_materialization
    shown = event.asset_materialization.metadata["decisions"]
    assert isinstance(shown, dg.TableMetadataValue)
    (row,) = (record.data for record in shown.records)
    assert {"by": "SLOM", "why": "The review is over.", "about": "2021"}.items() <= row.items()


def propose(line: CommandLine, name: str, *rows: tuple[str | None, ...]) -> None:
    book = Workbook()
    for row in (("decision", "about", "to", "decided by", "why"), *rows):
        book.active.append(row)
    path = line.drive / "decisions" / f"{name}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def test_decisions_on_the_drive_are_seen_before_they_are_confirmed(tmp_path):
    line = CommandLine(tmp_path)
    propose(line, "slom", ("close round", "2021", None, "SLOM", "The review is over."))
    job, op = "record_decisions_from_workbooks", "record_decisions_on_the_drive"

    with orchestrated(line) as officer:
        events = officer.press(job).all_events
        (shown,) = (
            event.step_output_data.metadata["1. decisions/slom.xlsx"]
            for event in events
            if event.is_successful_output
        )
        (row,) = (record.data for record in shown.records)
        before = line.do("decide", "list").out + line.do("decide", "--from-drive", "--preview").out
        officer.press(job, config={op: {"confirmed": [row["digest"]]}})

    assert (row["file"], row["why"]) == ("decisions/slom.xlsx", "The review is over.")
    assert "The review is over." in before and "recorded" not in before
    recorded = line.do("decide", "list").out
    assert "by SLOM: The review is over.  [decisions/slom.xlsx" in recorded


def test_a_workbook_hides_no_other_one_and_no_row_of_its_own(tmp_path):
    """What is confirmed by its digest was shown whole, also next to a workbook that is too long."""
    line = CommandLine(tmp_path)
    extend = ("extend deadline", "a_list 2021", "2021-10-01")
    propose(line, "a", *((*extend, "SLOM", f"item {n}") for n in range(MOST_ROWS)))
    propose(line, "b", *((*extend, "SLOM", f"item {n}") for n in range(MOST_ROWS + 1)))
    propose(line, "c\u202e", (*extend, "SL\u200bOM", "why"))

    with orchestrated(line) as officer:
        (shown,) = (
            event.step_output_data.metadata
            for event in officer.press("record_decisions_from_workbooks").all_events
            if event.is_successful_output
        )

    assert list(shown) == [
        "1. decisions/a.xlsx", "2. decisions/c‹U+202E›.xlsx", "nothing to confirm"
    ]  # fmt: skip
    a, c, others = ([record.data for record in content.records] for content in shown.values())
    assert [row["why"] for row in a] == [f"item {n}" for n in range(MOST_ROWS)]
    assert c[0]["decided by"] == "SL‹U+200B›OM"
    (b,) = others
    assert b["file"] == "decisions/b.xlsx" and f"at most {MOST_ROWS} rows" in b["why"]


def test_a_long_table_says_how_many_rows_it_leaves_out():
    """The page stays quick, and nobody takes the first rows for all."""
    shown = table([{"file": n, "why": "attachment"} for n in range(ROWS_SHOWN + 3)])

    assert isinstance(shown, dg.TableMetadataValue)
    assert len(shown.records) == ROWS_SHOWN + 1
    assert shown.records[-1].data == {"file": "… and 3 more", "why": ""}
    assert table([]).value == "nothing"


def without_a_cover(sender: str) -> bytes:
    """A form that is refused as a whole; it still says whose it is."""
    workbook = load_workbook(BytesIO(perfect(sender).file()))
    del workbook["Cover"]
    changed = BytesIO()
    workbook.save(changed)
    return changed.getvalue()


def test_a_check_names_first_what_came_last(tmp_path):
    office = open_office(tmp_path)
    office.save("first.xlsx", b"PK first")
    office.save("2021/KHM/a.xlsx", without_a_cover("KHM"))
    office.take_in()
    office.save("2021/LAO/a.xlsx", without_a_cover("LAO"))
    office.save("second.xlsx", b"PK second")
    office.a_day_later().take_in()

    context = dg.build_asset_check_context(resources={"pipeline": office.pipeline})
    result = checks.submissions_could_be_read(context)

    assert isinstance(result, dg.AssetCheckResult)
    _, _, places = (result.description or "").partition(": ")
    assert [place[:10] for place in places.split(", ")] == [
        "second.xls", "first.xlsx", "LAO 2021 C", "KHM 2021 C",
    ]  # fmt: skip


def test_a_path_is_not_markdown_where_a_check_names_it(tmp_path):
    """Dagster draws the sentence of a check as Markdown."""
    office = open_office(tmp_path)
    office.save("2021/![x](/graphql?query={version}) <b>.xlsx", b"PK torn")
    office.take_in()

    context = dg.build_asset_check_context(resources={"pipeline": office.pipeline})
    result = checks.submissions_could_be_read(context)

    assert isinstance(result, dg.AssetCheckResult)
    assert not set("[]<>*_`") & set(result.description or "")
    assert "graphql" in (result.description or "")


def test_a_torn_file_is_on_the_page_of_the_member_state_of_its_folder(tmp_path):
    """It names nobody, and yet the officer finds it where it was awaited."""
    office = open_office(tmp_path)
    office.save("2021/LAO/torn.xlsx", b"PK torn")
    office.take_in()

    page = submission_pages(office.pipeline)["LAO|2021"]

    (torn,) = page.shown["files"].records()
    assert torn["path"].endswith("torn.xlsx")
    assert len(page.shown["what is unclear"].rows) == 1


def test_every_form_has_a_name_for_people():
    """Nobody reads *data_source_survey* where a form is meant."""
    assert set(FORM_LABELS) == set(FormKey)
