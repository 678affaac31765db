"""Feedback to senders: where it goes, that it is given once, and the state after a killed call."""

import html
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cl_pipeline.errors import BrokenInvariant, DriveUnavailable
from cl_pipeline.model.codes import DecisionKind, Field
from cl_pipeline.model.labels import WAITS_FOR_DECISION, state_label
from cl_pipeline.reading.draft import draft_submission
from cl_pipeline.reading.recognise import recognise
from cl_pipeline.reading.xlsx.document import read_document
from cl_pipeline.reading.xlsx.limits import ReadingLimits
from cl_pipeline.reading.xlsx.protocol import raw_workbook
from cl_pipeline.store.records import FocalPoint
from cl_pipeline.store.registers import FeedbackReports
from cl_pipeline.workflows.a_list_collection import prepared_feedback
from cl_pipeline.workflows.a_list_collection.feedback import write_feedback
from cl_pipeline.workflows.a_list_collection.feedback_due import change_stamp
from cl_pipeline.workflows.a_list_collection.submissions import (
    feedback_recipient,
    focal_points_of,
    open_findings,
)
from cl_pipeline.workflows.bounded import OutOfBounds
from cl_pipeline.workflows.slom_review.decisions import decide
from deploy.docs import DOCS
from tests.builders.framework import small_framework
from tests.builders.office import perfect, value
from tests.builders.submissions import CHILD_LABOUR
from tests.fuzz.bases import parts_of

GIRLS = value("children", sex="F")
UNREADABLE = b"PK\x03\x04 and nothing else"


def test_feedback_is_written_into_its_senders_folder(office):
    (submission,) = office.send("KHM", content=perfect().file((GIRLS, "about 1000")))

    (written,) = write_feedback(office.pipeline).written

    folder = f"2021_{submission.digest[:8]}"
    assert written.place == f"outgoing/KHM/answers/{folder}"
    assert sorted(office.answers("KHM")) == [
        f"{folder}/KHM_2021_a_list_draft_mail.eml",
        f"{folder}/KHM_2021_a_list_feedback.html",
        f"{folder}/KHM_2021_a_list_feedback.xlsx",
        f"{folder}/KHM_2021_a_list_marked_copy.xlsx",
    ]


def test_the_guide_names_every_file_of_the_feedback(office):
    office.send("KHM", content=perfect().file((GIRLS, "about 1000")))
    write_feedback(office.pipeline)

    guide = (DOCS / "focal_point.md").read_text("utf-8")
    named = re.findall(r"^\| `…(_\w+\.\w+)` \|", guide, re.M)

    assert sorted(named) == sorted(name.split("a_list")[1] for name in office.answers("KHM"))


def test_feedback_on_a_named_submission_is_written_again(office):
    (submission,) = office.send("KHM")
    write_feedback(office.pipeline)
    before = office.answers("KHM")
    next((office.drive / "outgoing").rglob("*.html")).unlink()

    write_feedback(office.pipeline, submission_id=submission.submission_id)

    assert office.answers("KHM") == before
    assert len(office.pipeline.store.feedback_reports.list()) == 1


