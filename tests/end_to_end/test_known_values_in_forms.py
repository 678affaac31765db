"""What a form shows of the known figures."""

import pytest

from cl_pipeline.model.codes import ObservationStatus
from cl_pipeline.workflows.template_finalisation.forms import known_values
from tests.builders.vintages import reported, vintage_of


def known(*accepted, sender="KHM"):
    return known_values(vintage_of(*accepted) if accepted else None, sender, {})


def test_a_known_figure_is_shown_with_its_year():
    shown = known(
        reported("KHM", 429380, year=2012),
        reported("KHM", "94.92510986328129", year=2015, measure="pct"),
    )

    assert sorted(shown.texts.values()) == ["429,380 (2012)", "94.93 (2015)"]


@pytest.mark.parametrize(
    ("accepted", "sender", "is_sample"),
    [
        ([reported("KHM", 5, is_sample=True)], "KHM", True),
        ([reported("KHM", 5)], "KHM", False),
        ([reported("KHM", 5, is_sample=True)], "VNM", False),
        ([], "KHM", False),
    ],
    ids=["sample", "real", "nothing of this state", "first round"],
)
def test_a_form_that_shows_sample_figures_is_a_sample(accepted, sender, is_sample):
    assert known(*accepted, sender=sender).is_sample is is_sample


def test_gaps_and_other_years_are_not_known():
    shown = known(
        reported("KHM", "nc"),
        reported("KHM", 7, column="other_1", year=2011),
        reported("KHM", 8, measure="population", obs_status=ObservationStatus.ESTIMATED),
    )

    assert [key.measure for key in shown.texts] == ["population"]
