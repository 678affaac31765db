"""The page of an asset in the web UI: tables, pictures, files and plain values.

Dagster's table records take text, whole numbers, floats, booleans and None only; everything else
becomes text here, once. The UI shows a table about sixty characters wide without cutting it.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from assets.partitions import BY_ROUND, round_of
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.table import Table
from cl_pipeline.publication.tables import cell_text
from cl_pipeline.workflows.pipeline import Pipeline

ROWS_SHOWN = 60
"""Longer tables slow the page down and nobody reads them; the workbook has all rows."""

FORM_NAMES = {
    "a_list": "list A",
    "b_list": "list B",
    "data_source_survey": "data source survey",
    "activity_choice": "choice of activities",
    "activity_status": "status of activities",
    "scorecard": "scorecard",
    "confirmation": "confirmation of figures",
}
"""What people call the forms."""

Rows = Sequence[Mapping[str, object]]
Shown = Table | Rows | Path | dg.MetadataValue | str | int
"""What a page can show under one label."""


@dataclass(frozen=True, slots=True)
class Page:
    """What one materialisation of an asset shows; ``shown`` by label, in the order of the page.

    ``version`` is the same for the same content, so that what is made from it stays in sync.
    """

    row_count: int
    shown: Mapping[str, Shown]
    is_sample: bool = False
    version: str = ""

    def metadata(self) -> dict[str, dg.MetadataValue | str | int]:
        """The page as Dagster takes it; the sample notice first."""
        notice = {"please note": SAMPLE_NOTICE} if self.is_sample else {}
        shown = {label: _metadata_value(content) for label, content in self.shown.items()}
        return {**notice, "dagster/row_count": self.row_count, **shown}

    def result(self, asset: str | None = None) -> dg.MaterializeResult[None]:
        """The page as the result of an asset; ``asset`` names it where there are several."""
        return dg.MaterializeResult(
            asset_key=asset,
            data_version=dg.DataVersion(self.version) if self.version else None,
            metadata=self.metadata(),
        )


def round_asset(
    *,
    kinds: set[str],
    deps: Sequence[str],
    tags: Mapping[str, str] | None = None,
    automation_condition: dg.AutomationCondition[dg.AssetKey] | None = None,
) -> Callable[[Callable[[Pipeline, RoundYear], Page]], dg.AssetsDefinition]:
    """A decorator: an asset partitioned by round, from a function that makes its page.

    Name and description of the asset are those of the function.
    """

    def decorate(page_of: Callable[[Pipeline, RoundYear], Page]) -> dg.AssetsDefinition:
        @dg.asset(
            name=page_of.__name__,
            description=page_of.__doc__,
            kinds=kinds,
            deps=deps,
            tags=tags or BY_ROUND,
            automation_condition=automation_condition,
        )
        def made(
            context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
        ) -> dg.MaterializeResult[None]:
            return page_of(pipeline, round_of(context)).result()

        return made

    return decorate


def table(content: Table | Rows, *, empty: str = "nothing") -> dg.MetadataValue:
    """The first rows as a table; ``empty`` (or the table's own words) where there are none."""
    if isinstance(content, Table):
        empty = content.empty
        names = [column.label for column in content.columns]
        rows: Iterable[Sequence[object]] = [
            [cell_text(cell, column) for cell, column in zip(row, content.columns, strict=True)]
            for row in content.rows
        ]
    else:
        names = list(content[0]) if content else []
        rows = [[row[name] for name in names] for row in content]
    records = [dg.TableRecord(dict(zip(names, map(_plain, row), strict=True))) for row in rows]
    if not records:
        return dg.MetadataValue.text(empty)
    shown = records[:ROWS_SHOWN]
    if len(records) > ROWS_SHOWN:
        more = {names[0]: f"… and {len(records) - ROWS_SHOWN} more"}
        shown.append(dg.TableRecord(dict.fromkeys(names, "") | more))
    columns = [dg.TableColumn(name, "string") for name in names]
    return dg.MetadataValue.table(shown, schema=dg.TableSchema(columns=columns))


def picture(png: bytes, alternative_text: str) -> dg.MarkdownMetadataValue:
    """A picture with words for those who cannot see it."""
    encoded = b64encode(png).decode()
    return dg.MetadataValue.md(f"![{alternative_text}](data:image/png;base64,{encoded})")


def _metadata_value(content: Shown) -> dg.MetadataValue | str | int:
    if isinstance(content, Path):
        return dg.MetadataValue.path(str(content))
    if isinstance(content, dg.MetadataValue | str | int):
        return content
    return table(content)


def _plain(cell: object) -> str | int | float | None:
    # A member of a StrEnum is text, but not text that Dagster can write down.
    return cell if isinstance(cell, int | float | None) else str(cell)
