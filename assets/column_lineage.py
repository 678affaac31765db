"""Where the columns of a table come from, in Dagster's words, and links to submissions.

The open-source UI keeps column lineage as metadata and draws no picture of it; *explain_a_number*
leads from a number to its cell.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import quote

import dagster as dg

from cl_pipeline.model.vintage import Vintage

PAGE = "/assets/submissions?view=partitions&partition="

COLUMNS_AS_REPORTED: dict[str, Sequence[str]] = {
    name: (name,)
    for name in (
        "sender", "indicator", "measure", "reporting_column", "breakdown", "value", "unit",
        "reference_year", "obs_status", "conf_status", "gap_code", "submission_id", "sheet", "cell",
    )
}  # fmt: skip
"""Columns that come from the column of the same name."""

DERIVED_COLUMNS: dict[str, Sequence[str]] = {
    "formula": ("value",),
    "inputs": ("submission_id", "sheet", "cell"),
    "flags": ("value", "reference_year", "obs_status", "conf_status"),
}
"""Columns of a consolidated value that are made from others."""


def column_lineage(
    asset: str, columns: Mapping[str, Sequence[str]]
) -> dg.TableColumnLineageMetadataValue:
    """The metadata entry that says from which columns of ``asset`` each column comes."""
    key = dg.AssetKey(asset)
    return dg.MetadataValue.column_lineage(
        dg.TableColumnLineage(
            {
                name: [dg.TableColumnDep(asset_key=key, column_name=origin) for origin in origins]
                for name, origins in columns.items()
            }
        )
    )


def submissions_behind(vintage: Vintage) -> dg.MarkdownMetadataValue:
    """The submissions that a vintage uses, each with a link to its page."""
    counted = Counter((value.sender, value.from_round) for value in vintage.values)
    lines = [
        f"- [{sender} {year}]({PAGE}{quote(f'{sender}|{year}')}): {count} values and gaps"
        for (sender, year), count in sorted(counted.items())
    ]
    return dg.MetadataValue.md("\n".join(lines) or "none yet")
