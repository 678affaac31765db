"""The page of findings: every code with what it means and what to do, made from the catalogue."""

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
    lines = [INTRODUCTION]
    for severity, meaning in MEANING.items():
        lines += [
            f"## {HEADINGS[severity]}",
            "",
            meaning,
            "",
            "| code | what it says | what was expected | what to do | arises in |",
            "| --- | --- | --- | --- | --- |",
            *(_row(kind) for kind in catalogue().values() if kind.severity == severity),
            "",
        ]
    return "\n".join(lines)


def _row(kind: FindingKind) -> str:
    texts = (f"`{kind.code}`", kind.title, kind.expected, kind.remedy, kind.arises_in)
    cells = (text.replace("|", "\\|").replace("\n", " ").strip() for text in texts)
    return f"| {' | '.join(cells)} |"
