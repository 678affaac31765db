"""The table of figures that are not published."""

from decimal import Decimal

import pytest

from cl_pipeline.disclosure.suppression import hidden_figures
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.disclosure import HiddenFigure, Protection
from cl_pipeline.publication.disclosure import hidden_rows
from tests.builders.vintages import FRAMEWORK, reported, vintage_of

FEMALE = Breakdown(sex="F")


def rows_of(*accepted):
    vintage = vintage_of(*accepted)
    return hidden_rows(vintage, FRAMEWORK, hidden_figures(vintage.values, FRAMEWORK))


def test_a_hidden_figure_is_named_as_in_a_trace():
    (total,) = rows_of(reported("KHM", 3, year=2012))

    assert total["figure"].endswith("Children · Cambodia · baseline (2012) · total")
    assert (total["in the paper"], total["importance"]) == ("yes", "headline")
    assert total["a reader can compute"] == "1 to 4"


def test_what_the_paper_would_show_comes_first():
    rows = rows_of(reported("KHM", 2, breakdown=FEMALE), reported("LAO", 3), reported("KHM", 9))

    assert [row["in the paper"] for row in rows][:2] == ["yes", "no"]
    (part,) = (row for row in rows if row["figure"].endswith("Female"))
    assert part["importance"] == "breakdown"


@pytest.mark.parametrize(
    ("reason", "measure", "low", "high", "expected"),
    [
        (Protection.SMALL, "children", 0, 997870000, "1 to 4"),
        (Protection.SMALL, "children", 2, None, "2 to 4"),
        (Protection.PROTECTS, "children", 2, 997870000, "2 or more, no upper limit"),
        (Protection.WITHHELD, "children", 800, 1200, "800 to 1,200"),
        (Protection.PROTECTS, "pct", None, None, "0 to 100"),
    ],
)
def test_the_range_is_within_what_the_mark_says(reason, measure, low, high, expected):
    vintage = vintage_of(reported("KHM", 1000, measure=measure))
    (value,) = (value for value in vintage.values if value.key.measure == measure)
    bounds = (None if bound is None else Decimal(bound) for bound in (low, high))
    hidden = HiddenFigure(value.trace_key, value.sender, value.key.indicator, reason, *bounds)

    (row,) = hidden_rows(vintage, FRAMEWORK, [hidden])

    assert row["a reader can compute"] == expected
