"""What counts: which submissions, which of their sheets are current, and as of when."""

from dataclasses import replace

import pytest

from cl_pipeline.errors import NotAllowed, NotFound
from cl_pipeline.model.codes import (
    DecisionKind,
    ExclusionReason,
    Field,
    FormKey,
    Severity,
    SubmissionState,
)
from cl_pipeline.model.identity import RoundYear, submission_id
from cl_pipeline.store import Store, open_store
from tests.builders.drafts import (
    START,
    day,
    decide,
    digest_of,
    draft,
    entry,
    note,
    observation,
    receive,
    save,
    seen,
    send,
)

A, B = draft("a"), draft("b")


def send_in_turn(store, *drafts):
    for at, sent in enumerate(drafts):
        send(store, sent, at=at)


def counted(store, round_year=2021):
    accepted = store.observations.accepted(round_year)
    return [(value.submission_id, value.observation.sheet) for value in accepted]


def state(store, sent):
    return store.submissions.get(sent.submission_id).state


def status(store, sent):
    return store.submissions.status(sent.submission_id)


def test_an_accepted_value_comes_with_sender_round_and_submission(store):
    send(store, draft("a", is_sample=True))

    (found,) = store.observations.accepted(2021)

    assert (found.sender, found.round, found.submission_id) == ("KHM", 2021, A.submission_id)
    assert (found.received_at, found.is_sample) == (START, True)
    assert found.observation == observation()


def test_the_newest_submission_counts_and_the_earlier_one_is_superseded(store):
    send_in_turn(store, A, B)

    assert counted(store) == [(B.submission_id, "A2")]
    assert state(store, A) == SubmissionState.SUPERSEDED
    assert state(store, B) == SubmissionState.ACCEPTED
    assert status(store, A).reason == ExclusionReason.SUPERSEDED
    assert B.submission_id in status(store, A).sentence


@pytest.mark.parametrize(
    ("days", "stamps"),
    [
        pytest.param((0, 1, 2), (1, 1, 1), id="later"),
        pytest.param((0, 0, 0), (1, 2, 1), id="same-instant-and-old-time-of-change"),
    ],
)
def test_going_back_to_the_first_file_makes_it_current_again(store, days, stamps):
    for name, at, stamp in zip("aba", days, stamps, strict=True):
        file = seen(name, "2021/KHM/form.xlsx", stamp=stamp)
        store.received_files.record([file], received_at=day(at), run_id="run-0")
    save(store, A, B)

    assert counted(store) == [(A.submission_id, "A2")]
    assert state(store, B) == SubmissionState.SUPERSEDED


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("2021/KHM/old/a.xlsx", id="moved"),
        pytest.param("2021/KHM/A.xlsx", id="renamed"),
        pytest.param("inbox/a.xlsx", id="copied-to-no-folder"),
        pytest.param("2021/LAO/a.xlsx", id="copied-to-another-sender"),
        pytest.param("2022/KHM/a.xlsx", id="copied-to-another-round"),
    ],
)
def test_a_replaced_content_that_is_seen_elsewhere_stays_replaced(store, path):
    """To move, rename or copy a file is no statement; going back is one, at the same path."""
    receive(store, "a", at=0)
    receive(store, "b", at=1)
    save(store, A, B)

    receive(store, "a", at=2, path=path)
    for file in store.submissions.unread():
        found = replace(A, submission_id=file.submission_id, folder=file.folder)
        save(store, found)

    assert counted(store) == [(B.submission_id, "A2")]
    assert state(store, A) == SubmissionState.SUPERSEDED


def test_a_content_in_the_folder_of_another_sender_is_held_until_it_is_confirmed(store):
    """The same bytes are a submission of their own there; so are placeholders of two senders."""
    receive(store, "a", path="2021/LAO/a.xlsx")
    receive(store, "a", path="2021/KHM/a.xlsx")
    wrong, right = store.submissions.unread()
    held = replace(A, submission_id=wrong.submission_id, folder="2021/LAO")
    save(store, held)

    assert counted(store) == []
    assert state(store, held) == SubmissionState.HELD
    assert status(store, held).reason == ExclusionReason.HELD

    decide(store, DecisionKind.CONFIRM_SENDER, held.submission_id, at=1)
    assert counted(store) == [(held.submission_id, "A2")]
    assert right.submission_id == f"{held.submission_id}-2021-KHM"


def test_the_order_of_receipt_decides_where_a_clock_went_back(store):
    receive(store, "a", at=5)
    receive(store, "b", at=1)
    save(store, A, B)

    assert counted(store) == [(B.submission_id, "A2")]
    assert [sent.submission_id for sent in store.submissions.list()] == [
        A.submission_id,
        B.submission_id,
    ]


