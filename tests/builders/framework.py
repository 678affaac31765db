"""A small framework: the Roadmap's own, cut to five indicators, so that forms are made quickly."""

from dataclasses import replace
from functools import cache

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.framework import Framework

KEPT = ("A2", "A11", "A13", "B1", "C1")


@cache
def small_framework() -> Framework:
    """The Roadmap with A2 (parts, own rows), A11 (two levels), A13 (attributes), B1 and C1."""
    whole = load_framework()
    kept = tuple(indicator for indicator in whole.indicators if indicator.position in KEPT)
    return replace(whole, indicators=kept)


def with_gap_code(framework: Framework, code: str) -> Framework:
    """The framework with one more gap code, as a new row of ``gap_codes.csv``."""
    added = replace(framework.gap_codes[-1], code=code, name="Not published yet", spellings=())
    return replace(framework, gap_codes=(*framework.gap_codes, added))