def test_feedback_on_an_unreadable_file_follows_its_folder(office):
    office.send("LAO", content=UNREADABLE)

    (written,) = write_feedback(office.pipeline).written

    assert written.place.startswith("outgoing/LAO/answers/2021_")
    assert [name.rpartition(".")[2] for name in written.files] == ["html", "xlsx", "eml"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.jpg", b"\xff\xd8\xff\xe0"), ("note.txt", b"thank you"), ("table.csv", b"a;b\n1;2"),
        ("film.mp4", b"\0\0\0\x18ftypmp42"), ("without_ending", b"\1\2\3"), ("all.zip", b"PK\5\6"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)  # fmt: skip
def test_a_file_of_any_kind_is_answered(office, name, content):
    office.save(f"2021/KHM/{name}", content)
    office.take_in()

    (written,) = write_feedback(office.pipeline).written

    assert written.place.startswith("outgoing/KHM/answers/")
    assert name in shown_in(office, "KHM")


@pytest.mark.parametrize(
    ("path", "content"),
    [
        pytest.param("a.xlsx", UNREADABLE, id="no-sender"),
        pytest.param("LAO/2021/a.xlsx", UNREADABLE, id="a-folder-of-another-kind"),
        pytest.param("2021/LAO/KHM/a.xlsx", UNREADABLE, id="two-countries-in-the-path"),
    ],
)
def test_feedback_without_a_certain_recipient_is_the_officers(office, path, content):
    office.save(path, content)
    office.take_in()

    (written,) = write_feedback(office.pipeline).written

    place = Path(written.place)
    assert place.parent == office.pipeline.settings.output_dir / "answers_without_a_country"
    assert sorted(path.name for path in place.iterdir()) == sorted(written.files)
    assert not (office.drive / "outgoing").exists()


def test_a_form_in_the_folder_of_another_is_reported_to_both_without_its_content(office):
    office.save("2021/LAO/a.xlsx", perfect().file())
    office.take_in()

    written = write_feedback(office.pipeline).written

    for sender, feedback in zip(("KHM", "LAO"), written, strict=True):
        assert not any(name.endswith("copy.xlsx") for name in office.answers(sender))
        assert feedback.place.startswith(f"outgoing/{sender}/answers/")
        assert "2021/KHM" in shown_in(office, sender)
        assert "1000" not in shown_in(office, sender)


def test_a_copy_elsewhere_leaves_the_feedback_on_the_original(office):
    office.send("KHM", content=perfect().file((GIRLS, "about 1000")))
    write_feedback(office.pipeline)
    before = office.answers("KHM")
    office.save("2021/LAO/a.xlsx", perfect().file((GIRLS, "about 1000")))
    office.take_in()

    write_feedback(office.pipeline)

    assert before.items() <= office.answers("KHM").items()
    assert len(office.answers("KHM")) > len(before)


def shown_in(office, sender: str, submission=None) -> str:
    """The text of the pages in a folder of feedback, or of the one on that submission."""
    about = submission.digest[:8] if submission else ""
    pages = [
        page.decode()
        for name, page in office.answers(sender).items()
        if name.endswith("_feedback.html") and about in name
    ]
    text = html.unescape(re.sub("<style>.*?</style>|<[^>]*>", " ", " ".join(pages), flags=re.S))
    return " ".join(text.split())


def decided(office, kind: DecisionKind, subject: str, details: str = "") -> str:
    """Record a decision and write all feedback; its number."""
    taken = decide(
        office.pipeline, kind, subject, decided_by="SLOM", reason="A test.", details=details
    )
    write_feedback(office.pipeline)
    return str(taken.decision_id)


def test_feedback_follows_a_withdrawal_and_its_revocation(office):
    (sent,) = office.send("KHM")
    write_feedback(office.pipeline)
    before = office.answers("KHM")

    number = decided(office, DecisionKind.WITHDRAW, sent.submission_id)
    withdrawn = shown_in(office, "KHM")
    decided(office, DecisionKind.REVOKE, number)

    assert "was withdrawn by a decision" in withdrawn
    assert office.answers("KHM") == before


def test_feedback_follows_the_acceptance_of_a_late_submission(office):
    decided(office, DecisionKind.CLOSE_ROUND, "2021")
    late = office.a_day_later()
    (sent,) = late.send("KHM")
    write_feedback(late.pipeline)
    before = shown_in(late, "KHM")

    decided(late, DecisionKind.ACCEPT_LATE, sent.submission_id)

    assert "after the round was closed" in before
    assert "after the round was closed" not in shown_in(late, "KHM")


def test_feedback_follows_the_choice_of_an_institution(office):
    office.save("2021/KHM/a.xlsx", perfect().file())
    other = replace(perfect(), institution="Ministry of Education")
    office.save("2021/KHM/b.xlsx", other.file((GIRLS, "401")))
    first, second = office.take_in()
    write_feedback(office.pipeline)
    before = [shown_in(office, "KHM", sent) for sent in (first, second)]

    decided(office, DecisionKind.CHOOSE_SUPPLIER, second.submission_id, "A2")
    after = [shown_in(office, "KHM", sent) for sent in (first, second)]

    shown = "Another institution sent figures for the same sheets."
    assert [shown in text for text in (*before, *after)] == [False, True, True, False]


def test_feedback_follows_the_confirmation_of_a_sender(office):
    office.save("2021/LAO/a.xlsx", perfect().file((GIRLS, "about 1000")))
    (held,) = office.take_in()
    write_feedback(office.pipeline)

    decided(office, DecisionKind.CONFIRM_SENDER, held.submission_id)

    assert "about 1000" in shown_in(office, "KHM")
    assert any(name.endswith("copy.xlsx") for name in office.answers("KHM"))
    assert "confirmed that this file is from another Member State" in shown_in(office, "LAO")
    assert "about 1000" not in shown_in(office, "LAO")


def test_feedback_on_an_erased_file_shows_nothing_of_it(office):
    (sent,) = office.send("KHM", content=perfect().file((GIRLS, "about 98765")))
    write_feedback(office.pipeline)
    names = set(office.answers("KHM"))

    decide(
        office.pipeline, DecisionKind.ERASE, sent.submission_id, decided_by="SLOM", reason="A test."
    )

    assert "was deleted for good by a decision" in shown_in(office, "KHM")
    assert set(office.answers("KHM")) == names
    for name, content in office.answers("KHM").items():
        assert b"98765" not in unpacked(content), name


def unpacked(content: bytes) -> bytes:
    """A file, or all parts of a workbook."""
    return b"".join(parts_of(content).values()) if content.startswith(b"PK") else content


def test_feedback_on_a_replaced_file_asks_nothing_any_more(office):
    (first,) = office.send("KHM", content=perfect().file((GIRLS, "about 1000")))
    write_feedback(office.pipeline)
    office.send("KHM")

    write_feedback(office.pipeline)

    assert "A newer file replaces this one." in shown_in(office, "KHM", first)
    assert "about 1000" not in shown_in(office, "KHM", first)


def test_feedback_on_an_unreadable_file_that_was_replaced_asks_nothing_any_more(office):
    (first,) = office.send("KHM", content=UNREADABLE)
    write_feedback(office.pipeline)
    office.send("KHM")

    write_feedback(office.pipeline)

    assert "no longer on the shared drive" in shown_in(office, "KHM", first)


def test_half_a_file_with_the_time_of_the_original_is_answered_after_the_wait(office):
    """Some programs set that time before they have copied everything."""
    waiting = office.waiting(10)
    (half,) = waiting.send("KHM", content=perfect().file()[:5000])

    at_once = write_feedback(waiting.pipeline).written
    stamp_at_once = change_stamp(waiting.pipeline)
    later = waiting.a_day_later()

    assert (half.state, at_once) == ("rejected", ())
    assert change_stamp(later.pipeline) != stamp_at_once
    assert len(write_feedback(later.pipeline).written) == 1


def test_half_a_file_that_becomes_whole_is_never_answered(office):
    waiting = office.waiting(10)
    waiting.send("KHM", content=perfect().file()[:5000])
    write_feedback(waiting.pipeline)
    _, whole = waiting.send("KHM")

    later = write_feedback(waiting.a_day_later().pipeline).written

    assert [feedback.submission.submission_id for feedback in later] == [whole.submission_id]


def test_a_held_file_that_is_moved_to_its_folder_is_not_asked_about_any_more(office):
    office.save("2021/LAO/a.xlsx", perfect().file())
    office.take_in()
    write_feedback(office.pipeline)
    (office.drive / "2021/KHM").mkdir()
    (office.drive / "2021/LAO/a.xlsx").rename(office.drive / "2021/KHM/a.xlsx")
    office.take_in()

    write_feedback(office.pipeline)

    assert "no longer on the shared drive" in shown_in(office, "LAO")
    assert [sent.path for sent, _ in open_findings(office.pipeline)] == []


def test_a_submission_that_replaces_another_names_it_and_the_figures_that_changed(office):
    office.send("KHM")
    write_feedback(office.pipeline)
    office.send("KHM", content=perfect().file((GIRLS, "401")))

    _, written = write_feedback(office.pipeline).written

    receipt = shown_in(office, "KHM", written.submission)
    assert "Replaces 2021/KHM/a.xlsx, received on 15 July 2021" in receipt
    assert re.search(r"A2!C\d+ .*Female · baseline: – → 401 \(2016\)", receipt), receipt


def test_a_changed_figure_of_an_earlier_round_is_asked_about(office):
    office.send("KHM")
    later = replace(perfect(), round=2022)
    office.save("2022/KHM/b.xlsx", later.file((value("children"), "500")))
    office.take_in()

    write_feedback(office.pipeline)

    (page,) = (office.drive / "outgoing" / "KHM").rglob("2022*/*.html")
    shown = " ".join(html.unescape(re.sub("<[^>]*>", " ", page.read_text())).split())
    assert "500 (2016) in 2022/KHM/b.xlsx" in shown
    assert "we keep 429380 (2016) in 2021/KHM/a.xlsx" in shown


def test_a_file_to_which_its_path_goes_back_is_asked_about(office):
    (first,) = office.send("KHM")
    office.send("KHM", content=perfect().file((GIRLS, "401")))
    write_feedback(office.pipeline)
    office.send("KHM")

    write_feedback(office.pipeline)

    assert "Please tell us if that was not meant." in shown_in(office, "KHM", first)


def test_a_form_outside_any_folder_is_recognised_by_its_identity(office):
    office.save("returns/a.xlsx", perfect().file())
    (submission,) = office.take_in()

    sender = feedback_recipient(submission, [], small_framework())
    in_doubt = feedback_recipient(submission, ["FORM_CONFLICT"], small_framework())

    assert (sender, in_doubt) == ("KHM", None)


def test_the_copy_reads_back_as_what_was_sent(office):
    changes = ((GIRLS, "1,234"), (value("children", sex="M"), "៤៥០"), (value("pct"), "12,6 %"))
    (submission,) = office.send("KHM", content=perfect().file(*changes))
    write_feedback(office.pipeline)

    (content,) = (c for n, c in office.answers("KHM").items() if n.endswith("copy.xlsx"))
    raw = raw_workbook(read_document(content, ReadingLimits()))
    framework = office.pipeline.framework_in_force()
    again = draft_submission(submission.digest, raw, recognise(raw, framework), framework)

    stored = office.pipeline.store.observations.of_submission(submission.submission_id)
    assert sorted(again.observations, key=lambda observation: observation.key) == list(stored)
    assert again.institution == "Ministry of Labour"
    assert again.contact_name is None
    assert not any(b"Contact Person" in file for file in office.answers("KHM").values())
    assert {finding.code for finding in again.findings} == {"EXTRA_SHEET"}


def test_a_figure_in_a_closed_column_is_shown_in_the_copy(office):
    cells = perfect().description.cells
    closed = next(cell for cell in cells if cell.field is Field.VALUE and not cell.is_open)
    workbook = load_workbook(BytesIO(perfect().file()))
    workbook[closed.sheet][closed.cell] = 77
    changed = BytesIO()
    workbook.save(changed)
    office.send("KHM", content=changed.getvalue())

    write_feedback(office.pipeline)

    (content,) = (c for n, c in office.answers("KHM").items() if n.endswith("copy.xlsx"))
    marked = load_workbook(BytesIO(content))[closed.sheet][closed.cell]
    assert marked.value == 77
    assert marked.comment is not None


def test_a_killed_call_is_finished_by_the_next(office, monkeypatch):
    office.send("KHM", "LAO")

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(FeedbackReports, "record", killed)
        with pytest.raises(KeyboardInterrupt):
            write_feedback(office.pipeline)
    first = office.answers("KHM")
    finished = write_feedback(office.pipeline)

    assert len(finished.written) == 2
    assert office.answers("KHM") == first
    assert len(office.answers("LAO")) == 4


def test_feedback_that_breaks_our_program_says_so_and_stops_no_other(office, monkeypatch):
    """Its sender learns that the fault is ours, the officer that the call failed."""
    office.send("KHM", "LAO")

    def stopped(function, framework, prepared):
        if prepared.report.submission.sender == "KHM":
            raise OutOfBounds("it took longer than 60 seconds")
        return function(framework, prepared)

    monkeypatch.setattr(prepared_feedback, "bounded", stopped)
    with pytest.raises(BrokenInvariant, match=r"for 1 submissions.*KHM"):
        write_feedback(office.pipeline)

    answers = office.answers("KHM")
    page = next(content for name, content in answers.items() if name.endswith(".html"))
    assert b"this is a fault of our program" in page
    assert len(answers) == 3
    assert len(office.answers("LAO")) == 4


def test_a_folder_that_cannot_be_written_to_stops_no_other(office, tmp_path):
    office.send("KHM", "LAO")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (office.drive / "outgoing").mkdir()
    (office.drive / "outgoing" / "KHM").symlink_to(elsewhere)

    with pytest.raises(DriveUnavailable, match="for 1 submissions"):
        write_feedback(office.pipeline)

    assert list(elsewhere.iterdir()) == []
    assert len(office.answers("LAO")) == 4
    assert len(office.pipeline.store.feedback_reports.list()) == 1


def test_the_language_is_that_of_the_focal_point(office):
    office.register("IDN", "naker@example.org", "id")
    office.register("KHM", "labour@example.org", "km")
    office.send("IDN", "KHM")

    written = write_feedback(office.pipeline).written

    assert {feedback.submission.sender: feedback.languages for feedback in written} == {
        "IDN": ("en", "id"),
        "KHM": ("en",),
    }
    assert any(name.endswith("_feedback_id.html") for name in office.answers("IDN"))


def point(institution: str, address: str, *indicators: str, sender: str = "KHM") -> FocalPoint:
    return FocalPoint(sender, institution, address, "en", indicators)


SCHOOLS = point("Other", "a@x.org", "net_enrolment")


@pytest.mark.parametrize(
    ("registered", "chosen"),
    [
        ([point("ministry  of labour", "a@x.org"), point("Other", "b@x.org", CHILD_LABOUR)], "a"),
        ([SCHOOLS, point("Third", "b@x.org", CHILD_LABOUR)], "b"),
        ([SCHOOLS], "a"),
        ([point("Ministry of Labour", "a@x.org", CHILD_LABOUR, sender="LAO")], ""),
    ],
    ids=["of the institution", "else of the indicators", "else all", "never another country"],
)
def test_who_receives_the_mail(office, registered, chosen):
    (submission,) = office.send("KHM")

    found = focal_points_of(submission, "KHM", registered, {CHILD_LABOUR})

    assert [focal_point.address for focal_point in found] == [f"{name}@x.org" for name in chosen]


def test_the_feedback_on_a_late_submission_does_not_say_that_it_counts(office):
    decide(
        office.pipeline, DecisionKind.CLOSE_ROUND, "2021", decided_by="SLOM", reason="It is over."
    )
    late = office.a_day_later()

    (submission,) = late.send("KHM")
    write_feedback(late.pipeline)

    assert state_label(submission) == WAITS_FOR_DECISION
    (page,) = (text for name, text in late.answers("KHM").items() if name.endswith(".html"))
    shown = html.unescape(page.decode())
    assert "could be read and counts" not in shown


def test_an_extended_deadline_reaches_the_senders_that_have_feedback(office):
    office.send("KHM")
    write_feedback(office.pipeline)
    (page,) = (office.drive / "outgoing/KHM").rglob("*.html")
    before = page.read_text("utf-8")

    decide(
        office.pipeline, DecisionKind.EXTEND_DEADLINE, "a_list 2021",
        decided_by="SLOM", reason="asked for", details="2021-09-15",
    )  # fmt: skip
    write_feedback(office.pipeline)

    assert "31 August 2021" in before
    pages = [path.read_text("utf-8") for path in (office.drive / "outgoing/KHM").rglob("*.html")]
    assert any("15 September 2021" in text for text in pages)
