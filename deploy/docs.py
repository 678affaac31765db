"""``make docs``: writes the pages of ``docs/`` that are made from the package."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from cl_pipeline.catalogue import catalogue
from cl_pipeline.cli.console import message
from cl_pipeline.framework.schema import TABLES, TableSchema
from cl_pipeline.model.codes import Severity
from cl_pipeline.publication.feedback.sentences import SEVERITY_LABELS

DOCS = Path(__file__).resolve().parent.parent / "docs"

FINDINGS = """\
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

FRAMEWORK = """\
# Tables of the framework

Made from `cl_pipeline/framework/schema.toml`; change the declaration there.

The Roadmap is data: one CSV file per table in `cl_pipeline/framework/roadmap_2025/`. A new round
needs its dates in `calendar.csv` and a final form (the decision `final_form`, or its years in
`form_versions.csv`); its form then has a column of its own. Another framework is another such
folder: set `CL_FRAMEWORK` to its path.

The program checks every cell when it starts and names file, line and column of each mistake.
In the column `source`, every row names the document and line it comes from.
"""


def pages() -> dict[Path, str]:
    """Every generated page with its text."""
    return {
        DOCS / "findings.md": "\n".join([FINDINGS, *findings()]),
        DOCS / "framework.md": "\n".join([FRAMEWORK, *framework_tables()]),
    }


def findings() -> Iterator[str]:
    """One table per severity, codes in order within it."""
    for severity, meaning in MEANING.items():
        yield f"## {SEVERITY_LABELS[severity].capitalize()}\n\n{meaning}\n"
        rows = [
            (f"`{kind.code}`", kind.title, kind.expected, kind.remedy, kind.arises_in)
            for kind in catalogue().values()
            if kind.severity == severity
        ]
        headings = ("code", "what it says", "what was expected", "what to do", "arises in")
        yield from (*table(headings, rows), "")


def framework_tables() -> Iterator[str]:
    """One section per table of the framework with what each of its columns holds."""
    for name, schema in sorted(TABLES.items()):
        yield f"## {name}.csv\n"
        rows = [
            (f"`{column}`", f"{kind.expected}, or nothing" if kind.is_optional else kind.expected)
            for column, kind in schema.columns.items()
        ]
        yield from (*table(("column", "holds"), rows), "", *_rules(schema), "")


def _rules(schema: TableSchema) -> Iterator[str]:
    for key in schema.unique:
        yield f"No two rows have the same {' and '.join(f'`{column}`' for column in key)}."
    for first, last in schema.ordered:
        yield f"`{last}` is not before `{first}`."
    if schema.numbered:
        column, *within = schema.numbered
        group = f" within {' and '.join(f'`{name}`' for name in within)}" if within else ""
        yield f"`{column}` counts from 1 without gaps{group}."


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The lines of a table in Markdown; the texts may have markup of their own."""
    headings = tuple(headings)
    for row in (headings, ("---",) * len(headings), *rows):
        cells = (text.replace("|", "\\|").replace("\n", " ").strip() for text in row)
        yield f"| {' | '.join(cells)} |"


def main() -> None:
    """Writes the pages that have changed."""
    for path, text in pages().items():
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            message(f"written: {path.relative_to(DOCS.parent)}")


if __name__ == "__main__":
    main()
