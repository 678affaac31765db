"""What a form shows of the figures that are held: readable, and never without the notice."""

from types import SimpleNamespace

import pytest

from cl_pipeline.model.codes import ObservationStatus
from cl_pipeline.workflows.template_finalisation.forms import held_values
from tests.builders.vintages import FRAMEWORK, reported, vintage_of


def held(*accepted, sender="KHM"):
    vintage = vintage_of(*accepted) if accepted else None
    vintages = SimpleNamespace(latest_before=lambda _round: vintage)
    reference = SimpleNamespace(series=tuple)
    pipeline = SimpleNamespace(store=SimpleNamespace(vintages=vintages, reference=reference))
    return held_values(pipeline, FRAMEWORK.member_state(sender), 2022)


def test_a_held_figure_is_shown_with_its_year():
    """Thousands apart, two decimals at most: it stands in a narrow cell for comparison."""
    shown = held(
        reported("KHM", 429380, year=2012),
        reported("KHM", "94.92510986328129", year=2015, measure="pct"),
    )

    assert sorted(shown.words.values()) == ["429,380 (2012)", "94.93 (2015)"]


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
    """Whatever is built from published figures says so; a form that shows none of them does not."""
    assert held(*accepted, sender=sender).is_sample is is_sample


def test_gaps_and_other_years_are_not_held():
    """Only numbers of the reporting columns have a place beside an input."""
    shown = held(
        reported("KHM", "nc"),
        reported("KHM", 7, column="other_1", year=2011),
        reported("KHM", 8, measure="population", obs_status=ObservationStatus.ESTIMATED),
    )

    assert [key.measure for key in shown.words] == ["population"]
