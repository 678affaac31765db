"""Decisions: recorded once, and never answered with another one in silence."""

from pathlib import Path

import pytest

from cl_pipeline.errors import NotAllowed
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.stages.decisions import decide
from tests.builders.stored_returns import pipeline_in

WHO_AND_WHY = {"decided_by": "SLOM", "reason": "as agreed"}


def test_a_form_made_final_for_one_round_is_not_taken_for_another(tmp_path: Path) -> None:
    """The second round would otherwise be lost while the command says it is recorded."""
    pipeline = pipeline_in(tmp_path)
    decide(pipeline, DecisionKind.FINAL_FORM, "a_list 1.2", goes_out_in=2023, **WHO_AND_WHY)

    with pytest.raises(NotAllowed, match="for round 2023 and stands"):
        decide(pipeline, DecisionKind.FINAL_FORM, "a_list 1.2", goes_out_in=2024, **WHO_AND_WHY)

    assert [one.round for one in pipeline.store.decisions.list()] == [2023]


def test_the_same_decision_twice_is_one(tmp_path: Path) -> None:
    """What was decided first holds, with its time and reason."""
    pipeline = pipeline_in(tmp_path)
    first = decide(pipeline, DecisionKind.CLOSE_ROUND, "2021", **WHO_AND_WHY)

    again = decide(pipeline, DecisionKind.CLOSE_ROUND, "2021", decided_by="ASEC", reason="again")

    assert again == first
