"""How calls end: exit codes in this process and in one of their own, and what settings do."""

import subprocess
import sys

import pytest

from tests.builders.command_line import PROGRAM
from tests.builders.submissions_on_drive import put

pytestmark = pytest.mark.xdist_group("sample")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("trace", "A99", "KHM", "baseline"), 1),
        (("trace", "A2", "XXX", "baseline"), 1),
        (("trace", "A2", "KHM", "1999"), 1),
        (("trace", "A2", "KHM", "baseline", "--sex", "F"), 1),
        (("trace", "A2", "KHM", "baseline", "--measure", "nothing"), 1),
        (("trace", "A2", "KHM", "baseline", "--round", "1999"), 1),
        (("coverage", "--round", "1999"), 1),
        (("submissions", "--round", "1999"), 1),
        (("forms", "--round", "1999", "--out", "forms"), 1),
        (("forms", "--round", "2021", "--sender", "XXX", "--out", "forms"), 1),
        (("check", "no_such_file.xlsx"), 1),
        (("fill", "no_such_form.xlsx", "values.csv", "--out", "filled.xlsx"), 1),
        (("trace", "A2", "KHM", "soon"), 2),
        (("trace", "A2", "KHM"), 2),
        (("coverage", "--round", "soon"), 2),
        (("forms", "--round", "2021"), 2),
        (("ingest", "--drives", "here"), 2),
        (("sing",), 2),
    ],
    ids=lambda call: " ".join(call) if isinstance(call, tuple) else "",
)
def test_what_is_not_there_is_one_and_wrong_usage_is_two(
    sample_run, tmp_path, monkeypatch, arguments, code
):
    monkeypatch.chdir(tmp_path)

    called = sample_run.line.call(*arguments, *(["--json"] * (arguments[0] != "fill")))

    assert (called.code, called.out) == (code, "")
    assert called.err.strip()
    assert "Traceback" not in called.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "settings", "code"),
    [
        (("trace", "A2", "KHM", "baseline", "--json"), {}, 0),
        (("trace", "A2", "KHM", "1999", "--json"), {}, 1),
        (("trace", "A2", "KHM", "baseline"), {"CL_NOW": "yesterday"}, 2),
        (("ingest", "--drive", "/proc/no_such_drive"), {}, 3),
    ],
    ids=["done", "not found", "wrong setting", "drive away"],
)
def test_the_installed_command_ends_with_the_code_of_the_contract(
    sample_run, arguments, settings, code
):
    """In a process of its own, with warnings as errors: document on stdout, message on stderr."""
    called = sample_run.line.call_apart(*arguments, **settings)

    assert called.code == code, called.err
    assert bool(called.out) == (code == 0)
    assert called.err.startswith("cl-pipeline: ") == (code != 0)
    assert "Traceback" not in called.err
    if code == 0:
        assert called.document["value"] == 429380


@pytest.mark.parametrize(
    ("settings", "code", "named"),
    [
        ({"CL_NOW": "yesterday"}, 2, "CL_NOW"),
        ({"CL_NOW": "2021-07-15T09:00:00"}, 2, "CL_NOW"),
        ({"CL_DATABASE_URL": "nonsense"}, 2, "database"),
        ({"CL_DATA_DIR": "/proc/no_such_folder"}, 2, "/proc/no_such_folder"),
        ({"CL_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, 3, "database"),
    ],
    ids=["no instant", "no offset", "no address", "folder cannot be made", "no server answers"],
)
def test_a_wrong_setting_is_named(line, settings, code, named):
    called = line.call("submissions", **settings)

    assert (called.code, called.out) == (code, "")
    assert called.err.startswith("cl-pipeline: ")
    assert named in called.err


def test_a_failure_of_ours_ends_in_three(line, monkeypatch):
    """What nobody foresaw is our failure, never the sender's and never wrong usage."""

    def break_down(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(
        "cl_pipeline.workflows.a_list_collection.submissions.list_submissions", break_down
    )

    called = line.call("submissions", "--json")

    assert (called.code, called.out) == (3, "")
    assert "a bug" in called.err


def test_settings_place_data_drive_and_database(line, submitted):
    put(line, submitted(A2="1000"), "a.xlsx")
    moved = line.drive.rename(line.folder / "shared")
    settings = {
        "CL_DATA_DIR": str(line.folder / "kept"),
        "CL_DRIVE": str(moved),
        "CL_DATABASE_URL": f"sqlite:///{line.folder / 'other.db'}",
    }

    (submission,) = line.ask("ingest", **settings)["submissions"]

    assert submission["path"] == "a.xlsx"
    assert (line.folder / "other.db").is_file()
    assert [path.name for path in (line.folder / "kept").iterdir()] == ["archive"]
    assert not line.data.exists()


def test_the_drive_of_a_call_wins_over_the_setting(line, submitted):
    put(line, submitted(A2="1000"), "other.xlsx")
    other = line.drive.rename(line.folder / "other")
    put(line, submitted(A2="1100"), "set.xlsx")

    collected = line.ask("ingest", "--drive", other)

    assert [submission["path"] for submission in collected["submissions"]] == ["other.xlsx"]


def test_a_reader_that_goes_away_is_no_failure_of_ours(sample_run):
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "submissions", "--json"],
        env=sample_run.line._environment({}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        errors = process.stderr.read().decode()

    assert "Traceback" not in errors
