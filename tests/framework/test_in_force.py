"""What recorded decisions change in the framework."""

from datetime import UTC, datetime

import pytest

from cl_pipeline.errors import NotFound
from cl_pipeline.framework.in_force import with_decisions
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import DecisionKind, FormKey, FormStatus, Phase
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.labels import format_deadline

ROADMAP = load_framework()
DRAFT = (FormKey.A_LIST, "1.2")
"""Form and version of the draft in the files."""


def decide(
    number: int = 1,
    kind: DecisionKind = DecisionKind.FINAL_FORM,
    subject: str = "a_list 1.2",
    round_year: int | None = 2025,
    letter: str | None = None,
) -> Decision:
    """A decision of SLOM, by default that the draft goes out in 2025."""
    when = datetime(2025, 3, number, tzinfo=UTC)
    return Decision(number, kind, round_year, subject, "SLOM", when, "as agreed", letter)


def test_without_decisions_the_framework_is_that_of_the_files():
    assert with_decisions(ROADMAP, []) is ROADMAP


@pytest.mark.parametrize(("round_year", "rounds"), [(2025, (2025,)), (None, ())])
def test_a_final_form_decision_makes_the_version_final_for_its_round(round_year, rounds):
    framework = with_decisions(ROADMAP, [decide(round_year=round_year)])

    (version,) = [row for row in framework.form_versions if (row.form, row.version) == DRAFT]
    assert (version.status, version.rounds) == (FormStatus.FINAL, rounds)


def test_other_decisions_leave_the_framework_alone():
    changing = {DecisionKind.FINAL_FORM, DecisionKind.MOVE_INDICATOR}
    others = [kind for kind in DecisionKind if kind not in changing]
    decisions = [decide(at, kind, "2021") for at, kind in enumerate(others, 1)]

    assert with_decisions(ROADMAP, decisions) is ROADMAP


def test_the_digest_covers_the_decisions():
    once = with_decisions(ROADMAP, [decide()])

    assert once.digest != ROADMAP.digest
    assert once.digest != with_decisions(ROADMAP, [decide(round_year=2024)]).digest


def test_order_and_repetition_of_decisions_do_not_matter():
    first, second = decide(1), decide(2, subject="b_list 1.0", round_year=None)

    found = with_decisions(ROADMAP, [first, second])

    assert with_decisions(ROADMAP, [second, first, decide(3)]) == found


def move(number: int, letter: str, round_year: int, indicator: str = "cases_courts") -> Decision:
    return decide(number, DecisionKind.MOVE_INDICATOR, indicator, round_year, letter)


def positions(framework: Framework, *rounds: int) -> list[str]:
    return [framework.in_round(year).indicator("cases_courts").position for year in rounds]


def test_a_move_takes_effect_from_its_round_and_leaves_earlier_rounds_alone():
    found = with_decisions(ROADMAP, [move(1, "B", 2022)])

    assert positions(found, 2021, 2022, 2025) == ["A9", "B10", "B10"]
    assert found.in_round(2021) == ROADMAP
    assert found.in_round(2022).digest != ROADMAP.digest


def test_a_position_names_the_same_indicator_in_every_round():
    found = with_decisions(ROADMAP, [move(1, "B", 2022), move(2, "A", 2024)])

    assert positions(found, 2021, 2022, 2024) == ["A9", "B10", "A15"]
    assert found.in_round(2022).indicator("A10").key == ROADMAP.indicator("A10").key


def test_a_move_is_replaced_by_a_later_one_for_its_round():
    """A decision corrected before the round began."""
    found = with_decisions(ROADMAP, [move(1, "B", 2022), move(2, "C", 2022)])

    assert positions(found, 2022) == ["C10"]


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        (decide(subject="a_list 9.9"), r"'a_list 9.9'.*a_list 1.0, a_list 1.1"),
        (move(1, "B", 2022, "nobody"), r"'nobody' to move \(decision 1\)"),
    ],
    ids=["version", "indicator"],
)
def test_a_decision_about_something_unknown_is_refused_by_name(decision, message):
    with pytest.raises(NotFound, match=message):
        with_decisions(ROADMAP, [decision])


def test_a_deadline_that_nobody_set_is_printed_as_a_proposal():
    """Only the round of 2021 has dates in a document; a decision is as good as one."""
    year, phase = RoundYear(2022), Phase.A_LIST_COLLECTION
    decided = decide(1, DecisionKind.EXTEND_DEADLINE, "a_list 2022", year, "2022-09-15")

    own = format_deadline(ROADMAP.entry(RoundYear(2021), phase))
    assumed = format_deadline(ROADMAP.entry(year, phase))
    set_now = format_deadline(with_decisions(ROADMAP, [decided]).entry(year, phase))

    assert own == "31 August 2021"
    assert assumed == "31 August 2022 (a day proposed by the ASEAN Secretariat)"
    assert set_now == "15 September 2022"
