"""The register of focal points: who in a ministry receives which form, in which language.

Addresses stay in the Secretariat: no release or form for others has them.
"""

import csv
import re
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from cl_pipeline.errors import UsageError
from cl_pipeline.model.framework import Framework
from cl_pipeline.publication.feedback.delivery import is_mail_address
from cl_pipeline.store.records import FocalPoint
from cl_pipeline.workflows.files import separator_of, text_of
from cl_pipeline.workflows.pipeline import Pipeline

COLUMNS = ("sender", "institution", "address", "language", "indicators")

LANGUAGE = re.compile(r"[a-z]{2,3}([_-][A-Z]{2})?")
"""A CLDR code: a language, or a language of one country (``pt_BR``)."""

ACTIVE = {"": True, "yes": True, "no": False}
"""Values of the column ``active``; a table without it ends no focal point."""

ALL = "all"
"""Value of the column ``indicators`` for every indicator."""

Row = Mapping[str, str | None]


def add_focal_points(pipeline: Pipeline, table: Path) -> int:
    """Add the rows of a table (columns ``COLUMNS``) and return how many differ from before.

    A row with ``no`` in the optional column ``active`` ends that focal point. A table with a
    mistake adds nothing.

    Raises:
        NotFound: there is no such table.
        UsageError: the table is not UTF-8, a column is missing, or a row has a mistake.
    """
    text = text_of(table)
    rows = list(csv.DictReader(StringIO(text), delimiter=separator_of(text)))
    mistakes = [text for line, row in enumerate(rows, 2) for text in _mistakes(pipeline, line, row)]
    if mistakes:
        raise UsageError(f"{table}: " + "; ".join(mistakes))
    return pipeline.store.focal_points.update(
        [_focal_point(pipeline, row) for row in rows], noted_at=pipeline.now()
    )


def _focal_point(pipeline: Pipeline, row: Row) -> FocalPoint:
    framework = pipeline.base_framework
    return FocalPoint(
        framework.member_state(_text(row, "sender")).code,
        _text(row, "institution"),
        _text(row, "address"),
        _text(row, "language"),
        tuple(framework.indicator(name).key for name in _indicators(framework, row)),
        ACTIVE[_text(row, "active").lower()],
    )


def _mistakes(pipeline: Pipeline, line: int, row: Row) -> list[str]:
    missing = [name for name in COLUMNS if not _text(row, name)]
    if missing:
        return [f"line {line}: {', '.join(missing)} missing"]
    found = []
    if not is_mail_address(_text(row, "address")):
        found.append(f"line {line}: {row['address']!r} is not a mail address")
    if not LANGUAGE.fullmatch(_text(row, "language")):
        found.append(f"line {line}: {row['language']!r} is not a language code; give e.g. 'km'")
    if _text(row, "active").lower() not in ACTIVE:
        found.append(f"line {line}: active is {row['active']!r}; give yes or no")
    try:
        pipeline.base_framework.member_state(_text(row, "sender"))
        for indicator in _indicators(pipeline.base_framework, row):
            pipeline.base_framework.indicator(indicator)
    except KeyError as unknown:
        found.append(f"line {line}: {unknown.args[0]}")
    return found


def _indicators(framework: Framework, row: Row) -> list[str]:
    """The indicators of a focal point, by key or position with spaces between, or ``all``."""
    named = _text(row, "indicators").split()
    return [indicator.key for indicator in framework.indicators] if named == [ALL] else named


def _text(row: Row, column: str) -> str:
    return (row.get(column) or "").strip()
