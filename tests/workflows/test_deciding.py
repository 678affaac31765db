"""Decisions bind: recorded once, obeyed by what follows, never answered otherwise in silence."""

from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from cl_pipeline.errors import NotAllowed, NotFound, UsageError
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.decision import DECISION_MEANINGS
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import load_facts
from cl_pipeline.workflows.slom_review.comparisons import change_rows, changes_since_sign_off
from cl_pipeline.workflows.slom_review.decisions import decide
from cl_pipeline.workflows.slom_review.vintages import current_vintage
from cl_pipeline.workflows.template_finalisation.forms import not_asked_hint, send_out_forms
from tests.builders.pipelines import consolidated, on_day
from tests.builders.submissions import child_labour

WHO_AND_WHY = {"decided_by": "SLOM", "reason": "as agreed"}


def take(pipeline: Pipeline, kind: str, subject: str, *, day: int = 0, **more: object):
    return decide(on_day(pipeline, day), DecisionKind(kind), subject, **WHO_AND_WHY, **more)


def test_every_kind_of_decision_is_explained():
    assert set(DECISION_MEANINGS) == set(DecisionKind)


def counted(pipeline: Pipeline) -> list[str]:
    vintage = current_vintage(load_facts(pipeline, RoundYear(2021)))
    return [entry.sender for entry in vintage.coverage if entry.counts]


def test_a_form_can_be_made_final_for_several_rounds(pipeline):
    for year in (2023, 2024):
        take(pipeline, "final_form", "a_list 1.2", in_round=year)

    versions = pipeline.framework_in_force().form_versions
    (version,) = (each for each in versions if (each.form, each.version) == ("a_list", "1.2"))
    assert (version.status, version.rounds) == ("final", (2023, 2024))


def test_a_move_to_list_b_says_in_which_rounds_no_form_asks_for_the_indicator(pipeline):
    moved = take(pipeline, "move_indicator", "A9", details="B", in_round=2022)

    def hint(about):
        return not_asked_hint(pipeline.framework_in_force(), about)

    assert "goes out in 2023, 2024, 2025, so no form asks for B10" in hint(moved)
    assert "final-form b_list 1.0 --round 2023" in hint(RoundYear(2023))
    assert hint(RoundYear(2022)) == ""
    take(pipeline, "final_form", "b_list 1.0", in_round=2023)
    assert hint(RoundYear(2023)) == ""
    assert "goes out in 2024, 2025," in hint(moved)


def test_a_round_reopened_counts_what_came_in_between_and_can_be_closed_again(pipeline):
    take(pipeline, "close_round", "2021", day=1)
    child_labour().stored(pipeline, day=2)
    closed = counted(pipeline)
    take(pipeline, "reopen_round", "2021", day=3)
    open_again = counted(pipeline)
    take(pipeline, "close_round", "2021", day=4)
    child_labour(sender="LAO").stored(pipeline, day=5)

    assert (closed, open_again, counted(pipeline)) == ([], ["KHM"], ["KHM"])
    assert [row.kind for row in pipeline.store.decisions.in_force()] == ["close_round"]


@pytest.mark.parametrize(("undone", "counts"), [("1", ["KHM"]), ("2", [])])
def test_a_revocation_is_a_decision_and_undoes_one(pipeline, undone, counts):
    take(pipeline, "close_round", "2021", day=1)
    late = child_labour().stored(pipeline, day=2)
    take(pipeline, "accept_late", late.submission_id, day=3)
    accepted = counted(pipeline)

    take(pipeline, "revoke", undone, day=4)

    assert (accepted, counted(pipeline)) == (["KHM"], counts)
    assert len(pipeline.store.decisions.list()) == 3


def test_an_extended_deadline_makes_a_submission_punctual(pipeline):
    sent = child_labour().stored(pipeline, day=71)

    take(pipeline, "extend_deadline", "a_list 2021", details="2021-09-15")

    deadlines = pipeline.deadlines_in_force()
    now = pipeline.store.submissions.get(sent.submission_id, deadlines=deadlines)
    assert (sent.is_late, now.is_late) == (True, False)
    assert deadlines["a_list", 2021] == datetime(2021, 9, 15, 16, 59, 59, 999999, tzinfo=UTC)