def test_files_of_one_call_are_ordered_by_their_own_time(store):
    older, newer = replace(seen("b"), modified_ns=5), replace(seen("a"), modified_ns=6)
    store.received_files.record([newer, older], received_at=day(0), run_id="run-0")

    save(store, A, B)

    assert counted(store) == [(A.submission_id, "A2")]


def test_two_institutions_send_different_sheets_and_both_count(store):
    labour = draft("labour", "A2", "A3")
    education = draft("education", "A11", institution="Ministry of Education")
    send_in_turn(store, labour, education)

    assert counted(store) == [
        (education.submission_id, "A11"),
        (labour.submission_id, "A2"),
        (labour.submission_id, "A3"),
    ]
    assert state(store, labour) == state(store, education) == SubmissionState.ACCEPTED
    assert [sheet.is_current for sheet in store.observations.current_sheets(2021)] == [True] * 3


def test_a_submission_is_replaced_sheet_by_sheet(store):
    first, correction = draft("a", "A2", "A3", "A5"), draft("b", "A3")
    send_in_turn(store, first, correction)

    assert counted(store) == [
        (first.submission_id, "A2"),
        (correction.submission_id, "A3"),
        (first.submission_id, "A5"),
    ]
    assert state(store, first) == SubmissionState.ACCEPTED
    assert status(store, first).reason is None


LABOUR = draft("early", institution="Ministry of  Labour")
LABOUR_AGAIN = draft("again", institution="ministry of labour ")
PLANNING = draft("planning", institution="Ministry of Planning")


def as_supplier(sent):
    """The same draft, with its institution as the supplier that the framework names."""
    reporters = tuple(reporter._replace(is_supplier=True) for reporter in sent.reporters)
    return replace(sent, reporters=reporters)


@pytest.mark.parametrize(
    ("sent", "current"),
    [
        pytest.param((LABOUR, PLANNING), LABOUR, id="the-first-and-not-the-later-one"),
        pytest.param(
            (LABOUR, PLANNING, LABOUR_AGAIN), LABOUR_AGAIN, id="a-correction-by-the-first"
        ),
        pytest.param((LABOUR, as_supplier(PLANNING)), PLANNING, id="the-named-supplier"),
        pytest.param((as_supplier(PLANNING), LABOUR), PLANNING, id="the-named-supplier-was-first"),
    ],
)
def test_of_two_institutions_on_one_sheet_one_is_shown_and_both_are_kept(store, sent, current):
    send_in_turn(store, *sent)

    shown, other = store.observations.current_sheets(2021)

    assert (shown.submission_id, shown.is_current) == (current.submission_id, True)
    assert (other.sheet, other.is_current) == ("A2", False)
    waiting = next(each for each in sent if each.submission_id == other.submission_id)
    assert state(store, waiting) == SubmissionState.SECOND
    assert status(store, waiting).reason == ExclusionReason.OTHER_INSTITUTION


def test_the_officer_chooses_between_two_institutions(store):
    send_in_turn(store, as_supplier(LABOUR), PLANNING)

    chosen = decide(store, DecisionKind.CHOOSE_SUPPLIER, PLANNING.submission_id, details="A2", at=3)
    assert counted(store) == [(PLANNING.submission_id, "A2")]

    decide(store, DecisionKind.REVOKE, str(chosen.decision_id), at=4)
    assert counted(store) == [(LABOUR.submission_id, "A2")]


LAST_YEAR = draft("last_year", institution="ministry of  planning")


def of_round(sent, year):
    """The same draft for that round."""
    identity = replace(sent.identity, round=RoundYear(year))
    return replace(sent, identity=identity)


NEXT = tuple(of_round(sent, 2022) for sent in (LABOUR, PLANNING))


def test_the_institution_of_an_earlier_round_is_shown_and_not_the_first(store):
    send_in_turn(store, LAST_YEAR, *NEXT)

    assert counted(store, 2022)[1:] == [(PLANNING.submission_id, "A2")]


def test_the_supplier_that_the_framework_names_goes_before_that_of_an_earlier_round(store):
    send_in_turn(store, LAST_YEAR, as_supplier(NEXT[0]), NEXT[1])

    assert counted(store, 2022)[1:] == [(LABOUR.submission_id, "A2")]


def test_a_withdrawn_submission_of_an_earlier_round_names_no_institution(store):
    send_in_turn(store, LAST_YEAR, *NEXT)
    decide(store, DecisionKind.WITHDRAW, LAST_YEAR.submission_id, at=3)

    assert counted(store, 2022) == [(LABOUR.submission_id, "A2")]


def test_a_choice_holds_in_the_next_round(store):
    last = draft("labour", institution="Ministry of Labour")
    send_in_turn(store, last, LAST_YEAR, *NEXT)
    before = counted(store, 2022)

    decide(store, DecisionKind.CHOOSE_SUPPLIER, LAST_YEAR.submission_id, details="A2", at=4)

    assert before == [(last.submission_id, "A2"), (LABOUR.submission_id, "A2")]
    assert counted(store, 2022) == [(LAST_YEAR.submission_id, "A2"), (PLANNING.submission_id, "A2")]


