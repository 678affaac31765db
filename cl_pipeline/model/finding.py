"""Findings: data about a submission for its sender and the officer, never raised."""

from dataclasses import dataclass

from cl_pipeline.model.codes import Severity
from cl_pipeline.model.identity import IndicatorKey
from cl_pipeline.model.keys import address_order


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One finding of one submission; key within it: code, sheet, cell, found.

    ``sheet`` and ``cell`` are None where it concerns the file or the sheet as a whole. ``found``,
    ``expected`` and ``remedy`` are whole plain phrases, ready to be shown to a sender.
    """

    code: str
    severity: Severity
    sheet: str | None
    cell: str | None
    found: str
    expected: str
    remedy: str
    indicator: IndicatorKey | None = None

    @property
    def place(self) -> str:
        """Where it is, for reading: ``A2!C9``, ``A2`` or ``the file``."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet or "the file"


def finding_order(finding: Finding) -> tuple[object, ...]:
    """A sort key: by address, then by code and texts; findings on the whole file come first."""
    address = address_order(finding.sheet, finding.cell)
    return (*address, finding.code, finding.found, finding.expected, finding.remedy)
