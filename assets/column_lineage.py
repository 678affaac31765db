"""Where the columns of a table come from, in Dagster's own words, and links to the returns.

The open-source UI keeps column lineage as metadata and draws no picture of it; the cells behind a
number are the store's (*explain_a_number*).
"""

from collections.abc import Iterable, Mapping
from urllib.parse import quote

import dagster as dg

from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.model.vintage import Vintage

PAGE = "/assets/returns?view=partitions&partition="

AS_REPORTED = (
    "sender", "indicator", "measure", "reporting_column", "breakdown", "value", "unit",
    "reference_year", "obs_status", "conf_status", "gap_code", "submission_id", "sheet", "cell",
)  # fmt: skip
"""Columns of a value that come from the column of the same name; a return has them all."""

WORKED_OUT: Mapping[str, tuple[str, ...]] = {
    "formula": ("value",),
    "inputs": ("submission_id", "sheet", "cell"),
    "flags": ("value", "reference_year", "obs_status", "conf_status"),
}
"""Columns of a consolidated value that are made from others."""


def lineage_of_columns(
    asset: str,
    columns: Iterable[str] = AS_REPORTED,
    made: Mapping[str, tuple[str, ...]] | None = None,
) -> dict[str, dg.TableColumnLineage]:
    """The metadata entry that says from which columns of that asset each column comes."""
    key = dg.AssetKey(asset)
    from_columns = {name: (name,) for name in columns} | dict(made or {})
    return {
        "dagster/column_lineage": dg.TableColumnLineage(
            {
                name: [dg.TableColumnDep(asset_key=key, column_name=origin) for origin in origins]
                for name, origins in from_columns.items()
            }
        )
    }


def submissions_behind(vintage: Vintage) -> dg.MarkdownMetadataValue:
    """The returns a vintage rests on, each with a link to its page."""
    found: dict[tuple[SenderCode, RoundYear], int] = {}
    for value in vintage.values:
        pair = (value.sender, value.from_round)
        found[pair] = found.get(pair, 0) + 1
    lines = [
        f"- [{sender} {year}]({PAGE}{quote(f'{sender}|{year}')}): {count} values and gaps"
        for (sender, year), count in sorted(found.items())
    ]
    return dg.MetadataValue.md("\n".join(lines) or "none yet")