def test_an_institution_that_is_not_named_makes_no_conflict(store):
    send_in_turn(store, A, draft("unnamed", institution=None))

    assert [sheet.is_current for sheet in store.observations.current_sheets(2021)] == [True]


def test_a_rejected_submission_neither_counts_nor_replaces(store):
    rejected = draft("b", findings=(note(Severity.REJECT),))
    send_in_turn(store, A, rejected)

    assert counted(store) == [(A.submission_id, "A2")]
    assert state(store, rejected) == SubmissionState.REJECTED
    assert status(store, rejected).reason == ExclusionReason.UNREADABLE


@pytest.mark.parametrize(
    ("severity", "cells"),
    [
        (Severity.OMIT, ["C10"]),
        (Severity.WARNING, ["C10", "C9"]),
        (Severity.QUESTION, ["C10", "C9"]),
    ],
)
def test_only_an_omit_finding_leaves_its_value_out(store, severity, cells):
    values = (observation("1"), observation("2", cell="C10"))
    send(store, draft("a", observations=values, findings=(note(severity, cell="C9"),)))

    accepted = store.observations.accepted(2021)
    assert sorted(value.observation.cell for value in accepted) == cells


def test_a_sheet_that_the_cover_does_not_declare_does_not_count(store):
    stray = draft("a", "A2", observations=(observation(), observation(sheet="A7")))
    send(store, stray)
    assert counted(store) == [(stray.submission_id, "A2")]

    send(store, B, at=1)

    assert "A7" in status(store, stray).sentence


def test_a_submission_whose_cover_declares_nothing_does_not_count(store):
    nothing = draft("a", sheets=())
    send(store, nothing)

    assert counted(store) == []
    assert state(store, nothing) == SubmissionState.ACCEPTED
    assert status(store, nothing).reason == ExclusionReason.NOT_COVERED


def test_an_empty_sheet_that_is_declared_is_current(store):
    send_in_turn(store, A, draft("b", observations=()))

    assert counted(store) == []


def test_a_withdrawn_submission_makes_the_earlier_one_current(store):
    send_in_turn(store, A, B)

    decide(store, DecisionKind.WITHDRAW, B.submission_id, at=2)

    assert counted(store) == [(A.submission_id, "A2")]
    assert state(store, B) == SubmissionState.WITHDRAWN
    assert status(store, B).reason == ExclusionReason.WITHDRAWN


def test_after_closing_a_submission_counts_by_decision(store):
    send(store, A, at=1)
    decide(store, DecisionKind.CLOSE_ROUND, "2021", at=1)
    send(store, B, at=2)
    assert counted(store) == [(A.submission_id, "A2")]
    assert status(store, B).reason == ExclusionReason.AFTER_CLOSING
    assert store.submissions.received_after_closing() == {B.submission_id}
    assert state(store, A) == SubmissionState.ACCEPTED

    decide(store, DecisionKind.ACCEPT_LATE, B.submission_id, at=3)

    assert counted(store) == [(B.submission_id, "A2")]
    assert status(store, B).reason is None


def test_going_back_after_closing_does_not_change_what_is_current(store):
    for at, name in enumerate("ab"):
        receive(store, name, at=at, path="2021/KHM/form.xlsx")
    save(store, A, B)
    decide(store, DecisionKind.CLOSE_ROUND, "2021", at=2)

    receive(store, "a", at=3, path="2021/KHM/form.xlsx")
    assert counted(store) == [(B.submission_id, "A2")]

    decide(store, DecisionKind.ACCEPT_LATE, A.submission_id, at=4)
    assert counted(store) == [(A.submission_id, "A2")]


def test_closing_one_round_leaves_the_others_open(store):
    decide(store, DecisionKind.CLOSE_ROUND, "2021", at=0)

    send(store, draft("a", round_year=2022), at=1)

    assert len(counted(store, 2022)) == 1


def test_earlier_rounds_are_included_and_later_ones_are_not(store):
    send(store, *(draft(f"of {year}", round_year=year) for year in (2021, 2022, 2023)))

    assert [value.round for value in store.observations.accepted(2022)] == [2021, 2022]


def test_an_ignored_copy_does_not_make_a_submission_newer(store):
    send_in_turn(store, A, B)
    copy = seen("a", "outgoing/KHM/a.xlsx", outcome="ignored")

    store.received_files.record([copy], received_at=day(2), run_id="run-2")

    assert counted(store) == [(B.submission_id, "A2")]


