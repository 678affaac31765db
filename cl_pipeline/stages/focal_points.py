"""The register of focal points: who in a ministry receives which form, in which language.

Input: a table of the Secretariat; output: rows of the register. Guarantee: a table with a mistake
adds nothing. Addresses stay in the Secretariat: no release or form for others contains them.
"""

import csv
from collections.abc import Mapping
from pathlib import Path

from cl_pipeline.errors import NotFound, UsageError
from cl_pipeline.publication.return_pack.mail import is_mail_address
from cl_pipeline.stages.pipeline import Pipeline
from cl_pipeline.store.records import FocalPoint

COLUMNS = ("sender", "institution", "address", "language", "indicators")


def add_focal_points(pipeline: Pipeline, table: Path) -> int:
    """Adds the rows of a table (columns ``COLUMNS``) and returns how many.

    Raises:
        NotFound: the table is not there.
        UsageError: a column is missing or a row names an unknown Member State or indicator.
    """
    if not table.is_file():
        raise NotFound(f"{table} is not a file")
    with table.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    mistakes = [text for line, row in enumerate(rows, 2) for text in _mistakes(pipeline, line, row)]
    if mistakes:
        raise UsageError(f"{table}: " + "; ".join(mistakes))
    return pipeline.store.registers.add_focal_points(
        [_focal_point(pipeline, row) for row in rows], added_at=pipeline.now()
    )


def list_focal_points(pipeline: Pipeline) -> tuple[FocalPoint, ...]:
    """The rows in force, in order of sender and institution."""
    return pipeline.store.registers.focal_points()


def _focal_point(pipeline: Pipeline, row: Mapping[str, str]) -> FocalPoint:
    framework = pipeline.base_framework
    return FocalPoint(
        framework.member_state(row["sender"].strip()).code,
        row["institution"].strip(),
        row["address"].strip(),
        row["language"].strip(),
        tuple(framework.indicator(name).key for name in row["indicators"].split()),
    )


def _mistakes(pipeline: Pipeline, line: int, row: dict[str, str | None]) -> list[str]:
    missing = [name for name in COLUMNS if not row.get(name)]
    if missing:
        return [f"line {line}: {', '.join(missing)} missing"]
    found = []
    if not is_mail_address(str(row["address"]).strip()):
        found.append(f"line {line}: {row['address']!r} is no mail address")
    try:
        pipeline.base_framework.member_state(str(row["sender"]).strip())
        for indicator in str(row["indicators"]).split():
            pipeline.base_framework.indicator(indicator)
    except KeyError as unknown:
        found.append(f"line {line}: {unknown.args[0]}")
    return found
