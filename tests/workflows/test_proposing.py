"""Proposals are taken down with their names and counted with those of the documents."""

import pytest

from cl_pipeline.errors import NotFound, UsageError
from cl_pipeline.model.proposal import ProposalKind
from cl_pipeline.review.proposals import tally_row
from cl_pipeline.workflows.pipeline import Pipeline, pipeline_as_of
from cl_pipeline.workflows.slom_review.proposals import propose, tallies
from tests.builders.pipelines import on_day

SAID = {"text": "The figure is not held.", "source": "letter of the ministry"}


def row(pipeline: Pipeline, subject: str) -> dict[str, str]:
    rows = [tally_row(tally) for tally in tallies(pipeline)]
    return next(
        row for row in rows if (row["about"], row["proposed"]) == (subject, "leave the list")
    )


def test_a_proposal_with_a_name_counts_beside_those_of_the_documents(pipeline):
    """On A12 the documents name Cambodia; the number of unattributed proposals is unknown."""
    propose(on_day(pipeline, 3), ProposalKind.MOVE, "A12", sender="LAO", **SAID)
    propose(pipeline, ProposalKind.MOVE, "A8", **SAID)

    assert row(pipeline, "households_social_protection") | {"words": ""} == {
        "about": "households_social_protection", "proposed": "leave the list", "named": "KHM LAO",
        "count": "2, 5 needed", "not attributed": "number unknown", "words": "",
    }  # fmt: skip
    assert row(pipeline, "cases_online")["named"] == "nobody"
    past = row(pipeline_as_of(pipeline, "2021-07-02"), "households_social_protection")
    assert past["named"] == "KHM"


@pytest.mark.parametrize(
    ("more", "error_text"),
    [
        ({"subject": "A99"}, NotFound),
        ({"sender": "XXX"}, NotFound),
        ({"text": " "}, UsageError),
        ({"source": ""}, UsageError),
    ],
)
def test_a_proposal_about_nothing_or_of_nobody_is_refused(pipeline, more, error_text):
    given = {"subject": "A8", **SAID, **more}

    with pytest.raises(error_text):
        propose(pipeline, ProposalKind.MOVE, **given)

    assert pipeline.store.proposals.list() == ()
