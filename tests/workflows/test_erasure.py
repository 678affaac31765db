"""A file erased by decision leaves a tombstone, its digest and what was read from it."""

import os
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import dagster as dg
import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from assets.erasure import may_quote
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import Field
from cl_pipeline.sample.drive import described
from cl_pipeline.sample.figures import load_sample_submissions
from cl_pipeline.store.tables import METADATA
from resources.pipeline import PipelineResource
from tests.builders.command_line import JULY_2021, CommandLine
from tests.builders.hostile import FORM, hostile_form
from tests.builders.orchestration import Orchestration
from tests.builders.postgres import database, opened_server
from tests.builders.vintages import submission_of
from tests.builders.web_ui import ROOT

pytestmark = pytest.mark.xdist_group("revisions")

PHL = "2024/PHL/PHL_2024_a_list.xlsx"


@pytest.fixture
def erased(revised) -> CommandLine:
    """The newest submission of the Philippines was erased, at the request of its sender."""
    because = ("--by", "the Secretariat", "--why", "a remark named a child")
    revised.do("decide", "erase", submission(revised)["submission_id"], *because)
    return revised


def submission(line: CommandLine) -> dict[str, str]:
    (found,) = (entry for entry in line.ask("submissions") if entry["path"].startswith("2024/PHL/"))
    return found


def kept(line: CommandLine) -> list[Path]:
    digest = line.ask("trace", "A2", "PHL", "2020", "--measure", "pct")["submission"]["sha256"]
    return sorted((line.data / "archive").rglob(f"{digest}*"))


def test_only_the_tombstone_remains(erased):
    (stone,) = kept(erased)

    assert stone.suffix == ".erased"
    assert stone.read_text("utf-8") == (
        "by the Secretariat on 1 December 2024: a remark named a child\n"
    )


def test_the_number_remains_and_its_trace_shows_the_erasure(erased):
    found = erased.ask("trace", "A2", "PHL", "2020", "--measure", "pct")
    shown = erased.do("trace", "A2", "PHL", "2020", "--measure", "pct").out

    assert (found["value"], found["as_typed"], found["erased"]["kind"]) == (0.99, "0.99", "erase")
    assert "the file is no longer in the archive, by decision of the Secretariat" in shown


def test_a_replay_uses_what_was_read_from_the_erased_file(erased):
    found = erased.ask("replay", "2024")

    assert found["same"]
    (sentence,) = found["erased"]
    assert sentence.startswith("2024/PHL/erased_")
    assert "a remark named a child" in sentence


def test_the_same_bytes_are_not_kept_again(erased):
    before = submission(erased)
    (erased.drive / PHL).rename(erased.drive / "2024" / "PHL" / "again.xlsx")

    erased.do("ingest")
    erased.do("read-again", "PHL", "--round", "2024")

    assert [path.suffix for path in kept(erased)] == [".erased"]
    assert submission(erased)["state"] == before["state"]


def test_erasing_again_changes_nothing(erased):
    because = ("--by", "SLOM", "--why", "another reason")

    erased.do("decide", "erase", submission(erased)["submission_id"], *because)

    assert "by the Secretariat" in kept(erased)[0].read_text("utf-8")


NAMED = "2021/KHM/planted report of a person.xlsx"


def lay_planted(line: CommandLine) -> Path:
    """A submission with the planted text in its cells, its name and its institution."""
    path = line.drive / NAMED
    path.parent.mkdir(parents=True)
    path.with_name(".keep").write_text("An empty drive is not taken for one.")
    path.write_bytes(planted_institution(hostile_form()))
    return path


def planted_institution(form: bytes) -> bytes:
    (sample,) = (row for row in load_sample_submissions() if row.path == FORM)
    description = described(load_framework(), sample)
    book = load_workbook(BytesIO(form))
    for cell in description.cells:
        if cell.field == Field.INSTITUTION:
            book[cell.sheet][cell.cell].value = "planted office"
    changed = BytesIO()
    book.save(changed)
    return changed.getvalue()


def files_with_the_text(line: CommandLine) -> list[str]:
    """Files that hold the planted text, also packed or as a name."""
    found = []
    for folder in (line.data, line.drive):
        for path in folder.rglob("*"):
            if "planted" in path.name:
                found.append(path.relative_to(line.folder).as_posix())
            if path.is_file():
                content = path.read_bytes()
                if path.suffix in (".xlsx", ".docx"):
                    with ZipFile(path) as package:
                        content = b"".join(map(package.read, package.namelist()))
                if b"planted" in content:
                    found.append(path.relative_to(line.folder).as_posix())
    return sorted(found)


