"""Vintages: loaded where they are stored, and what they depend on."""

from pathlib import Path

from cl_pipeline.model.identity import RoundYear
from cl_pipeline.workflows.round_facts import load_facts
from cl_pipeline.workflows.slom_review import vintages
from cl_pipeline.workflows.slom_review.vintages import current_vintage, not_stored_hint
from cl_pipeline.workflows.vintage_inputs import present_inputs
from tests.builders.framework import small_framework
from tests.builders.pipelines import consolidated
from tests.builders.submissions import child_labour


def test_a_stored_vintage_is_loaded_and_not_computed_again(pipeline, monkeypatch):
    child_labour("1000").stored(pipeline)
    facts = load_facts(pipeline, RoundYear(2021))
    computed = current_vintage(facts)
    hint = not_stored_hint(facts, computed)
    stored = consolidated(pipeline)
    monkeypatch.delattr(vintages, "consolidate")

    assert "keeps this one" in hint
    facts = load_facts(pipeline, RoundYear(2021))
    assert current_vintage(facts) == stored == computed
    assert not not_stored_hint(facts, stored)


def test_a_new_submission_gives_another_vintage_without_storing_it(pipeline):
    child_labour("1000").stored(pipeline)
    stored = consolidated(pipeline)
    child_labour("70", sender="LAO").stored(pipeline, day=11)

    facts = load_facts(pipeline, RoundYear(2021))
    current = current_vintage(facts)

    assert current.vintage_id != stored.vintage_id
    assert stored.vintage_id in not_stored_hint(facts, current)
    assert [row.vintage_id for row in pipeline.store.vintages.list()] == [stored.vintage_id]


def test_tables_of_the_framework_are_not_code():
    inputs = present_inputs(small_framework())

    def kinds(file: str) -> list[str]:
        return [kind for kind, name in inputs if Path(name).name == file]

    assert kinds("calendar.csv") == ["framework"]
    assert kinds("rules.csv") == ["framework"]
    assert kinds("roadmap.py") == ["code"]
