"""Words for what a value is about, the same in a finding, a trace and a workbook."""

from cl_pipeline.model.breakdown import DIMENSIONS, LABEL_PREFIX, Breakdown
from cl_pipeline.model.framework import FIRST_LEVEL_UNIT, Framework


def breakdown_label(breakdown: Breakdown, framework: Framework) -> str:
    """The printed names of a breakdown's codes, a row's own name as typed; empty for a total.

    A first-level unit has its name from the list of its Member State.
    """
    names = {
        (one.list_key.partition(":")[0], one.code): one.name
        for one in framework.codes
        if one.list_key in DIMENSIONS or one.list_key.startswith(FIRST_LEVEL_UNIT)
    }
    return ", ".join(
        names.get((dimension, code))
        or names.get((FIRST_LEVEL_UNIT, code))
        or code.removeprefix(LABEL_PREFIX)
        for dimension, code in breakdown.given()
    )
