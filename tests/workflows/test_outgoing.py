"""What goes out: known again as ours, and never written over what a person saved there."""

import os
import shutil
import time
from pathlib import Path

import pytest

from cl_pipeline.errors import NotAllowed
from cl_pipeline.model.codes import FormKey
from cl_pipeline.workflows.a_list_collection.collection import collect, drive_problem
from cl_pipeline.workflows.a_list_collection.feedback import write_feedback
from cl_pipeline.workflows.context.forms import write_context_forms
from cl_pipeline.workflows.outgoing import OutgoingFiles
from cl_pipeline.workflows.slom_review.decision_workbooks import write_blank_workbook
from cl_pipeline.workflows.template_finalisation.forms import send_out_forms
from tests.builders.office import open_office, perfect
from tests.builders.submissions import CHILD_LABOUR

FORM = "KHM_2021_a_list.xlsx"


def send_out(office, out=None):
    """The path of the A-list form of Cambodia, below the drive, after sending them out."""
    pipeline = office.pipeline
    sent = send_out_forms(pipeline, pipeline.round(2021), senders=["KHM"], out=out)
    return [
        Path(form.path).relative_to(office.drive).as_posix()
        for form in sent
        if form.form == FormKey.A_LIST
    ]


def registered(office):
    return [(file.path, file.outcome) for file in office.pipeline.store.received_files.list()]


def test_what_we_wrote_is_not_received(office):
    """Neither empty forms nor feedback are news, also where every file is read."""
    send_out(office)
    office.send("KHM")
    write_feedback(office.pipeline)

    collected = collect(office.pipeline, wait=False, look_at_every_file=True)

    assert (collected.received_files, collected.ignored, collected.removed) == ((), (), ())
    assert registered(office) == [("2021/KHM/a.xlsx", "submission")]


@pytest.mark.parametrize("folder", ["outgoing/KHM", "Outgoing/KHM", "outgoing"])
def test_a_form_filled_where_it_was_found_is_received(office, folder):
    send_out(office)

    office.save(f"{folder}/{FORM}", perfect("KHM").file())

    assert [sent.path for sent in office.take_in()] == [f"{folder}/{FORM}"]


def test_a_corrected_copy_in_the_folder_of_feedback_is_received_and_kept(office):
    (first,) = office.send("KHM")
    write_feedback(office.pipeline)
    (copy,) = (office.drive / "outgoing/KHM/answers").rglob("*marked_copy.xlsx")
    place, corrected = copy.relative_to(office.drive).as_posix(), perfect("KHM")
    corrected.type_value(CHILD_LABOUR, "children", "777")
    office.save(place, corrected.file())

    received = office.take_in()
    write_feedback(office.pipeline, submission_id=first.submission_id)

    assert [sent.path for sent in received] == [first.path, place]
    assert copy.read_bytes() == corrected.file()


def test_feedback_that_nobody_registered_is_ours(office):
    """It was written before what is written was registered."""
    office.send("LAO")
    office.save("outgoing/KHM/answers/2021_abababab/old_marked_copy.xlsx", perfect("KHM").file())

    assert [sent.sender for sent in office.take_in()] == ["LAO"]


def test_a_filled_form_off_the_drive_is_never_overwritten(office, tmp_path):
    def send_to(folder):
        pipeline = office.pipeline
        sent = send_out_forms(pipeline, pipeline.round(2021), senders=["KHM"], out=folder)
        return sorted(Path(form.path).name for form in sent if form.form == FormKey.A_LIST)

    form = tmp_path / "out" / FORM
    first = send_to(form.parent)
    form.write_bytes(b"filled")
    again, once_more = send_to(form.parent), send_to(form.parent)

    assert first == [FORM]
    assert again == once_more == ["KHM_2021_a_list (2).xlsx"]
    assert form.read_bytes() == b"filled"


def test_a_filled_decisions_workbook_is_never_overwritten(tmp_path):
    path = write_blank_workbook(tmp_path / "decisions.xlsx")
    path.write_bytes(b"filled")

    again = write_blank_workbook(path)

    assert (path.read_bytes(), again.name) == (b"filled", "decisions (2).xlsx")


@pytest.mark.parametrize("is_taken_in", [True, False], ids=["taken in", "not yet seen"])
@pytest.mark.parametrize("on_drive", [None, "outgoing/KHM", "2021/KHM"])
def test_a_filled_form_is_never_overwritten(office, on_drive, is_taken_in):
    out = office.drive / on_drive if on_drive else None
    first = send_out(office, out)
    office.save(first[0], perfect("KHM").file())
    if is_taken_in:
        office.take_in()

    again = send_out(office, out)

    assert again == first
    assert (office.drive / first[0]).read_bytes() == perfect("KHM").file()


def test_another_form_of_that_name_is_put_next_to_the_filled_one(office):
    office.save(f"outgoing/KHM/{FORM}", b"what a person saved before")

    sent, again = send_out(office), send_out(office)

    assert sent == again == ["outgoing/KHM/KHM_2021_a_list (2).xlsx"]
    assert (office.drive / "outgoing/KHM/KHM_2021_a_list (2).map.json").exists()


def test_a_form_on_request_is_never_overwritten(office):
    def send():
        return write_context_forms(
            office.pipeline, FormKey.ACTIVITY_STATUS, office.pipeline.round(2021), senders=["SLOM"]
        )

    (form,) = send()
    Path(form.path).write_bytes(b"filled")

    send()

    assert Path(form.path).read_bytes() == b"filled"


def test_what_only_we_wrote_is_replaced(office):
    files = OutgoingFiles(office.pipeline)
    files.write("outgoing/KHM/page.html", b"first")

    place = OutgoingFiles(office.pipeline).write("outgoing/KHM/page.html", b"second")

    assert Path(place).read_bytes() == b"second"
    assert [path.name for path in (office.drive / "outgoing/KHM").iterdir()] == ["page.html"]


def test_sending_out_makes_the_folders_for_what_comes_back(office):
    send_out(office)

    assert (office.drive / "2021/KHM").is_dir()


def test_an_empty_store_next_to_earlier_feedback_is_asked_about(office, tmp_path):
    """The data folder was lost: every file would be answered again."""
    office.send("KHM")
    write_feedback(office.pipeline)
    (tmp_path / "lost").mkdir()
    lost = open_office(tmp_path / "lost")
    shutil.rmtree(lost.drive)
    shutil.copytree(office.drive, lost.drive)

    with pytest.raises(NotAllowed, match="begin_anew"):
        lost.take_in()
    asked = drive_problem(lost.pipeline)
    begun = collect(lost.pipeline, wait=False, begin_anew=True)

    assert "outgoing/KHM/answers" in asked
    assert [sent.path for sent in begun.submissions] == ["2021/KHM/a.xlsx"]
    assert drive_problem(lost.pipeline) == ""


def test_half_a_copy_waits_and_is_reported_in_the_end(office):
    office = office.waiting(10)
    path = "2021/KHM/a.xlsx"
    office.save(path, perfect("KHM").file()[:5000])
    now = time.time()
    os.utime(office.drive / path, (now - 60, now - 60))

    waiting = collect(office.pipeline, wait=False)
    os.utime(office.drive / path, (now - 660, now - 660))
    reported = collect(office.pipeline, wait=False)

    assert (waiting.still_changing, waiting.submissions) == ((path,), ())
    assert [sent.state for sent in reported.submissions] == ["rejected"]
