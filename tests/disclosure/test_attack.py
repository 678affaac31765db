"""An attacker with equations and a solver of its own finds nothing in random sparse figures."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from cl_pipeline.disclosure.suppression import hidden_figures
from cl_pipeline.framework.loader import load_framework
from tests.builders.attacker import Attacker
from tests.builders.random_figures import random_figures

FRAMEWORK = load_framework()


@settings(max_examples=5)
@given(st.integers(min_value=0, max_value=10**6))
def test_no_hidden_figure_can_be_bounded_closely(seed):
    """Small counts can be one to four and withheld ones lie a fifth lower and higher."""
    values = random_figures(FRAMEWORK, Random(seed), most=30)

    hidden = hidden_figures(values, FRAMEWORK)

    attacker = Attacker(FRAMEWORK, values, [found.trace_key for found in hidden])
    assert all(found.is_protected for found in hidden)
    assert list(attacker.recovered()) == []


@settings(max_examples=3)
@given(st.integers(min_value=0, max_value=10**6))
def test_two_vintages_together_give_nothing_away(seed):
    random = Random(seed)
    full = random_figures(FRAMEWORK, random, most=30)
    first = tuple(value for value in full if random.random() < 0.6)
    hidden_first = {found.trace_key for found in hidden_figures(first, FRAMEWORK)}
    shown = tuple(value for value in first if value.trace_key not in hidden_first)

    hidden = hidden_figures(full, FRAMEWORK, shown)

    given_away = {found.trace_key for found in hidden if not found.is_protected}
    keys = {found.trace_key for found in hidden}
    attacker = Attacker(FRAMEWORK, full, keys, shown_elsewhere=shown)
    assert given_away or list(attacker.recovered()) == []
