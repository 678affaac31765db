"""A decisions workbook to fill in: headings that are understood, and what each kind needs."""

from pathlib import Path

from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.table import Column, Table
from cl_pipeline.publication.workbook import tables_workbook
from cl_pipeline.review.decision_sheet import HEADINGS
from cl_pipeline.workflows.files import replace_bytes

TITLE = "Decisions"
WIDTHS = (20, 22, 18, 12, 20, 40, 22)
EMPTY_ROWS = 20
"""Empty rows that are drawn; more can be written below."""

INTRO = (
    "One row per decision. Leave what does not apply empty.",
    "decision: one of " + ", ".join(kind.replace("_", " ") for kind in DecisionKind) + ".",
    "about: the round, the submission (S-…), the vintage (V-…), the indicator (A9), the form and "
    "version or round (a_list 1.2, a_list 2021), or the number of the decision to revoke.",
    "to: the list (B), the new deadline (2021-09-15), or 'ad referendum'.",
    "decided by: a body or role, no person's name. why: the reason, in a sentence.",
)


def write_blank_workbook(path: Path) -> None:
    """Write the blank workbook; the same call gives the same bytes."""
    columns = tuple(
        Column(key, heading.capitalize(), width=width)
        for (key, heading), width in zip(HEADINGS.items(), WIDTHS, strict=True)
    )
    rows = (("",) * len(columns),) * EMPTY_ROWS
    table = Table(TITLE, columns, rows, INTRO)
    replace_bytes(path, tables_workbook(TITLE, {TITLE: table}, is_sample=False))