@pytest.mark.parametrize("other", [{"form": "b_list"}, {"sender": "VNM"}], ids=["form", "sender"])
def test_forms_and_senders_do_not_compete_with_each_other(store, other):
    send_in_turn(store, A, draft("b", **other))

    assert set(counted(store)) == {(A.submission_id, "A2"), (B.submission_id, "A2")}


def test_entries_of_current_sheets_are_shown(store):
    first = draft("a", "A2", "A3", entries=(entry("old"), entry("kept", sheet="A3")))
    second = draft("b", "A2", entries=(entry("new"), entry("undeclared", sheet="A5")))
    send_in_turn(store, first, second)

    assert [shown.entry.text for shown in store.observations.entries(2021)] == ["new", "kept"]


def test_remarks_outside_the_declared_sheets_are_shown_with_their_submission(store):
    remark = {"sheet": "Support", "indicator": None, "field": Field.SUPPORT, "column": None}
    send(store, draft("a", "A2", entries=(entry("training", **remark),)), at=0)
    assert [shown.entry.text for shown in store.observations.entries(2021)] == ["training"]

    send(store, B, at=1)

    assert store.observations.entries(2021) == ()


def test_entries_are_chosen_by_form_and_field(store):
    level = entry("in part", field=Field.LEVEL, code="PARTLY")
    narrative = entry("we did", field=Field.NARRATIVE, cell="C41")
    send(store, draft("a", entries=(entry("progress"),)))
    send(store, draft("b", form="b_list", entries=(level, narrative)))

    found = store.observations.entries(2021, form=FormKey.B_LIST, fields={Field.NARRATIVE})

    assert [shown.entry for shown in found] == [narrative]
    assert len(store.observations.entries(2021, form=FormKey.B_LIST)) == 2
    assert len(store.observations.entries(2021)) == 3


def test_an_unknown_submission_has_no_status(store):
    with pytest.raises(NotFound):
        store.submissions.status("S-0")


FIRST, SECOND = (submission_id(digest_of(name)) for name in ("first", "second"))


@pytest.fixture
def corrected(store) -> Store:
    """A submission on the first day, a corrected one on the third, closed on the fifth."""
    receive(store, "first", at=0)
    save(store, draft("first"))
    receive(store, "second", at=2)
    save(store, draft("second"), at=2)
    decide(store, DecisionKind.CLOSE_ROUND, "2021", at=4)
    return store


@pytest.mark.parametrize(
    ("at", "states", "current", "decisions"),
    [
        pytest.param(-1, [], set(), 0, id="before-everything"),
        pytest.param(0, ["accepted"], {FIRST}, 0, id="first"),
        pytest.param(3, ["superseded", "accepted"], {SECOND}, 0, id="second"),
        pytest.param(4, ["superseded", "accepted"], {SECOND}, 1, id="closed"),
    ],
)
def test_what_came_later_is_hidden(corrected, at, states, current, decisions):
    past = corrected.as_of(day(at))

    assert [submission.state.value for submission in past.submissions.list()] == states
    assert len(past.received_files.list()) == len(states)
    assert len(past.decisions.list()) == decisions
    accepted = past.observations.accepted(RoundYear(2021))
    assert {value.submission_id for value in accepted} == current


def test_the_present_is_not_changed(corrected):
    past = corrected.as_of(day(0))

    assert len(past.submissions.list()) == 1
    assert len(corrected.submissions.list()) == 2
    assert len(past.as_of(None).submissions.list()) == 2


def test_the_past_takes_no_rows(corrected):
    with pytest.raises(NotAllowed):
        receive(corrected.as_of(day(0)), "third")


def test_the_current_submission_of_a_sheet_is_named_for_all_that_count(corrected):
    found = corrected.history.current_submissions("KHM", ["A2"], [2021])

    assert set(found) == {(FIRST, "A2", SECOND, True), (SECOND, "A2", SECOND, True)}


def instructions(store, count: int) -> int:
    """How many hundred instructions SQLite runs to find what is current of so many submissions."""
    for number in range(count):
        more = {"round_year": 2021 + number % 5, "institution": f"{number % 3}"}
        send(store, draft(str(number), **more))
    ran = []
    with store.database.reading() as connection:
        driver = connection.connection.driver_connection
        driver.set_progress_handler(lambda: ran.append(1), 100)
        store.submissions.current()
        driver.set_progress_handler(None, 0)
    return len(ran)


def test_what_is_current_is_found_without_comparing_every_sheet_with_every_other(tmp_path):
    """The suppliers of earlier rounds are looked at once: 100,000 sheets take two seconds."""
    with open_store(f"sqlite:///{tmp_path / 'few.db'}") as few:
        before = instructions(few, 40)
    with open_store(f"sqlite:///{tmp_path / 'many.db'}") as many:
        after = instructions(many, 160)

    assert after < 6 * before, (before, after)
