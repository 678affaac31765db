"""The gate: what counts, what speaks, and the sentence that says why not."""

from dataclasses import replace

import pytest

from cl_pipeline.errors import NotFound
from cl_pipeline.model.codes import DecisionKind, Field, FormKey, Severity, SubmissionState
from cl_pipeline.store import StatusReason
from tests.builders.drafts import (
    START,
    arrive,
    day,
    draft,
    entry,
    note,
    observation,
    save,
    seen,
    send,
)


def decide(store, kind, subject, *, at, round_year=2021):
    """A decision taken on that day."""
    return store.decisions.add(
        kind, round_year, subject, decided_by="SLOM", decided_at=day(at), reason="agreed"
    )


def counted(store, round_year=2021):
    """Which submission and sheet each accepted value comes from."""
    accepted = store.observations.accepted(round_year)
    return [(one.submission_id, one.observation.sheet) for one in accepted]


def states(store):
    """The state of every submission."""
    return {submission.submission_id: submission.state for submission in store.submissions.list()}


def reason(store, one):
    """Why that draft's submission counts or not."""
    return store.submissions.status(one.submission_id).reason


A, B = draft("a"), draft("b")


def test_an_accepted_value_comes_with_sender_round_and_submission(store):
    """Consolidation needs nothing else to know whose number it is."""
    one = replace(A, identity=replace(A.identity, is_sample=True))
    send(store, one)

    (found,) = store.observations.accepted(2021)

    assert (found.sender, found.round, found.submission_id) == ("KHM", 2021, A.submission_id)
    assert (found.received_at, found.is_sample) == (START, True)
    assert found.observation == observation()


def test_the_newest_return_speaks_and_the_earlier_one_stays(store):
    """A corrected return supersedes the first; both are kept."""
    send(store, A, at=0)
    send(store, B, at=1)

    assert counted(store) == [(B.submission_id, "A2")]
    assert states(store) == {
        A.submission_id: SubmissionState.SUPERSEDED,
        B.submission_id: SubmissionState.ACCEPTED,
    }
    standing = store.submissions.status(A.submission_id)
    assert (standing.reason, standing.superseded_by) == (
        StatusReason.SUPERSEDED,
        (B.submission_id,),
    )
    assert standing.sentence == f"{B.submission_id} is newer and replaces it for A2"


def test_going_back_to_the_first_file_makes_it_speak_again(store):
    """The newest arrival speaks, not the newest reading."""
    for at, name in enumerate("ab"):
        arrive(store, name, at=at, path="2021/KHM/return.xlsx")
    save(store, A, B)

    arrive(store, "a", at=2, path="2021/KHM/return.xlsx")

    assert counted(store) == [(A.submission_id, "A2")]
    assert states(store)[B.submission_id] == SubmissionState.SUPERSEDED


def test_going_back_counts_even_where_the_clock_stands_still(store):
    """Putting the old file back gives it no new time of change; it arrived later all the same."""
    for name, stamp in (("a", 1), ("b", 2), ("a", 1)):
        file = seen(name, "2021/KHM/return.xlsx", stamp=stamp)
        store.received_files.record([file], received_at=day(0), run_id="run-0")
    save(store, A, B)

    assert counted(store) == [(A.submission_id, "A2")]


def test_files_of_one_call_are_told_apart_by_their_own_time(store):
    """Both arrive in the same instant; the one written later speaks."""
    older = replace(seen("b"), modified_ns=5)
    newer = replace(seen("a"), modified_ns=6)
    store.received_files.record([newer, older], received_at=day(0), run_id="run-0")

    save(store, A, B)

    assert counted(store) == [(A.submission_id, "A2")]


def test_two_institutions_send_different_sheets_and_both_speak(store):
    """A later return speaks only for the sheets its cover declares."""
    labour = draft("labour", "A2", "A3")
    education = draft("education", "A11", institution="Ministry of Education")
    send(store, labour, at=0)
    send(store, education, at=1)

    assert counted(store) == [
        (education.submission_id, "A11"),
        (labour.submission_id, "A2"),
        (labour.submission_id, "A3"),
    ]
    assert set(states(store).values()) == {SubmissionState.ACCEPTED}
    assert [
        current_sheet.is_current for current_sheet in store.observations.current_sheets(2021)
    ] == [True] * 3


