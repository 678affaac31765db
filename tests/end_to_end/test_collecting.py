"""Which submission is current: corrections, files sent again, two institutions, any order."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cl_pipeline.settings import read_settings
from cl_pipeline.store import open_store
from cl_pipeline.workflows.pipeline import open_pipeline
from cl_pipeline.workflows.slom_review.vintages import consolidate_round
from tests.builders.command_line import JULY_2021, CommandLine
from tests.builders.dump import dump
from tests.builders.submissions import EDUCATION
from tests.builders.submissions_on_drive import put

pytestmark = pytest.mark.xdist_group("end to end")


@dataclass(frozen=True)
class SubmissionStatus:
    """What is stored after files were collected: the vintage, and the rows of every table."""

    vintage: str
    rows: dict[str, list[str]] = field(repr=False)


Waiting = list[tuple[str, Path, int]]

OF_ITS_ARRIVAL = {"received_file_id", "reading_id", "consolidation_id", "run_id"}

SAME_PATH = "2021/KHM/KHM_2021_a_list.xlsx"


def current_value(line: CommandLine, *question: str) -> str | None:
    """The number ``trace`` gives for Cambodia's baseline now, or None."""
    line.do("consolidate", "--round", "2021")
    traced = line.call("trace", *(question or ("A2", "KHM", "baseline")), "--json")
    assert traced.code in {0, 1}, traced
    return str(traced.document["value"]) if traced.code == 0 else None


def states(line: CommandLine) -> list[tuple[str, str]]:
    """Path and state of every submission, in the order they are listed."""
    return [(submission["path"], submission["state"]) for submission in line.ask("submissions")]


def archived_count(line: CommandLine) -> int:
    return sum(path.is_file() for path in (line.data / "archive").rglob("*"))


def reporting(line: CommandLine, position: str) -> list[str]:
    coverage = line.ask("coverage", "--round", "2021")["indicators"]
    return next(
        indicator["reporting"] for indicator in coverage if indicator["position"] == position
    )


@pytest.mark.parametrize(
    "second_path", [SAME_PATH, "2021/KHM/KHM_2021_corrected.xlsx"], ids=["same name", "new name"]
)
def test_a_corrected_submission_is_current_and_both_remain(line, submitted, second_path):
    """The newest submission of an institution replaces the one before it, which stays listed."""
    put(line, submitted(A2="1000"), SAME_PATH)
    first = line.ask("ingest")["submissions"]
    put(line, submitted(A2="1100"), second_path)

    second = line.ask("ingest")["submissions"]

    assert [submission["state"] for submission in (*first, *second)] == ["accepted", "accepted"]
    listed = {
        submission["submission_id"]: submission["state"] for submission in line.ask("submissions")
    }
    assert listed == {
        first[0]["submission_id"]: "superseded",
        second[0]["submission_id"]: "accepted",
    }
    assert current_value(line) == "1100"
    assert archived_count(line) == 2


def test_going_back_to_the_first_file_makes_the_first_speak_again(line, submitted):
    """The same bytes coming again are a new received file of the old submission."""
    first = submitted(A2="1000")
    second = submitted(A2="1100")
    for source in (first, second):
        put(line, source, SAME_PATH)
        line.do("ingest")
    put(line, first, SAME_PATH)

    again = line.ask("ingest")

    assert again["arrivals"] == 1
    assert current_value(line) == "1000"
    by_state = {submission["state"]: submission["sha256"] for submission in line.ask("submissions")}
    assert set(by_state) == {"accepted", "superseded"}
    assert (
        line.ask("trace", "A2", "KHM", "baseline")["submission"]["sha256"] == by_state["accepted"]
    )


def test_a_correction_of_one_sheet_leaves_the_other_sheets_speaking(line, submitted):
    """The newest accepted sheet is current, not the newest file."""
    put(line, submitted(A2="1000", A11="95.5"), "a.xlsx")
    line.do("ingest")
    put(line, submitted(A2="1100"), "b.xlsx")

    line.do("ingest")

    assert current_value(line, "A2", "KHM", "baseline") == "1100"
    assert current_value(line, "A11", "KHM", "baseline") == "95.5"
    assert {state for _, state in states(line)} == {"accepted"}


def test_a_correction_that_cannot_be_read_leaves_the_first_speaking(line, submitted):
    """A file that is no form is listed, ends in exit code 1 and replaces nothing."""
    put(line, submitted(A2="1000"), SAME_PATH)
    line.do("ingest")
    torn = line.folder / "torn.xlsx"
    torn.write_bytes(submitted(A2="1000").read_bytes()[:5000])
    put(line, torn, SAME_PATH)

    called = line.call("ingest", "--json")

    assert called.code == 1
    assert [submission["state"] for submission in called.document["submissions"]] == ["rejected"]
    assert current_value(line) == "1000"
    assert sorted(state for _, state in states(line)) == ["accepted", "rejected"]
    assert line.call("ingest").code == 0


