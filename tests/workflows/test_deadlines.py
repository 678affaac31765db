"""A changed deadline: later, earlier, corrected; who is notified, once, and where."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cl_pipeline.model.codes import DecisionKind, FormKey
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.workflows.a_list_collection.feedback import write_feedback
from cl_pipeline.workflows.slom_review.decisions import decide
from cl_pipeline.workflows.template_finalisation.forms import send_out_forms
from tests.builders.office import Office, perfect, value
from tests.workflows.test_mail import mailbox

__all__ = ["mailbox"]

ADDRESS = "labour@example.org"


@pytest.fixture
def office(office: Office) -> Office:
    """Forms went out to Cambodia and Lao PDR yesterday; Cambodia has reported."""
    send_out_forms(office.pipeline, RoundYear(2021), senders=["KHM", "LAO"])
    office = office.a_day_later()
    office.send("KHM")
    write_feedback(office.pipeline)
    return office


def later(office: Office, days: int) -> Office:
    settings = office.pipeline.settings
    now = office.pipeline.now() + timedelta(days=days)
    return Office(replace(office.pipeline, settings=replace(settings, now=now)), office.drive)


def change(office: Office, day: str, reason: str = "Thailand asked for it") -> Decision:
    return decide(
        office.pipeline, DecisionKind.EXTEND_DEADLINE, "a_list 2021",
        decided_by="SLOM", reason=reason, details=day,
    )  # fmt: skip


def notices(office: Office) -> dict[str, str]:
    """The text of each notice on form A on the drive, by Member State."""
    found = sorted((office.drive / "outgoing").glob("*/*_a_list_deadline.txt"))
    return {path.parent.name: path.read_text("utf-8") for path in found}


def others(office: Office, *senders: str) -> list[str]:
    """The other members of the round."""
    members = office.pipeline.base_framework.counted_states(RoundYear(2021))
    return sorted(state.code for state in members if state.code not in senders)


def due(office: Office) -> str:
    return f"{office.pipeline.deadlines_in_force()[FormKey.A_LIST, RoundYear(2021)]:%Y-%m-%d}"


def test_who_sent_nothing_is_notified_when_it_is_decided(office):
    """Who has reported reads it in the feedback."""
    change(office, "2021-09-15")

    found = notices(office)

    assert list(found) == others(office, "KHM")
    assert "15 September 2021" in found["LAO"] and "2021/LAO" in found["LAO"]
    assert "Thailand" not in found["LAO"]


def test_notifying_again_changes_nothing(office):
    change(office, "2021-09-15")
    before = office.pipeline.store.deadline_notices.list()

    again = write_feedback(office.pipeline)

    assert again.notices == ()
    assert office.pipeline.store.deadline_notices.list() == before


def test_a_deadline_can_be_corrected_and_set_again(office):
    """A slip of the hand is a year too late; later the first day is decided once more."""
    days = ["2022-09-15", "2021-09-15", "2021-08-20", "2021-09-15"]
    found = []
    for number, day in enumerate(days):
        change(later(office, number), day)
        found.append(due(office))

    assert found == days
    assert len(office.pipeline.store.decisions.list()) == 4
    assert "15 September 2021" in notices(office)["LAO"]
    pages = (office.drive / "outgoing/KHM").rglob("*.html")
    write_feedback(later(office, 4).pipeline)
    assert any("15 September 2021" in page.read_text("utf-8") for page in pages)


def test_a_revoked_change_is_notified_as_well(office):
    taken = change(office, "2021-09-15")

    decide(
        later(office, 1).pipeline, DecisionKind.REVOKE, str(taken.decision_id),
        decided_by="SLOM", reason="not meant",
    )  # fmt: skip

    assert due(office) == "2021-08-31"
    assert "31 August 2021" in notices(office)["LAO"]


def test_a_form_that_names_the_new_day_needs_no_notice(office):
    state = others(office, "KHM", "LAO")[0]
    office.drive.rename(office.drive.with_name("gone"))
    change(office, "2021-09-15")
    office.drive.with_name("gone").rename(office.drive)
    send_out_forms(later(office, 1).pipeline, RoundYear(2021), senders=[state])

    write_feedback(later(office, 2).pipeline)

    assert list(notices(office)) == others(office, "KHM", state)


def test_who_withdrew_is_notified_like_who_sent_nothing(office):
    (sent,) = office.take_in()
    decide(
        office.pipeline, DecisionKind.WITHDRAW, sent.submission_id,
        decided_by="KHM", reason="not meant",
    )  # fmt: skip

    change(office, "2021-09-15")

    assert list(notices(office)) == others(office)


def test_a_drive_that_is_gone_stops_no_decision_and_the_next_call_notifies(office):
    office.drive.rename(office.drive.with_name("gone"))
    change(office, "2021-09-15")
    office.drive.with_name("gone").rename(office.drive)

    written = write_feedback(office.pipeline)

    assert sorted(notice.sender for notice in written.notices) == others(office, "KHM")
    assert list(notices(office)) == others(office, "KHM")


def test_feedback_on_a_replaced_file_is_not_mailed_again(office, mailbox):
    box, port = mailbox
    office.register("KHM", ADDRESS)
    office.save("2021/KHM/b.xlsx", perfect().file((value("children", sex="F"), "430")))
    later(office, 1).take_in()
    mailing = later(office.with_mail(port), 2)
    write_feedback(mailing.pipeline)
    box.mails.clear()

    change(mailing, "2021-09-15")
    write_feedback(mailing.pipeline)

    assert len(box.mails) == 1


def test_a_notice_is_mailed_once(office, mailbox):
    box, port = mailbox
    office.register("LAO", ADDRESS, "id")
    office.register("KHM", "cambodia@example.org")
    office = office.with_mail(port)
    box.refuses.add(ADDRESS)

    change(office, "2021-09-15")
    box.refuses.clear()
    for _ in range(2):
        write_feedback(office.pipeline)

    (mail,) = [mail for mail in box.mails if mail["To"] == ADDRESS]
    assert mail["Subject"] == "New deadline: list A, round of 2021"
    assert mail.get_content().replace("\r\n", "\n") == notices(office)["LAO"]
    assert not [
        mail for mail in box.mails if "New deadline" in mail["Subject"] and mail["To"] != ADDRESS
    ]


def test_nothing_is_sent_about_the_sample(office):
    office.send("THA", content=perfect("THA", is_sample=True).file())

    change(office, "2021-09-15")

    assert notices(office) == {}