def test_an_extended_deadline_is_in_forms_that_go_out_afterwards(pipeline, tmp_path):
    def cover_text() -> str:
        (form,) = send_out_forms(pipeline, RoundYear(2021), senders=["KHM"], out=tmp_path)[:1]
        cover = load_workbook(form.path)["Cover"]
        return " ".join(str(cell.value) for row in cover.iter_rows() for cell in row if cell.value)

    before = cover_text()
    take(pipeline, "extend_deadline", "a_list 2021", details="2021-09-15")
    after = cover_text()

    assert ("by 31 August 2021" in before, "by 15 September 2021" in after) == (True, True)
    assert "31 August 2021" not in after


def test_a_correction_after_sign_off_shows_old_new_and_effect(pipeline):
    child_labour("1000").stored(pipeline, day=1)
    signed = consolidated(pipeline, day=2)
    take(pipeline, "sign_off", "2021", day=3, details="ad referendum")
    child_labour("m").stored(pipeline, day=4, name="corrected")
    child_labour("50", sender="LAO").stored(pipeline, day=5)

    rows = change_rows(changes_since_sign_off(load_facts(pipeline, RoundYear(2021))))

    changed = {row["value"]: (row["signed"], row["now"], row["effect"]) for row in rows}
    assert changed["child_labour_5_17|KHM|baseline|children|total"] == (
        "1000 (2020)",
        "gap code m (2020)",
        "child_labour_5_17 KHM baseline: reported (counts) -> unexplained (does not count); "
        "A2: 1 report, threshold 5, assess feasibility -> "
        "1 report, threshold 5, assess feasibility",
    )
    assert changed["child_labour_5_17|LAO|baseline|children|total"][:2] == ("nothing", "50 (2020)")
    assert pipeline.store.vintages.load(signed.vintage_id) == signed
    assert pipeline.store.decisions.list()[0].vintage_id == signed.vintage_id


def test_the_questions_of_a_signed_vintage_are_frozen_too(pipeline):
    child_labour().stored(pipeline, day=1)
    signed = consolidated(pipeline, day=2)
    take(pipeline, "sign_off", signed.vintage_id, day=3)
    child_labour(source="another").stored(pipeline, day=4)
    consolidated(pipeline, day=5)

    assert pipeline.store.vintages.load(signed.vintage_id) == signed


def test_an_unsigned_round_has_nothing_to_compare_with(pipeline):
    child_labour().stored(pipeline)
    consolidated(pipeline)
    take(pipeline, "sign_off", "2021")
    take(pipeline, "revoke", "1")

    assert changes_since_sign_off(load_facts(pipeline, RoundYear(2021))) is None


@pytest.mark.parametrize(
    ("kind", "subject", "more", "error_text", "words"),
    [
        ("move_indicator", "A9", {"details": "B"}, UsageError, "needs the round"),
        ("move_indicator", "A9", {"details": "D", "in_round": 2022}, UsageError, "give A, B or C"),
        ("move_indicator", "A9", {"details": "A", "in_round": 2022}, NotAllowed, "on list A in"),
        ("move_indicator", "A99", {"details": "B", "in_round": 2022}, NotFound, "its position"),
        ("move_indicator", "B7", {"details": "A", "in_round": 2022}, NotAllowed, "measures.csv"),
        ("extend_deadline", "a_list 2021", {"details": "soon"}, UsageError, "YYYY-MM-DD"),
        ("extend_deadline", "a_list 2021", {"details": "2021-08-31"}, NotAllowed, "already"),
        ("extend_deadline", "a_list 2021", {"details": "2021-04-30"}, NotAllowed, "2021-05-01"),
        ("extend_deadline", "c_list 2021", {"details": "2021-10-01"}, NotFound, "no deadline"),
        ("reopen_round", "2021", {}, NotAllowed, "is open"),
        ("sign_off", "2021", {}, NotFound, "consolidated"),
        ("sign_off", "V-2021-0", {}, NotFound, "no vintage"),
        ("revoke", "7", {}, NotFound, "decide list"),
    ],
)
def test_what_cannot_take_effect_is_refused_with_what_to_do(
    pipeline, kind, subject, more, error_text, words
):
    with pytest.raises(error_text, match=words):
        take(pipeline, kind, subject, **more)

    assert pipeline.store.decisions.list() == ()
