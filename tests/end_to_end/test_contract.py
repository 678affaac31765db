"""What the command line promises: its commands, the keys of its documents, what goes where."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from cl_pipeline.model.breakdown import UNBROKEN
from cl_pipeline.model.codes import Field
from tests.builders.submissions import CHILD_LABOUR, complete_child_labour
from tests.builders.submissions_on_drive import put

pytestmark = pytest.mark.xdist_group("sample")

COMMANDS = (
    "sample", "forms", "fill", "check", "ingest", "submissions", "findings", "coverage", "review",
    "consolidate", "decide", "trace", "doctor",
)  # fmt: skip

FINDING_KEYS = {"code", "severity", "sheet", "cell", "found", "expected", "remedy"}
CHECK_KEYS = {"file", "sha256", "state", "form", "sender", "round", "findings"}
SUBMISSION_KEYS = {
    "submission_id", "path", "sha256", "sender", "round", "state", "late", "received_at",
}  # fmt: skip
INDICATOR_KEYS = {
    "indicator", "position", "reporting", "count", "threshold", "meets_threshold", "suggestion",
}  # fmt: skip
TRACE_KEYS = {
    "key", "value", "unit", "status", "submission", "sheet", "cell", "as_typed", "how_read",
}  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(line, command):
    called = line.call(command, "--help")

    assert called.code == 0
    assert "Usage: cl-pipeline" in called.out
    assert not line.data.exists()


def test_sample_lists_what_it_wrote(sample_run):
    drive = sample_run.line.drive

    found = {str(path) for path in drive.rglob("*") if path.is_file()}

    assert set(sample_run.written) == found
    assert str(drive / "2021" / "KHM" / "KHM_2021_a_list.xlsx") in found


def test_a_round_sends_out_both_lists_and_writes_the_same_bytes_again(line):
    asked = ("forms", "--round", "2021", "--sender", "LAO")

    once = line.ask(*asked, "--out", line.folder / "once")
    twice = line.ask(*asked, "--out", line.folder / "twice", CL_NOW="2021-07-16T09:00:00+07:00")

    assert sorted(form["form"] for form in once) == ["a_list", "b_list"]
    for first, second in zip(once, twice, strict=True):
        assert Path(first["path"]).read_bytes() == Path(second["path"]).read_bytes()
        assert Path(first["map"]).read_bytes() == Path(second["map"]).read_bytes()


def test_check_previews_the_feedback_of_each_file(line, submitted):
    submission = complete_child_labour("-5", "nc", reference_year=None)
    (line.folder / "unclear.xlsx").write_bytes(submission.file())

    checked = line.call("check", submitted(A2="1000"), line.folder / "unclear.xlsx", "--json")

    clean, unclear = checked.document
    assert set(clean) >= CHECK_KEYS
    assert (clean["sender"], clean["round"], clean["state"]) == ("KHM", 2021, "accepted")
    assert clean["findings"] == []
    assert Path(clean["file"]) == submitted(A2="1000")
    assert all(set(finding) >= FINDING_KEYS for finding in unclear["findings"])
    negative = submission.observations[0]
    place = ("NEGATIVE_COUNT", negative.sheet, negative.cell, "omit")
    assert place in {
        tuple(finding[key] for key in ("code", "sheet", "cell", "severity"))
        for finding in unclear["findings"]
    }
    assert not line.data.exists()


def test_check_leaves_sender_and_round_null_where_they_are_unknown(line):
    other = line.folder / "notes.xlsx"
    other.write_text("no workbook at all")

    checked = line.call("check", other, "--json")

    (answer,) = checked.document
    assert checked.code == 1
    assert (answer["state"], answer["sender"], answer["round"]) == ("rejected", None, None)
    (finding,) = answer["findings"]
    assert (finding["severity"], finding["sheet"], finding["cell"]) == ("reject", None, None)
    assert finding["found"] and finding["expected"] and finding["remedy"]


def test_check_says_the_same_as_ingest_stores(line):
    submission = complete_child_labour(pct="nc", reference_year=None)
    children = submission.cell(
        Field.VALUE, CHILD_LABOUR, column="baseline", measure="children", breakdown=UNBROKEN
    )
    (line.folder / "unclear.xlsx").write_bytes(submission.file((children, "1,234")))
    (previewed,) = line.call("check", line.folder / "unclear.xlsx", "--json").document
    put(line, line.folder / "unclear.xlsx", "2021/KHM/unclear.xlsx")

    (taken,) = line.call("ingest", "--json").document["submissions"]

    listed = line.ask("findings", "--round", "2021")
    assert previewed["findings"]
    assert (taken["sha256"], taken["state"]) == (previewed["sha256"], previewed["state"])
    assert contents_of(listed) == contents_of(previewed["findings"])
    assert {submission["submission_id"] for submission in listed} == {taken["submission_id"]}


def contents_of(findings: list[dict]) -> list[tuple[str, ...]]:
    return sorted(tuple(str(finding[key]) for key in sorted(FINDING_KEYS)) for finding in findings)


def test_submissions_have_the_keys_of_the_contract(sample_run):
    rows = sample_run.line.ask("submissions", "--round", "2021")

    assert all(set(row) >= SUBMISSION_KEYS for row in rows)
    assert {row["round"] for row in rows} == {2021}
    assert all(datetime.fromisoformat(row["received_at"]).tzinfo for row in rows)
    assert all(len(row["sha256"]) == 64 for row in rows)
    paths = {str(sample_run.line.drive / row["path"]) for row in rows}
    assert paths == {path for path in sample_run.written if "/2021/" in path}


@pytest.mark.parametrize("command", ["coverage", "review"])
def test_coverage_and_review_have_the_keys_of_the_contract(sampled, command):
    document = sampled.ask(command, "--round", "2021")

    rows = document["indicators"]
    assert document["round"] == 2021
    assert [row["position"] for row in rows] == [f"A{number}" for number in range(1, 15)]
    assert all(set(row) >= INDICATOR_KEYS for row in rows)
    assert all(row["count"] == len(row["reporting"]) for row in rows)
    if command == "review":
        workbook = Path(document["workbook"])
        assert workbook.is_file() and workbook.is_relative_to(sampled.data)


@pytest.mark.parametrize(
    "question",
    [("A2", "KHM", "baseline"), ("a2", "khm", "2012"), (CHILD_LABOUR, "KHM", "2012")],
    ids=" ".join,
)
def test_trace_has_the_keys_of_the_contract(sample_run, question):
    document = sample_run.line.ask("trace", *question)

    assert set(document) >= TRACE_KEYS
    assert set(document["submission"]) >= {"submission_id", "path", "sha256", "sender", "round"}
    assert (document["value"], document["unit"], document["status"]) == (429380, "children", "A")
    assert document["key"] == f"{CHILD_LABOUR}|KHM|baseline|children|total"


def test_messages_go_to_stderr_and_the_document_to_stdout(sample_run, line):
    """With ``--json`` stdout is one document, also where there is something to say."""
    shown = line.call("coverage", "--round", "2021", "--json")
    called = sample_run.line.call("submissions", "--json")

    assert json.loads(shown.out)["round"] == 2021
    assert "no vintage yet" in shown.err
    assert json.loads(called.out)
    assert called.err == ""
