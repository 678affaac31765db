"""Personal data is asked about, in file names too, and is in nothing that is written for others."""

from dataclasses import replace

import pytest

from cl_pipeline.model.codes import Field, FormKey, ListLetter
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.labels import PERSONAL_HELD, WORDS_HELD
from cl_pipeline.workflows.a_list_collection.reading import check_files
from cl_pipeline.workflows.a_list_collection.submissions import list_findings
from cl_pipeline.workflows.b_list_assessment import assess_b_list
from cl_pipeline.workflows.context.reports import Topic, report_on
from cl_pipeline.workflows.slom_review.vintages import consolidate_round
from tests.builders.framework import small_framework
from tests.builders.office import perfect
from tests.builders.submissions import SubmissionBuilder, child_labour

FOUND = "the file name has a telephone number"


def asked(findings):
    return [found.found for found in findings if found.code == "PERSONAL_DATA"]


@pytest.mark.parametrize("name", ["a_012345678.xlsx", "012 345 678/a.xlsx"])
def test_the_name_of_a_received_file_is_asked_about(office, name):
    office.save(f"2021/KHM/{name}", perfect().file())
    office.take_in()

    assert asked(found for _, found in list_findings(office.pipeline)) == [FOUND]


def test_the_name_of_a_checked_file_is_asked_about(tmp_path):
    path = tmp_path / "a_012345678.xlsx"
    path.write_bytes(perfect().file())

    (checked,) = check_files(small_framework(), [path]).forms

    assert asked(checked.draft.findings) == [FOUND]


def test_narratives_and_definitions_of_others_are_shown_without_it(pipeline):
    """A sender's narrative does not quote its hidden figure either."""
    figures = child_labour("3")
    figures.source = "the ministry, 012 345 678"
    figures.stored(pipeline)
    narratives = SubmissionBuilder(form=FormKey.B_LIST)
    b_list = narratives.framework.on_list(ListLetter.B)
    texts = ["ask a.b@example.org", "three cases were opened", "a bill is being drafted"]
    for indicator, text in zip(b_list, texts, strict=False):
        narratives.type_entry(Field.NARRATIVE, indicator.key, text)
    narratives.stored(pipeline, name="b_list")
    consolidate_round(pipeline, RoundYear(2021))

    rows = assess_b_list(pipeline, RoundYear(2021)).rows

    shown = {row.narrative for row in rows if row.narrative}
    assert shown == {PERSONAL_HELD, WORDS_HELD, "a bill is being drafted"}


def test_reports_on_the_context_quote_no_hidden_figure(pipeline):
    """Neither in digits nor as a word; the sender has three children hidden."""
    figures = child_labour("3")
    figures.observations = [
        replace(typed, definition="three girls of one village") for typed in figures.observations
    ]
    figures.stored(pipeline)
    consolidate_round(pipeline, RoundYear(2021))

    report, _ = report_on(pipeline, Topic.DEFINITIONS, RoundYear(2021))

    texts = str(report.tables)
    assert "three girls" not in texts
    assert WORDS_HELD in texts