def test_a_return_gives_way_sheet_by_sheet(store):
    """What a correction does not declare keeps standing from the earlier return."""
    first, correction = draft("a", "A2", "A3", "A5"), draft("b", "A3")
    send(store, first, at=0)
    send(store, correction, at=1)

    assert counted(store) == [
        (first.submission_id, "A2"),
        (correction.submission_id, "A3"),
        (first.submission_id, "A5"),
    ]
    assert states(store)[first.submission_id] == SubmissionState.ACCEPTED
    assert store.submissions.status(first.submission_id).sentence == (
        f"it counts with A2, A5; {correction.submission_id} is newer and replaces it for A3"
    )


def test_two_institutions_on_one_sheet_stand_side_by_side(store):
    """The newer one speaks; the other is shown beside it, a correction by the same one is not."""
    planning = draft("planning", institution="Ministry of  Planning")
    early = draft("early", institution="Ministry of Labour")
    late = draft("late", institution="ministry of labour ")
    for at, one in enumerate((planning, early, late)):
        send(store, one, at=at)

    beside = store.observations.current_sheets(2021)

    assert [(one.submission_id, one.sheet, one.is_current) for one in beside] == [
        (late.submission_id, "A2", True),
        (planning.submission_id, "A2", False),
    ]
    assert beside[1].institution == "Ministry of  Planning"


def test_an_institution_that_is_not_named_is_no_second_voice(store):
    """It may be the same one."""
    send(store, A, at=0)
    send(store, draft("unnamed", institution=None), at=1)

    assert [
        current_sheet.is_current for current_sheet in store.observations.current_sheets(2021)
    ] == [True]


@pytest.mark.parametrize("severity", [Severity.OMIT, Severity.WARNING, Severity.QUESTION])
def test_findings_other_than_reject_stop_nothing_else(store, severity):
    """The rest of the return counts."""
    send(store, draft("a", findings=(note(severity, cell="Z1"),)))

    assert len(counted(store)) == 1


def test_a_rejected_return_neither_counts_nor_replaces(store):
    """The earlier one keeps speaking."""
    rejected = draft("b", findings=(note(Severity.REJECT),))
    send(store, A, at=0)
    send(store, rejected, at=1)

    assert counted(store) == [(A.submission_id, "A2")]
    assert states(store)[rejected.submission_id] == SubmissionState.REJECTED
    assert reason(store, rejected) == StatusReason.REJECTED


def test_a_value_with_an_omit_finding_is_left_out_whoever_stored_it(store):
    """The gate does not rely on the order of checks in a run."""
    values = (observation("1"), observation("2", cell="C10"))
    send(store, draft("a", observations=values, findings=(note(Severity.OMIT, cell="C9"),)))

    assert [one.observation.cell for one in store.observations.accepted(2021)] == ["C10"]


def test_a_sheet_that_the_cover_does_not_declare_does_not_count(store):
    """Values on it are kept and the officer is told."""
    stray = draft("a", "A2", observations=(observation(), observation(sheet="A7")))
    send(store, stray)

    assert counted(store) == [(stray.submission_id, "A2")]
    assert store.submissions.status(stray.submission_id).sentence == (
        "it counts with A2; it has values on A7, which its cover does not declare"
    )


def test_a_return_whose_cover_declares_nothing_says_so(store):
    """It is accepted and has nothing that could count."""
    nothing = draft("a", sheets=())
    send(store, nothing)

    assert counted(store) == []
    assert states(store) == {nothing.submission_id: SubmissionState.ACCEPTED}
    assert reason(store, nothing) == StatusReason.NOT_COVERED


def test_an_empty_sheet_that_is_declared_speaks(store):
    """Who declares a sheet and leaves it empty takes earlier figures back."""
    send(store, A, at=0)
    send(store, draft("b", observations=()), at=1)

    assert counted(store) == []


def test_a_withdrawn_return_gives_the_floor_back(store):
    """The earlier one speaks again; withdrawn outweighs superseded."""
    send(store, A, at=0)
    send(store, B, at=1)

    decide(store, DecisionKind.WITHDRAW, B.submission_id, at=2)

    assert counted(store) == [(A.submission_id, "A2")]
    assert states(store)[B.submission_id] == SubmissionState.WITHDRAWN
    assert reason(store, B) == StatusReason.WITHDRAWN


def test_after_closing_a_return_counts_by_decision(store):
    """Late but before closing counts; after closing only what was let in."""
    send(store, A, at=0)
    decide(store, DecisionKind.CLOSE_ROUND, "2021", at=1)
    send(store, B, at=2)
    assert counted(store) == [(A.submission_id, "A2")]
    assert reason(store, B) == StatusReason.AFTER_CLOSING
    assert states(store)[A.submission_id] == SubmissionState.ACCEPTED

    decide(store, DecisionKind.ACCEPT_LATE, B.submission_id, at=3)

    assert counted(store) == [(B.submission_id, "A2")]
    assert reason(store, B) == StatusReason.COUNTS


