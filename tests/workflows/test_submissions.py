"""Submissions: previewed before they are sent, listed until they are replaced, read again."""

import io

import pytest

from cl_pipeline.catalogue import finding
from cl_pipeline.model.codes import SubmissionState
from cl_pipeline.model.identity import RoundYear, submission_id
from cl_pipeline.model.submission import SubmissionDraft
from cl_pipeline.store.records import FileSeen
from cl_pipeline.workflows.a_list_collection.collection import collect, read_again
from cl_pipeline.workflows.a_list_collection.reading import check_files
from cl_pipeline.workflows.a_list_collection.submissions import list_findings, open_findings
from tests.builders.framework import small_framework
from tests.builders.office import perfect
from tests.builders.submissions import CHILD_LABOUR, SubmissionBuilder

INCOMPLETE = b"PK\x03\x04 and nothing else"


@pytest.fixture
def office(office):
    """An office that has received an incomplete file."""
    office.send("KHM", content=INCOMPLETE)
    return office


@pytest.mark.parametrize(
    ("path", "sent", "listed"),
    [
        pytest.param("2021/KHM/a.xlsx", None, set(), id="read-at-the-same-path"),
        pytest.param("2021/KHM/a.xlsx", b"PK", {b"PK"}, id="incomplete-again"),
        pytest.param("2021/KHM/b.xlsx", None, {INCOMPLETE}, id="another-name"),
    ],
)
def test_an_unreadable_file_is_listed_until_one_at_its_path_is_read(office, path, sent, listed):
    later = office.a_day_later()
    office.save(path, sent or perfect().file())
    later.take_in()

    rejected = {
        submission.digest
        for submission, _ in list_findings(later.pipeline, only_current=True)
        if submission.state == "rejected"
    }

    archive = office.pipeline.archive
    assert {archive.path_of(digest).read_bytes() for digest in rejected} == listed


def test_an_unreadable_file_after_a_readable_one_is_listed(office):
    later = office.a_day_later()
    office.send("LAO")
    later.send("LAO", content=INCOMPLETE + b"?")

    findings = list_findings(later.pipeline, only_current=True)

    assert {submission.path for submission, _ in findings} == {"2021/KHM/a.xlsx", "2021/LAO/a.xlsx"}


@pytest.mark.parametrize(
    ("name", "content", "listed"),
    [
        pytest.param("2021/KHM/survey.pdf", b"%PDF-1.7", {"DOCUMENT"}, id="document-alone"),
        pytest.param("2021/LAO/survey.pdf", b"%PDF-1.7", set(), id="annex-to-a-form"),
        pytest.param("2021/LAO/all.zip", b"PK\5\6".ljust(22, b"\0"), {"PACKED_FILE"}, id="packed"),
    ],
)
def test_an_annex_to_a_form_leaves_nothing_open(office, name, content, listed):
    later = office.a_day_later()
    office.send("LAO")
    office.save(name, content)
    later.take_in()

    found = {finding.code for sent, finding in open_findings(later.pipeline) if sent.path == name}

    assert found == listed


@pytest.mark.parametrize(
    ("round_year", "asked"),
    [
        pytest.param(2021, set(), id="this-year"),
        pytest.param(2023, {"ROUND_AHEAD"}, id="two-years-ahead"),
    ],
)
def test_a_form_for_a_round_that_lies_ahead_is_asked_about(office, round_year, asked):
    builder = SubmissionBuilder(round_year, "LAO", framework=small_framework())
    builder.type_value(CHILD_LABOUR, "population", "nc")
    office.save(f"{round_year}/LAO/b.xlsx", builder.file())
    office.take_in()

    findings = list_findings(office.pipeline, round_year)

    assert {found.code for _, found in findings if found.code == "ROUND_AHEAD"} == asked


def test_other_and_missing_files_do_not_stop_the_check_of_forms(tmp_path):
    """A document next to a form is not a bad form; a wrong path stops no other file."""
    form, document, missing = (tmp_path / name for name in ("a.xlsx", "a.pdf", "gone.xlsx"))
    form.write_bytes(perfect().file())
    document.write_bytes(b"%PDF-1.7")

    checked = check_files(small_framework(), [document, form, missing])

    assert [(form_.path, str(form_.state)) for form_ in checked.forms] == [(form, "accepted")]
    assert (checked.attachments, checked.missing) == ((document,), (missing,))


def test_a_file_that_could_not_be_read_is_read_again_with_its_folder(pipeline):
    """Nobody has to send anything again after a reader of ours failed and was fixed."""
    round_year = RoundYear(2021)
    form = SubmissionBuilder(institution=None).file()
    digest = pipeline.archive.keep(io.BytesIO(form))
    stopped = finding("READER_KILLED", found="reading stopped without an answer")
    nothing = (None, None, None, None, None, (), (), ())
    unread = SubmissionDraft(submission_id(digest), digest, *nothing, (stopped,))
    seen = FileSeen("2021/KHM/a_list.xlsx", digest, len(form), 1, "submission")
    pipeline.store.received_files.record([seen], received_at=pipeline.now(), run_id="run-1")
    pipeline.store.submissions.save(
        [unread], run_id="run-1", read_at=pipeline.now(), code_version="1"
    )
    before = pipeline.store.submissions.of_file(digest)

    (after,) = read_again(pipeline, "KHM", round_year)

    assert (before.state, before.sender) == (SubmissionState.REJECTED, None)
    assert (after.state, after.sender) == (SubmissionState.REJECTED, "KHM")


@pytest.mark.parametrize(
    ("name", "content", "is_attachment"),
    [
        ("film.mp4", bytes(100), True), ("letter.pdf", b"%PDF-1.7\n", True),
        ("no_ending", b"\1\2\3", True), ("form.xlsx", bytes(100), False),
        ("form.xlsx", b"%PDF-1.7\n", False),
    ],
)  # fmt: skip
def test_only_a_file_named_as_a_form_can_be_refused_as_one(office, name, content, is_attachment):
    office.save(f"2021/KHM/{name}", content)

    collected = collect(office.pipeline, wait=False)

    assert (collected.attachments == (f"2021/KHM/{name}",)) is is_attachment
    assert len(collected.submissions) == 1
