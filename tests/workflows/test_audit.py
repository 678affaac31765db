"""What the officer sees of figures that are not published."""

from dataclasses import replace

from cl_pipeline.model.codes import ConfidentialityStatus
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.publication.disclosure import hidden_rows
from cl_pipeline.workflows.audit import audited, causes_shown_before
from cl_pipeline.workflows.round_facts import load_facts
from cl_pipeline.workflows.slom_review.review import write_review
from tests.builders.pipelines import consolidated
from tests.builders.submissions import SubmissionBuilder

ROUND = RoundYear(2021)


def child_labour(number: str, *, is_withheld: bool = False) -> SubmissionBuilder:
    builder = SubmissionBuilder()
    builder.type_value("child_labour_5_17", "children", number)
    if is_withheld:
        builder.observations = [
            replace(typed, conf_status=ConfidentialityStatus.NOT_FOR_PUBLICATION)
            for typed in builder.observations
        ]
    return builder


def test_the_vintage_that_showed_a_figure_withheld_now_is_named(pipeline):
    child_labour("417").stored(pipeline, day=1, name="first")
    before = consolidated(pipeline, day=2)
    write_review(pipeline, ROUND)
    child_labour("417", is_withheld=True).stored(pipeline, day=3, name="second")
    consolidated(pipeline, day=4)

    facts = load_facts(pipeline, ROUND)
    causes = causes_shown_before(facts, facts.vintage)
    (row,) = hidden_rows(facts.vintage, facts.framework, audited(facts, facts.vintage), causes)

    assert row["protected"] == "no: what was shown before gives it away"
    assert row["shown before"] == f"{before.vintage_id}: {row['figure']} = 417"


def test_a_table_without_a_paper_shows_nothing(pipeline):
    child_labour("417").stored(pipeline, day=1, name="first")
    consolidated(pipeline, day=2)
    child_labour("417", is_withheld=True).stored(pipeline, day=3, name="second")
    consolidated(pipeline, day=4)

    facts = load_facts(pipeline, ROUND)

    assert all(hidden.is_protected for hidden in audited(facts, facts.vintage))
    assert causes_shown_before(facts, facts.vintage) == {}
