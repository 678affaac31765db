"""The page of an asset in the web UI: tables, pictures, files and plain values.

Dagster's table records take text, whole numbers, floats, booleans and None only; everything else
becomes text here, once. The UI shows a table about sixty characters wide without cutting it.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.definitions.data_version import DATA_VERSION_TAG

from assets.partitions import BY_ROUND, round_of
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.printable import printable
from cl_pipeline.model.table import Table
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.publication.tables import cell_text
from cl_pipeline.workflows.pipeline import Pipeline
from resources.pipeline import PipelineParam

ROWS_SHOWN = 60
"""Longer tables slow the page down and nobody reads them; the workbook has all rows."""

PlainCell = str | int | float | bool | None
Rows = Sequence[Mapping[str, object]]
Shown = Table | Rows | Path | dg.MetadataValue | str | int
"""What a page can show under one label."""

Made = dg.MaterializeResult[None]
"""What an asset returns: its page in the web UI; the store holds the rest."""


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

    def event(self, asset: str, partition: str | None = None) -> dg.AssetMaterialization:
        """The page as an event about an asset that the run does not compute itself."""
        return dg.AssetMaterialization(
            asset, partition=partition, metadata=self.metadata(), tags=self._version_tag()
        )

    def result(self, asset: str | None = None) -> Made:
        """The page as the result of an asset; ``asset`` names it where there are several."""
        return dg.MaterializeResult(
            asset_key=asset,
            metadata=self.metadata(),
            tags=self._version_tag(),
        )

    def _version_tag(self) -> dict[str, str]:
        return {DATA_VERSION_TAG: self.version} if self.version else {}


def latest_versions(instance: dg.DagsterInstance, asset: str) -> dict[str, str]:
    """The data version of each partition as it is shown; empty where a page had none."""
    found = instance.event_log_storage.get_latest_tags_by_partition(
        dg.AssetKey(asset), dg.DagsterEventType.ASSET_MATERIALIZATION, [DATA_VERSION_TAG]
    )
    return {partition: tags.get(DATA_VERSION_TAG, "") for partition, tags in found.items()}


def latest_tag(instance: dg.DagsterInstance, asset: str, tag: str, partition: str = "") -> str:
    """That tag of the last materialisation of a partition, or of an asset without partitions."""
    key = dg.AssetKey(asset)
    about = dg.AssetRecordsFilter(key, asset_partitions=[partition] if partition else None)
    for record in instance.fetch_materializations(about, limit=1).records:
        if made := record.asset_materialization:
            return (made.tags or {}).get(tag, "")
    return ""


def vintage_page(vintage: Vintage, row_count: int, shown: Mapping[str, Shown]) -> Page:
    """The page of an asset that is made from one vintage."""
    return Page(row_count, shown, is_sample=vintage.is_sample, version=vintage.vintage_id)


def round_asset(
    *, tags: Mapping[str, str] = BY_ROUND, **arguments: Any
) -> Callable[[Callable[[Pipeline, RoundYear], Page]], dg.AssetsDefinition]:
    """A decorator: an asset partitioned by round, from a function that makes its page.

    Name and description of the asset are those of the function; ``arguments`` are ``dg.asset``'s.
    """

    def decorate(page_of: Callable[[Pipeline, RoundYear], Page]) -> dg.AssetsDefinition:
        @dg.asset(name=page_of.__name__, description=page_of.__doc__, tags=tags, **arguments)
        def made(context: dg.AssetExecutionContext, pipeline: PipelineParam) -> Made:
            return page_of(pipeline, round_of(context)).result()

        return made

    return decorate


def table(content: Table | Rows, *, empty: str = "nothing") -> dg.MetadataValue:
    """The first rows as a table; ``empty`` (or the table's own words) where there are none."""
    if isinstance(content, Table):
        empty = content.empty
        headings = [column.label for column in content.columns]
        texts = [map(cell_text, row, content.columns) for row in content.rows]
        content = [dict(zip(headings, row, strict=True)) for row in texts]
    if not content:
        return dg.MetadataValue.text(empty)
    names = list(content[0])
    shown = [{name: _plain(row[name]) for name in names} for row in content[:ROWS_SHOWN]]
    if len(content) > ROWS_SHOWN:
        shown.append(
            dict.fromkeys(names, "") | {names[0]: f"… and {len(content) - ROWS_SHOWN} more"}
        )
    return dg.MetadataValue.table(
        [dg.TableRecord(row) for row in shown],
        schema=dg.TableSchema([dg.TableColumn(name, "string") for name in names]),
    )


def picture(png: bytes, alternative_text: str) -> dg.MarkdownMetadataValue:
    """A picture with words for those who cannot see it."""
    encoded = b64encode(png).decode()
    return dg.MetadataValue.md(f"![{alternative_text}](data:image/png;base64,{encoded})")


def _metadata_value(content: Shown) -> dg.MetadataValue | str | int:
    if isinstance(content, Path):
        return dg.MetadataValue.path(str(content))
    if isinstance(content, dg.MetadataValue | int):
        return content
    if isinstance(content, str):
        return printable(content)
    return table(content)


def _plain(cell: object) -> str | int | float | None:
    # A member of a StrEnum is text, but not text that Dagster can write down.
    return cell if isinstance(cell, int | float | None) else printable(str(cell))