def test_two_institutions_with_different_sheets_both_count(line, submitted):
    """Labour sends A2, education A11; nothing is replaced and nothing is asked."""
    put(line, submitted(A2="1000"), "2021/KHM/labour.xlsx")
    put(line, submitted(A11="95.5", institution=EDUCATION), "2021/KHM/education.xlsx")

    line.do("ingest")

    assert {state for _, state in states(line)} == {"accepted"}
    assert current_value(line, "A2", "KHM", "baseline") == "1000"
    assert current_value(line, "A11", "KHM", "baseline") == "95.5"
    assert (reporting(line, "A2"), reporting(line, "A11")) == (["KHM"], ["KHM"])
    assert questions(line) == []


def test_two_institutions_on_one_indicator_are_a_question(line, submitted):
    """The newer sheet is current, and the overlap is asked about at its cell."""
    put(line, submitted(A2="1000"), "2021/KHM/labour.xlsx")
    put(
        line,
        submitted(A2="1200", institution=EDUCATION),
        "2021/KHM/education.xlsx",
    )

    line.do("ingest")

    assert current_value(line) == "1200"
    asked = [question for question in questions(line) if question[0] == "TWO_INSTITUTIONS"]
    assert asked
    assert {finding[1:3] for finding in asked} == {("KHM", "child_labour_5_17")}


def test_other_files_are_kept_and_not_read(line, submitted):
    """A PDF is archived as an attachment, a lock file is ignored; neither stops a submission."""
    put(line, submitted(A2="1000"), SAME_PATH)
    for name, content in {"2021/KHM/report.pdf": b"%PDF-1.7\n", "2021/KHM/~$x.xlsx": b"x"}.items():
        (line.folder / "other").write_bytes(content)
        put(line, line.folder / "other", name)

    collected = line.ask("ingest")

    assert [submission["path"] for submission in collected["submissions"]] == [SAME_PATH]
    assert [ignored["path"] for ignored in collected["ignored"]] == ["2021/KHM/~$x.xlsx"]
    assert archived_count(line) == 2


def test_a_form_that_went_out_is_not_a_submission(line):
    """The folder ``outgoing`` of the drive is ours and is not collected."""
    line.do("forms", "--round", "2021", "--sender", "KHM", "--out", line.drive / "outgoing" / "KHM")

    collected = line.ask("ingest")

    assert collected["submissions"] == []


@settings(
    max_examples=5,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(order=st.permutations(range(3)), together=st.integers(1, 2))
def test_the_order_of_files_does_not_matter(
    three_submissions, taken_in_at_once, tmp_path_factory, order, together
):
    """In whatever order and groups files come in, the rows and the vintage are the same."""
    waiting = [three_submissions[number] for number in order]

    stood = contents(CommandLine(tmp_path_factory.mktemp("order")), waiting, together)

    assert stood == taken_in_at_once()


@pytest.fixture(scope="module")
def three_submissions(submitted) -> Waiting:
    """Three submissions of two Member States without a common sheet, with path and minute."""
    return [
        ("2021/KHM/labour.xlsx", submitted(A2="1000"), 1),
        ("2021/KHM/education.xlsx", submitted(A11="95.5", institution=EDUCATION), 2),
        ("2021/LAO/return.xlsx", submitted(sender="LAO", A2="1000"), 3),
    ]


@pytest.fixture(scope="module")
def taken_in_at_once(three_submissions, tmp_path_factory) -> Callable[[], SubmissionStatus]:
    """What is stored after one ingest of all three; a call, because Hypothesis prints arguments."""
    expected = contents(CommandLine(tmp_path_factory.mktemp("at_once")), three_submissions, 3)
    return lambda: expected


def contents(line: CommandLine, waiting: Waiting, together: int) -> SubmissionStatus:
    """The vintage and the rows of every table, but for what says when each file came."""
    for start in range(0, len(waiting), together):
        for path, source, minute in waiting[start : start + together]:
            put(line, source, path, minute=minute)
        line.do("ingest")
    vintage = line.ask("consolidate", "--round", "2021")["vintage"]
    with open_store(f"sqlite:///{line.data / 'cl_pipeline.db'}") as store:
        return SubmissionStatus(vintage, dump(store, without=OF_ITS_ARRIVAL))


def questions(line: CommandLine) -> list[tuple[str, str, str]]:
    """The open questions of round 2021 now: code, sender, indicator."""
    given_settings = {
        "CL_DATA_DIR": str(line.data),
        "CL_DRIVE": str(line.drive),
        "CL_NOW": JULY_2021,
    }
    pipeline = open_pipeline(read_settings(given_settings), "test")
    with pipeline.store:
        vintage = consolidate_round(pipeline, pipeline.round(2021))
    return [(question.code, question.sender, question.indicator) for question in vintage.questions]
