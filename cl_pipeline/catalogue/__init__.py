"""The catalogue of findings: every code with its severity and texts.

The code is the contract; the texts may improve. ``docs/findings.md`` is made from here.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.codes import Severity
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import IndicatorKey
from cl_pipeline.model.printable import printable

LONGEST_FOUND = 1_000
"""Characters that are shown of what was found; the file itself is kept whole."""

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class FindingKind:
    """One code of the catalogue; key ``code``. Templates take ``{values}`` named by the caller."""

    code: str
    severity: Severity
    title: str
    expected: str
    remedy: str
    arises_in: str


@cache
def catalogue() -> dict[str, FindingKind]:
    """All kinds of findings by code, in code order."""
    kinds = {}
    for path in sorted(FOLDER.glob("*.toml")):
        for code, row in tomllib.loads(path.read_text("utf-8")).items():
            if code in kinds:
                raise BrokenInvariant(f"{path.name}: finding {code} is declared twice")
            values = {**row, "severity": Severity(row["severity"])}
            kinds[code] = FindingKind(code=code, arises_in=path.stem, **values)
    return dict(sorted(kinds.items()))


def finding(
    code: str,
    *,
    found: str,
    sheet: str | None = None,
    cell: str | None = None,
    indicator: IndicatorKey | None = None,
    **values: object,
) -> Finding:
    """A finding of that code at that address, its texts filled in from the catalogue.

    Raises:
        BrokenInvariant: the code is not in the catalogue, or a value its templates need is missing.
    """
    try:
        kind = catalogue()[code]
        expected, remedy = kind.expected.format(**values), kind.remedy.format(**values)
    except KeyError as missing:
        raise BrokenInvariant(f"finding {code}: {missing} is not in the catalogue") from missing
    found = printable(found if len(found) <= LONGEST_FOUND else f"{found[:LONGEST_FOUND]}…")
    return Finding(code, kind.severity, sheet, cell, found, expected, remedy, indicator)
