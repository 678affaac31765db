"""The page about the framework's tables, made from their declaration."""

from collections.abc import Iterator

from cl_pipeline.framework.schema import TABLES, Kind, TableSchema

INTRODUCTION = """\
# Tables of the framework

Made from `cl_pipeline/framework/schema.toml`; change the declaration there.

The Roadmap is data: one CSV file per table in `cl_pipeline/framework/roadmap_2025/`. A new round
needs its dates in `calendar.csv` and a final form (the decision `final_form`, or its years in
`form_versions.csv`); its form then has a column of its own. Another framework is another such
folder: set `CL_FRAMEWORK` to its path.

The program checks every cell when it starts and names file, line and column of each mistake.
In the column `source`, every row names the document and line it comes from.
"""


def schema_page() -> str:
    """The page as Markdown: one section per table with what each of its columns holds."""
    sections = (_section(name, schema) for name, schema in sorted(TABLES.items()))
    return "\n".join([INTRODUCTION, *sections])


def _section(name: str, schema: TableSchema) -> str:
    lines = [f"## {name}.csv", "", "| column | holds |", "| --- | --- |"]
    lines += [f"| `{column}` | {_cell(kind)} |" for column, kind in schema.columns.items()]
    return "\n".join([*lines, "", *_rules(schema), ""])


def _cell(kind: Kind) -> str:
    text = f"{kind.expected}, or nothing" if kind.is_optional else kind.expected
    return text.replace("|", "\\|")


def _rules(schema: TableSchema) -> Iterator[str]:
    for key in schema.unique:
        yield f"No two rows have the same {' and '.join(f'`{column}`' for column in key)}."
    if schema.numbered:
        column, *within = schema.numbered
        group = f" within {' and '.join(f'`{name}`' for name in within)}" if within else ""
        yield f"`{column}` counts from 1 without gaps{group}."
