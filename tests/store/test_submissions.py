"""Submissions: saved whole or not at all, once, and listed as people see them."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cl_pipeline.errors import BrokenInvariant, NotFound
from cl_pipeline.model.codes import Field, FormKey, Severity, SubmissionState
from cl_pipeline.store import open_store
from cl_pipeline.store.tables import contact, reading
from cl_pipeline.store.tables import entry as entry_table
from cl_pipeline.store.tables import observation as table
from tests.builders.drafts import by_sex, day, draft, entry, note, observation, receive, save, send
from tests.builders.dump import COUNTED, dump
from tests.builders.examples import examples

KHMER = "ក្រសួងការងារ និងបណ្តុះបណ្តាលវិជ្ជាជីវៈ"


def test_what_goes_in_comes_out(store):
    read = replace(observation("0.10"), source=KHMER, as_typed="០,១០")
    gap = observation(None, cell="C10", gap_note=KHMER)
    sent = draft("a", institution=KHMER, observations=(read, gap), is_sample=True)

    send(store, sent)

    found = store.submissions.get(sent.submission_id)
    assert set(store.observations.of_submission(sent.submission_id)) == {read, gap}
    assert store.observations.at(sent.submission_id, "A2", "C10") == gap
    assert (found.institution, found.sheets, found.is_sample) == (KHMER, ("A2",), True)
    assert (found.sender, found.round, found.form, found.version) == ("KHM", 2021, "a_list", "1.0")
    assert (found.finding_count, found.observation_count, found.run_id) == (0, 2, "run-0")
    assert (found.received_at, found.digest) == (day(0), sent.digest)


@pytest.mark.parametrize(
    "digits", ["0", "-0", "12.50", "1E+3", "0.1", "123456789012345678901234567890.000000001"]
)
def test_numbers_keep_all_their_digits(store, digits):
    sent = draft("a", observations=(observation(digits),))

    send(store, sent)

    value = store.observations.at(sent.submission_id, "A2", "C9").value
    assert str(value) == digits


def test_saving_twice_is_once(store):
    values = (observation("1"), by_sex("2", cell="C10"))
    notes = (note(Severity.WARNING), note(Severity.QUESTION, code="OTHER"))
    sent = draft("a", observations=values, findings=notes)
    send(store, sent)
    before = dump(store)

    changed = save(
        store, replace(sent, observations=values[::-1], findings=(*notes[::-1], notes[0])), at=3
    )

    assert changed == ()
    assert dump(store) == before


def test_new_content_of_the_same_file_replaces_what_was_read(store):
    first = draft("a", observations=(observation("1"), observation("2", cell="C10")))
    second = replace(first, observations=(observation("3"),), findings=(note(Severity.WARNING),))
    send(store, first)

    changed = save(store, second, at=4)

    assert changed == (first.submission_id,)
    assert [read.value for read in store.observations.of_submission(first.submission_id)] == [3]
    with store.database.reading() as connection:
        read_at = connection.scalars(sa.select(reading.c.read_at).order_by(reading.c.reading_id))
        assert list(read_at) == [day(0), day(4)]


def test_one_bad_draft_leaves_the_others_stored_and_nothing_of_itself(store):
    receive(store, "a", "b")
    twice = draft("b", observations=(observation("1"), by_sex("2", cell="C9")))

    with pytest.raises(BrokenInvariant, match="refused"):
        save(store, draft("a"), twice)

    assert [submission.submission_id for submission in store.submissions.list()] == [
        draft("a").submission_id
    ]


@pytest.mark.parametrize(
    ("name", "changes", "refusal"),
    [
        ("a", {"observations": (observation("NaN"),)}, "NaN"),
        ("a", {"identity": None}, "names no form"),
        ("b", {}, "no received file"),
    ],
    ids=["no number", "no form and no finding that says so", "nobody received it"],
)
def test_a_draft_that_cannot_be_right_is_refused(store, name, changes, refusal):
    """It could not be compared, would count nowhere, or cannot have been read."""
    receive(store, "a")

    with pytest.raises(BrokenInvariant, match=refusal):
        save(store, draft(name, **changes))


@pytest.mark.parametrize(
    ("severity", "state"),
    [
        (None, SubmissionState.ACCEPTED),
        (Severity.QUESTION, SubmissionState.ACCEPTED_WITH_FINDINGS),
        (Severity.OMIT, SubmissionState.PARTLY_ACCEPTED),
        (Severity.REJECT, SubmissionState.REJECTED),
    ],
)
def test_findings_decide_the_state(store, severity, state):
    notes = () if severity is None else (note(severity), note(Severity.WARNING, code="LIGHT"))

    send(store, draft("a", findings=notes))

    assert [submission.state for submission in store.submissions.list()] == [state]


def test_late_is_measured_from_the_first_receipt_by_the_deadline_of_the_form(store):
    sent = {"early": draft("a"), "late": draft("b", sender="LAO"), "b": draft("c", form="b_list")}
    send(store, sent["early"], at=0)
    send(store, sent["late"], sent["b"], at=5)
    receive(store, "a", at=6, path="2021/KHM/again.xlsx")
    deadlines = {(FormKey.A_LIST, 2021): day(3), (FormKey.B_LIST, 2021): day(9)}

    found = store.submissions.list(deadlines=deadlines)

    late = {submission.submission_id for submission in found if submission.is_late}
    assert late == {sent["late"].submission_id}
    assert not any(submission.is_late for submission in store.submissions.list())


def test_a_file_that_names_no_round_is_listed_in_the_round_of_its_folder(store):
    receive(store, "unknown")
    save(store, draft("unknown", identity=None, findings=(note(Severity.REJECT),)))

    listed = store.submissions.list(2021)

    assert [submission.state for submission in listed] == [SubmissionState.REJECTED]
    assert store.submissions.list(2022) == ()


def test_findings_come_by_receipt_then_by_address(store):
    first = note(Severity.WARNING, cell="B1")
    second = note(Severity.WARNING, cell="C1")
    whole = note(Severity.QUESTION, cell=None)
    send(store, draft("early", findings=(second, first)), at=1)
    send(store, draft("late", findings=(whole,)), at=2)
    early, late = draft("early").submission_id, draft("late").submission_id

    assert store.submissions.findings(2021) == ((early, first), (early, second), (late, whole))
    assert store.submissions.findings(submission_id=late) == ((late, whole),)
    assert store.submissions.findings(2022) == ()


def test_contacts_are_kept_apart(store):
    personal = entry("Sok", sheet="Cover", field=Field.CONTACT_NAME, indicator=None)
    sent = draft("a", contact_name="Sok", contact_address="sok@example.org", entries=(personal,))

    send(store, sent)

    with store.database.reading() as connection:
        kept = connection.execute(sa.select(contact.c.name, contact.c.address)).all()
        elsewhere = connection.execute(sa.select(entry_table)).all()
    assert kept == [("Sok", "sok@example.org")]
    assert elsewhere == []


def test_asking_for_what_is_not_there_says_so(store):
    with pytest.raises(NotFound, match="S-0"):
        store.submissions.get("S-0")
    with pytest.raises(NotFound, match="submission of"):
        store.submissions.of_file(draft("a").digest)
    with pytest.raises(NotFound, match="Z99"):
        store.observations.at("S-0", "A2", "Z99")


NAMES = ("labour", "education", "correction", "broken", "neighbour")
DRAFTS = [
    draft("labour", "A2", "A3", findings=(note(Severity.WARNING),)),
    draft("education", "A11", institution="Ministry of Education"),
    draft("correction", "A3", observations=(observation("7", sheet="A3"),)),
    draft("broken", identity=None, findings=(note(Severity.REJECT),)),
    draft("neighbour", "A2", sender="LAO"),
]


@settings(examples(4), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(len(DRAFTS))), cut=st.integers(0, len(DRAFTS)))
def test_the_order_of_drafts_does_not_matter(store_url, order, cut):
    shuffled = [DRAFTS[at] for at in order]
    # A framework of its own for each: the rows of the others are not seen.
    with (
        open_store(store_url, "straight") as straight,
        open_store(store_url, f"{order}{cut}") as mixed,
    ):
        for store in (straight, mixed):
            receive(store, *NAMES)
        save(straight, *DRAFTS)
        save(mixed, *shuffled[:cut], shuffled[0])
        save(mixed, *shuffled[cut:])

        hidden = COUNTED | {"framework"}
        assert dump(mixed, without=hidden) == dump(straight, without=hidden)
        assert mixed.observations.accepted(2021) == straight.observations.accepted(2021)
        assert mixed.submissions.list() == straight.submissions.list()


def test_frameworks_in_one_database_do_not_see_each_other(store_url):
    with open_store(store_url, "one") as first, open_store(store_url, "two") as second:
        send(first, draft("a"))
        send(second, draft("a"), draft("b"))
        first.submissions.save(
            [draft("a", observations=())], run_id="r", read_at=day(2), code_version="2"
        )

        assert len(first.submissions.list()) == 1
        assert len(second.submissions.list()) == 2
        assert len(second.observations.accepted(2021)) == 1
        with first.database.reading() as connection:
            counted = connection.scalar(sa.select(sa.func.count()).select_from(table))
        assert counted == 2
