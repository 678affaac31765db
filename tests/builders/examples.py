"""How many examples a property test draws."""

import os

from hypothesis import settings

IS_LONG = bool(os.environ.get("CL_TEST_RANDOM"))
"""New examples are drawn in every run, and ten times as many."""


def examples(number: int) -> settings:
    """That many, for a property whose examples take long."""
    return settings(max_examples=number * 10 if IS_LONG else number)
