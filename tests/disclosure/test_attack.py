"""An attacker with equations and a solver of its own finds nothing in random sparse figures.

Some dozens of Member States' figures; as many as wanted, of any size, in a long run::

    CL_TEST_ATTACKS=1000 .venv/bin/python -m pytest tests/disclosure/test_attack.py
"""

import os
from random import Random

import pytest

from cl_pipeline.disclosure.suppression import hidden_figures
from cl_pipeline.framework.loader import load_framework
from tests.builders.attacker import Attacker
from tests.builders.random_figures import declared_denominators, random_figures

FRAMEWORK = load_framework()
ATTACKS = int(os.environ.get("CL_TEST_ATTACKS") or 0)
MOST = 1_000 if ATTACKS else 25
"""Figures of one Member State."""


@pytest.mark.parametrize("seed", range(ATTACKS or 24))
def test_no_hidden_figure_can_be_bounded_closely(seed):
    """Small counts can be one to four and withheld ones lie a fifth lower and higher."""
    values = random_figures(FRAMEWORK, Random(seed), most=MOST)

    hidden = hidden_figures(
        values, FRAMEWORK, denominators=declared_denominators(values, FRAMEWORK)
    )

    attacker = Attacker(FRAMEWORK, values, [found.trace_key for found in hidden])
    assert all(found.is_protected for found in hidden)
    assert list(attacker.recovered()) == []


@pytest.mark.parametrize("seed", range(ATTACKS or 8))
def test_two_vintages_together_give_nothing_away(seed):
    """Except what the audit of the second says that the first gives away."""
    random = Random(seed)
    full = random_figures(FRAMEWORK, random, most=MOST)
    denominators = declared_denominators(full, FRAMEWORK)
    first = tuple(value for value in full if random.random() < 0.6)
    hidden_first = {
        found.trace_key for found in hidden_figures(first, FRAMEWORK, denominators=denominators)
    }
    shown = tuple(value for value in first if value.trace_key not in hidden_first)

    hidden = hidden_figures(full, FRAMEWORK, shown, denominators)

    given_away = {found.trace_key for found in hidden if not found.is_protected}
    keys = {found.trace_key for found in hidden}
    attacker = Attacker(FRAMEWORK, full, keys, shown_elsewhere=shown)
    assert given_away or list(attacker.recovered()) == []
