"""The page of findings: every code with what it means and what to do, made from the catalogue."""

from itertools import groupby

from cl_pipeline.catalogue import FindingKind, catalogue
from cl_pipeline.model.codes import Severity

INTRODUCTION = """\
# Findings

Made from the catalogue (`cl_pipeline/catalogue/*.toml`); please change the texts there.

A finding names the place (file, sheet, cell), what was found, what was expected and
what to do. Its code never changes; its texts may improve. Values in braces are filled in for each
cell.
"""

MEANING = {
    Severity.REJECT: "The submission as a whole cannot be used; please send it again.",
    Severity.OMIT: "The cell is left out; everything else in the submission is kept.",
    Severity.WARNING: "The value is kept; something about it is missing or could be clearer.",
    Severity.QUESTION: "The value is kept; the sender is asked about it.",
}
"""What each severity does to a submission, in the order of the page."""


HEADINGS = {
    Severity.REJECT: "Please send again",
    Severity.OMIT: "Left out until it is clear",
    Severity.WARNING: "Please look at this",
    Severity.QUESTION: "A question to you",
}
"""The headings of feedback reports."""


def catalogue_page() -> str:
    """The page as Markdown: one table per severity, codes in order within it."""
    kinds = sorted(catalogue().values(), key=_order)
    parts = [INTRODUCTION]
    for severity, own in groupby(kinds, key=lambda kind: kind.severity):
        parts.append(_section(severity, list(own)))
    return "\n".join(parts)


def _order(kind: FindingKind) -> tuple[int, str]:
    return (list(MEANING).index(kind.severity), kind.code)


def _section(severity: Severity, kinds: list[FindingKind]) -> str:
    rows = [
        f"## {HEADINGS[severity]}",
        "",
        MEANING[severity],
        "",
        "| code | what it says | what was expected | what to do | arises in |",
        "| --- | --- | --- | --- | --- |",
        *(_row(kind) for kind in kinds),
        "",
    ]
    return "\n".join(rows)


def _row(kind: FindingKind) -> str:
    words = (f"`{kind.code}`", kind.title, kind.expected, kind.remedy, kind.arises_in)
    return "| " + " | ".join(_cell(word) for word in words) + " |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").strip()
