"""How many figures are kept when small and withheld ones are hidden, and how long that takes.

    .venv/bin/python -m benchmarks.disclosure [--forms 1000] [--values 3000] [--json]

Random sparse figures of all A indicators, next to two simple ways: (a) hide every breakdown in
which a figure is hidden, (b) hide the smallest other part of each sum until two are hidden. Neither
looks at percentages, other columns or other sheets. For scale, one Member State and round in which
so many values are asked; 11 Member States times 10 rounds are extrapolated from it.
"""

import argparse
import json
import resource
import time
from collections import defaultdict
from collections.abc import Iterable
from random import Random
from statistics import mean

from cl_pipeline.disclosure.suppression import hidden_figures, is_small, is_withheld
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.vintage import ConsolidatedValue
from tests.builders.random_figures import random_figures

RETURNS = 11 * 10
"""Member States times rounds."""

Group = tuple[str, str, str, tuple[str, ...]]


def main() -> None:
    """Measures and prints."""
    asked = argparse.ArgumentParser(description=__doc__, add_help=True)
    asked.add_argument("--forms", type=int, default=1_000)
    asked.add_argument("--values", type=int, default=3_000)
    asked.add_argument("--json", action="store_true", help="print one JSON document")
    given = asked.parse_args()
    framework = load_framework()
    figures = kept(framework, given.forms) | scale(framework, given.values)
    if given.json:
        print(json.dumps(figures))
    else:
        for name, figure in figures.items():
            print(f"{name:34} {figure:g}")


def kept(framework: Framework, forms: int) -> dict[str, float]:
    """Shares of figures shown by each way, in percent, and CPU seconds of ours."""
    reported, ours, whole_breakdowns, greedily, unprotected = 0, 0, 0, 0, 0
    seconds = []
    for seed in range(forms):
        values = random_figures(framework, Random(seed))
        start = time.process_time()
        hidden = hidden_figures(values, framework)
        seconds.append(time.process_time() - start)
        keys = {found.trace_key for found in hidden}
        reported += len(values)
        ours += sum(value.trace_key not in keys for value in values)
        whole_breakdowns += len(values) - len(by_whole_breakdowns(values, framework))
        greedily += len(values) - len(by_smallest_other(values, framework))
        unprotected += any(not found.is_protected for found in hidden)
    return {
        "figures": reported,
        "kept_ours_pct": round(100 * ours / reported, 1),
        "kept_without_breakdowns_pct": round(100 * whole_breakdowns / reported, 1),
        "kept_by_smallest_other_pct": round(100 * greedily / reported, 1),
        "mean_cpu_seconds": round(mean(seconds), 3),
        "largest_cpu_seconds": round(max(seconds), 2),
        "forms_with_an_unprotected_figure": unprotected,
    }


def protected(values: Iterable[ConsolidatedValue], framework: Framework) -> set[str]:
    """The trace keys of small and withheld figures."""
    smallest = framework.rules.smallest_count_shown
    return {value.trace_key for value in values if is_withheld(value) or is_small(value, smallest)}


def groups(values: Iterable[ConsolidatedValue]) -> dict[Group, list[ConsolidatedValue]]:
    """Figures of one measure and column by what they are broken down by."""
    found: dict[Group, list[ConsolidatedValue]] = defaultdict(list)
    for value in values:
        key = value.key
        names = tuple(name for name, _ in key.breakdown.given())
        found[key.indicator, key.measure, key.column, names].append(value)
    return found


def by_whole_breakdowns(values: Iterable[ConsolidatedValue], framework: Framework) -> set[str]:
    """What is hidden if each breakdown goes in which a figure is small or withheld."""
    values = tuple(values)
    secret = protected(values, framework)
    return {
        value.trace_key
        for group in groups(values).values()
        if any(value.trace_key in secret for value in group)
        for value in group
    }


def by_smallest_other(values: Iterable[ConsolidatedValue], framework: Framework) -> set[str]:
    """What is hidden if in each breakdown with one hidden figure the smallest other goes too."""
    values = tuple(values)
    hidden = protected(values, framework)
    for group in groups(values).values():
        others = [value for value in group if value.trace_key not in hidden and value.value]
        if len(group) - len(others) == 1 and others:
            hidden.add(min(others, key=lambda value: value.value or 0).trace_key)
    return hidden


def scale(framework: Framework, most: int) -> dict[str, float]:
    """One Member State and round with so many values, made of forms of several years."""
    random = Random(0)
    values: list[ConsolidatedValue] = []
    year = 1990
    while len(values) < most:
        values += random_figures(framework, random, year=year)
        year += 1
    start = time.process_time()
    hidden_figures(values[:most], framework)
    seconds = time.process_time() - start
    return {
        "values_of_one_form": most,
        "its_cpu_seconds": round(seconds, 1),
        "minutes_for_all_extrapolated": round(seconds * RETURNS / 60, 1),
        "peak_memory_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


if __name__ == "__main__":
    main()
