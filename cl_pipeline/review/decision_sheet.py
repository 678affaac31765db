"""A decisions workbook, read row by row.

The header row has the headings of ``HEADINGS`` in any order; other columns are ignored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from hashlib import sha256

from cl_pipeline.errors import UsageError
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.keys import cell_order
from cl_pipeline.model.workbook import RawSheet, RawWorkbook

HEADINGS: Mapping[str, str] = {
    "kind": "decision",
    "about": "about",
    "details": "to",
    "in_round": "from round",
    "decided_by": "decided by",
    "reason": "why",
    "vintage": "vintage",
}
"""The heading of each column, in lower case."""

NEEDED = ("kind", "about", "decided_by", "reason")

Rows = Mapping[int, Mapping[str, str]]
"""The text of each filled row by the letters of its column."""


@dataclass(frozen=True, slots=True)
class WrittenDecision:
    """One row; key ``line``. Texts are as typed, without surrounding blanks."""

    line: int
    kind: DecisionKind
    about: str
    details: str
    in_round: int | None
    decided_by: str
    reason: str
    vintage: str

    @property
    def digest(self) -> str:
        """A short digest of the texts: the same texts are the same row, wherever it is."""
        content = repr(astuple(replace(self, line=0)))
        return sha256(content.encode()).hexdigest()[:12]


def written_decisions(
    workbook: RawWorkbook, name: str, kinds: Sequence[DecisionKind]
) -> tuple[WrittenDecision, ...]:
    """The decisions of a workbook, in the order of its rows; only of those ``kinds``.

    Raises:
        UsageError: there is no header row, or rows cannot be understood.
    """
    if not workbook.sheets:
        raise UsageError(f"{name} has no sheet; write the decisions on its first sheet")
    sheet = workbook.sheets[0]
    rows = _rows(sheet)
    header, columns = _header(rows, name, sheet.name)
    mistakes: list[str] = []
    found = [
        decision
        for line, texts in rows.items()
        if line > header and (decision := _decision(line, texts, columns, kinds, mistakes))
    ]
    if mistakes:
        listed = "\n".join(f"  {mistake}" for mistake in mistakes)
        raise UsageError(f"{name}, sheet {sheet.name!r}: nothing was recorded\n{listed}")
    return tuple(found)


def _rows(sheet: RawSheet) -> Rows:
    rows: dict[int, dict[str, str]] = {}
    for address, cell in sheet.cells.items():
        row, _, letters = cell_order(address)
        if cell.text.strip():
            rows.setdefault(row, {})[letters] = cell.text.strip()
    return {line: rows[line] for line in sorted(rows)}


def _header(rows: Rows, name: str, sheet: str) -> tuple[int, Mapping[str, str]]:
    """The line of the header and the column letters of each heading."""
    for line, texts in rows.items():
        headed = {text.casefold(): letters for letters, text in texts.items()}
        columns = {key: headed[heading] for key, heading in HEADINGS.items() if heading in headed}
        if all(key in columns for key in NEEDED):
            return line, columns
    wanted = ", ".join(HEADINGS.values())
    raise UsageError(f"{name}, sheet {sheet!r}: no row heads the columns; write {wanted}")


def _decision(
    line: int,
    texts: Mapping[str, str],
    columns: Mapping[str, str],
    kinds: Sequence[DecisionKind],
    mistakes: list[str],
) -> WrittenDecision | None:
    """The decision of a row; None for an empty row, and where anything is added to ``mistakes``."""
    fields = {key: texts.get(columns.get(key, ""), "") for key in HEADINGS}
    if not any(fields.values()):
        return None
    kind, year = fields["kind"].casefold().replace(" ", "_").replace("-", "_"), fields["in_round"]
    wrong = {
        key: f"empty; expected {HEADINGS[key]}; please fill it in"
        for key in NEEDED
        if not fields[key]
    }
    if fields["kind"] and kind not in kinds:
        known = ", ".join(kind.replace("_", " ") for kind in kinds)
        wrong["kind"] = (
            f"found {fields['kind']!r}; expected one of {known}; please write one of these"
        )
    if year and not year.isdecimal():
        wrong["in_round"] = f"found {year!r}; expected a round such as 2022; please write its year"
    mistakes += [f"{columns[key]}{line}: {text}" for key, text in wrong.items()]
    if wrong:
        return None
    fields.pop("kind")
    fields.pop("in_round")
    return WrittenDecision(
        line=line, kind=DecisionKind(kind), in_round=int(year) if year else None, **fields
    )
