"""The boundary of the rule of five through the store: with four current, the fifth decides."""

from dataclasses import replace
from itertools import permutations

import pytest

from cl_pipeline.catalogue import finding
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.submission import SubmissionDraft
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.slom_review.vintages import outcomes_of, present_vintage
from tests.builders.pipelines import decided, pipeline_in, store_draft
from tests.builders.submissions import child_labour

FOUR = ("BRN", "IDN", "KHM", "LAO")


@pytest.fixture
def pipeline(pipeline):
    """Four Member States have reported A2."""
    for day, sender in enumerate(FOUR):
        child_labour(sender=sender).stored(pipeline, day=day)
    return pipeline


def count_of(pipeline: Pipeline, round_year: int = 2021) -> int:
    """How many count on A2 now."""
    vintage, _ = present_vintage(pipeline, RoundYear(round_year))
    return next(row.count for row in outcomes_of(pipeline, vintage) if row.position == "A2")


def fifth(**more: object) -> SubmissionDraft:
    """A plain return of Viet Nam."""
    return child_labour(sender="VNM", **more).draft()


def plain(pipeline: Pipeline) -> None:
    store_draft(pipeline, fifth(), day=5)


def of_another_institution(pipeline: Pipeline) -> None:
    second = child_labour("1100", sender="KHM").draft()
    store_draft(pipeline, replace(second, institution="Ministry of Planning"), day=5, name="second")


def not_accepted(pipeline: Pipeline) -> None:
    store_draft(pipeline, fifth(), finding("CORRUPT", found="a torn file"), day=5)


def left_out(pipeline: Pipeline) -> None:
    draft = fifth()
    cell = next(
        observation for observation in draft.observations if observation.key.measure == "children"
    )
    store_draft(
        pipeline,
        draft,
        finding("NUMBER_UNCLEAR", found="1.234", sheet=cell.sheet, cell=cell.cell),
        day=5,
    )


def late_policy(pipeline: Pipeline) -> None:
    decided(pipeline, DecisionKind.CLOSE_ROUND, "2021", day=4)
    store_draft(pipeline, fifth(), day=5)


def accepted_late(pipeline: Pipeline) -> None:
    decided(pipeline, DecisionKind.CLOSE_ROUND, "2021", day=4)
    sent = store_draft(pipeline, fifth(), day=5)
    decided(pipeline, DecisionKind.ACCEPT_LATE, sent.submission_id, day=6)


def withdrawn(pipeline: Pipeline) -> None:
    sent = store_draft(pipeline, fifth(), day=5)
    decided(pipeline, DecisionKind.WITHDRAW, sent.submission_id, day=6)


def only_a_denominator(pipeline: Pipeline) -> None:
    child_labour(None, sender="VNM").stored(pipeline, day=5)


def zero(pipeline: Pipeline) -> None:
    child_labour("0", sender="VNM").stored(pipeline, day=5)


def missing(pipeline: Pipeline) -> None:
    child_labour("m", sender="VNM").stored(pipeline, day=5)


def not_yet_a_member(pipeline: Pipeline) -> None:
    child_labour(sender="TLS").stored(pipeline, day=5)


@pytest.mark.parametrize(
    ("happens", "count"),
    [
        (plain, 5),
        (zero, 5),
        (accepted_late, 5),
        (of_another_institution, 4),
        (not_accepted, 4),
        (left_out, 4),
        (late_policy, 4),
        (withdrawn, 4),
        (only_a_denominator, 4),
        (missing, 4),
        (not_yet_a_member, 4),
    ],
)
def test_the_fifth_return_decides(pipeline, happens, count):
    """What counts is decided where the store hands it out, whatever was received."""
    happens(pipeline)

    assert count_of(pipeline) == count


def test_a_carried_value_does_not_count_in_the_next_round(pipeline):
    """Four gave a baseline; in 2022 only the one that came for 2022 counts."""
    child_labour(sender="VNM", round=2022).stored(pipeline, day=400)

    assert (count_of(pipeline), count_of(pipeline, 2022)) == (4, 1)


def test_the_order_of_files_does_not_matter(tmp_path):
    """Three returns in every order give one vintage."""
    drafts = [child_labour(sender=sender).draft() for sender in FOUR[:3]]
    made = set()
    for number, order in enumerate(permutations(drafts)):
        folder = tmp_path / str(number)
        folder.mkdir()
        pipeline = pipeline_in(folder)
        for day, draft in enumerate(order):
            store_draft(pipeline, draft, day=day)
        made.add(present_vintage(pipeline, RoundYear(2021))[0].vintage_id)

    assert len(made) == 1