def test_no_text_of_an_erased_submission_is_left(tmp_path):
    """A name may be in any cell that takes words, and in all that was made of it."""
    line, about = CommandLine(tmp_path), ("A2", "KHM", "baseline", "--round", "2021")
    path = lay_planted(line)
    for made in (["ingest"], ["answer"], ["consolidate", "--round", "2021"],
                 ["review", "--round", "2021"], ["remind", "--round", "2021"],
                 ["confirm", "send", "--round", "2021"]):  # fmt: skip
        line.do(*made)
    before, traced = files_with_the_text(line), line.ask("trace", *about)
    (sent,) = line.ask("submissions")

    line.do("decide", "erase", sent["submission_id"], "--by", "SLOM", "--why", "names a child")
    for _ in range(2):
        line.do("ingest")
    seen_again = line.ask("ingest")
    path.unlink()

    assert "data/cl_pipeline.db" in before and len(before) > 5
    assert files_with_the_text(line) == []
    assert (seen_again["received_files"], seen_again["removed"]) == (0, [])
    for made in (["consolidate", "--round", "2021"], ["review", "--round", "2021"]):
        line.do(*made)
    assert files_with_the_text(line) == []
    assert line.ask("trace", *about)["value"] == traced["value"]
    (kept,) = line.ask("decide", "list")
    assert (kept["kind"], kept["reason"]) == ("erase", "names a child")


def test_dagster_forgets_it_too(tmp_path, monkeypatch):
    """Its event store keeps every table that a page ever showed."""
    line = CommandLine(tmp_path)
    path = lay_planted(line)
    (line.data / "dagster").mkdir(parents=True)
    monkeypatch.setenv("CL_DAGSTER_DIR", str(line.data / "dagster"))
    resource = PipelineResource(data_dir=str(line.data), drive=str(line.drive), now=JULY_2021)
    with dg.DagsterInstance.from_config(str(ROOT)) as instance:
        officer = Orchestration(instance, resource)
        collected = officer.press("collect_the_a_list").run_id
        (sent,) = line.ask("submissions")
        why = {"decided_by": "SLOM", "reason": "names a child"}
        erase = {"kind": "erase", "subject": sent["submission_id"], **why}
        before = files_with_the_text(line)

        officer.press("prepare_the_slom_review", partition="2021")
        officer.press("record_a_decision", config={"record_decision": erase})
        path.unlink()

        after = files_with_the_text(line)
        officer.press("collect_the_a_list")
        assert any("dagster" in name for name in before)
        assert instance.get_run_by_id(collected) is None
        assert (after, files_with_the_text(line)) == ([], [])
        assert officer.partitions("submissions") == {"KHM|2021"}
        assert "decisions" in officer.materialised()


@pytest.mark.postgres
def test_no_text_is_left_on_postgresql(tmp_path):
    with opened_server() as server, database(server, f"cl_test_erased_{os.getpid()}") as url:
        line = CommandLine(tmp_path, {"CL_DATABASE_URL": url})
        lay_planted(line)
        for made in (["ingest"], ["consolidate", "--round", "2021"]):
            line.do(*made)
        (sent,) = line.ask("submissions")
        before = rows_with_the_text(url)

        line.do("decide", "erase", sent["submission_id"], "--by", "SLOM", "--why", "names a child")

        assert {"received_file", "submission", "observation"} <= before
        assert rows_with_the_text(url) == set()


def rows_with_the_text(url: str) -> set[str]:
    """The tables of a PostgreSQL database with the planted text in a row."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = {
            table.name
            for table in METADATA.sorted_tables
            for row in connection.execute(sa.select(table))
            if "planted" in str(row)
        }
    engine.dispose()
    return found


@pytest.mark.parametrize(
    ("partition", "ended_at", "is_deleted"),
    [
        ("", 99, False),
        ("", 101, True),
        ("", None, True),
        ("2021", 101, True),
        ("2023", 101, True),
        ("2020", 101, False),
        ("KHM|2021", 101, True),
        ("LAO|2021", 101, False),
        ("KHM|2020", 101, False),
    ],
)
def test_only_runs_that_may_quote_it_are_deleted(partition, ended_at, is_deleted):
    """It came at 100; what a run before then or about another Member State shows is kept."""
    run = SimpleNamespace(tags={"dagster/partition": partition})
    record = SimpleNamespace(dagster_run=run, end_time=ended_at)

    assert may_quote(record, submission_of("KHM"), 100.0) is is_deleted