def test_what_was_received_before_closing_keeps_counting(store):
    """Closing shuts out nothing that was there."""
    send(store, A, at=0)

    decide(store, DecisionKind.CLOSE_ROUND, "2021", at=0)

    assert counted(store) == [(A.submission_id, "A2")]


def test_going_back_after_closing_does_not_change_who_speaks(store):
    """The picture at closing stands until somebody decides otherwise."""
    send(store, A, at=0)
    send(store, B, at=1)
    decide(store, DecisionKind.CLOSE_ROUND, "2021", at=2)

    arrive(store, "a", at=3, path="2021/KHM/again.xlsx")
    assert counted(store) == [(B.submission_id, "A2")]

    decide(store, DecisionKind.ACCEPT_LATE, A.submission_id, at=4)
    assert counted(store) == [(A.submission_id, "A2")]


def test_closing_one_round_leaves_the_others_open(store):
    """Each round is closed for itself."""
    decide(store, DecisionKind.CLOSE_ROUND, "2021", at=0)

    send(store, draft("a", round_year=2022), at=1)

    assert len(counted(store, 2022)) == 1


def test_earlier_rounds_are_handed_out_and_later_ones_are_not(store):
    """A vintage of 2022 carries 2021; what came for 2023 is not known to it."""
    returns = [draft(f"of {year}", round_year=year) for year in (2021, 2022, 2023)]
    send(store, *returns)

    assert [one.round for one in store.observations.accepted(2022)] == [2021, 2022]


def test_an_attachment_with_the_bytes_of_a_return_is_no_arrival_of_it(store):
    """Only what was taken in as a return decides how new a return is."""
    send(store, A, at=0)
    send(store, B, at=1)
    copy = replace(seen("a"), path="outgoing/KHM/a.xlsx", outcome="ignored")

    store.received_files.record([copy], received_at=day(2), run_id="run-2")

    assert counted(store) == [(B.submission_id, "A2")]


def test_forms_do_not_compete_with_each_other(store):
    """A sheet of the B list and a sheet of the A list of the same name both speak."""
    send(store, A, at=0)
    send(store, draft("b", form="b_list"), at=1)

    assert len(counted(store)) == 2


def test_members_do_not_compete_with_each_other(store):
    """Each speaks for itself, in order of code."""
    send(store, draft("b", sender="VNM"), draft("a", sender="BRN"))

    assert [one.sender for one in store.observations.accepted(2021)] == ["BRN", "VNM"]


def test_entries_of_sheets_that_speak_are_shown(store):
    """A newer return's words replace the earlier ones, sheet by sheet."""
    first = draft("a", "A2", "A3", entries=(entry("old"), entry("kept", sheet="A3")))
    second = draft("b", "A2", entries=(entry("new"), entry("undeclared", sheet="A5")))
    send(store, first, at=0)
    send(store, second, at=1)

    shown = store.observations.entries(2021)

    assert [one.entry.text for one in shown] == ["new", "kept"]


def test_remarks_outside_the_declared_sheets_stand_with_their_return(store):
    """They are shown as long as the return speaks anywhere."""
    remark = {"sheet": "Support", "indicator": None, "field": Field.SUPPORT, "column": None}
    first = draft("a", "A2", entries=(entry("training", **remark),))
    send(store, first, at=0)
    assert [one.entry.text for one in store.observations.entries(2021)] == ["training"]

    send(store, B, at=1)

    assert store.observations.entries(2021) == ()


def test_entries_are_chosen_by_form_and_field(store):
    """The B-list table asks for its own."""
    level = entry("in part", field=Field.LEVEL, code="PARTLY")
    words = entry("we did", field=Field.NARRATIVE, cell="C41")
    send(store, draft("a", entries=(entry("progress"),)))
    send(store, draft("b", form="b_list", entries=(level, words)))

    narratives = store.observations.entries(2021, form=FormKey.B_LIST, fields={Field.NARRATIVE})

    assert [narrative.entry for narrative in narratives] == [words]
    assert len(store.observations.entries(2021, form=FormKey.B_LIST)) == 2
    assert len(store.observations.entries(2021)) == 3


def test_the_standing_of_an_unknown_submission_is_not_found(store):
    """There is no default answer."""
    with pytest.raises(NotFound):
        store.submissions.status("S-0")
