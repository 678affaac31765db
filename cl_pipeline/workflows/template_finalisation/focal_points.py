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
"""Value of the column ``indicators`` for every indicator; else keys or positions with spaces."""


def add_focal_points(pipeline: Pipeline, table: Path) -> int:
    """Add the rows of a table, unless one has a mistake; returns how many differ from before.

    A row with ``no`` in the optional column ``active`` ends that focal point.

    Raises:
        NotFound: there is no such table.
        UsageError: the table is not UTF-8, a column is missing, or a row has a mistake.
    """
    text = text_of(table)
    points, mistakes = [], []
    for line, row in enumerate(csv.DictReader(StringIO(text), delimiter=separator_of(text)), 2):
        point, found = _focal_point(pipeline.base_framework, row)
        points.append(point)
        mistakes += [f"line {line}: {mistake}" for mistake in found]
    if mistakes:
        raise UsageError(f"{table}: " + "; ".join(mistakes))
    return pipeline.store.focal_points.update(
        [point for point in points if point], noted_at=pipeline.now()
    )


def _focal_point(
    framework: Framework, row: Mapping[str, str | None]
) -> tuple[FocalPoint | None, list[str]]:
    """The focal point of a row, or the mistakes in it."""
    cells = {name: (row.get(name) or "").strip() for name in (*COLUMNS, "active")}
    missing = [name for name in COLUMNS if not cells[name]]
    if missing:
        return None, [f"{', '.join(missing)} missing"]
    found = []
    if not is_mail_address(cells["address"]):
        found.append(f"{row['address']!r} is not a mail address")
    if not LANGUAGE.fullmatch(cells["language"]):
        found.append(f"{row['language']!r} is not a language code; give e.g. 'km'")
    active = ACTIVE.get(cells["active"].lower())
    if active is None:
        found.append(f"active is {row['active']!r}; give yes or no")
    named = cells["indicators"].split()
    if named == [ALL]:
        named = [indicator.key for indicator in framework.indicators]
    try:
        sender = framework.member_state(cells["sender"]).code
        indicators = tuple(framework.indicator(name).key for name in named)
    except KeyError as unknown:
        return None, [*found, unknown.args[0]]
    if found or active is None:
        return None, found
    language, address = cells["language"], cells["address"]
    return FocalPoint(sender, cells["institution"], address, language, indicators, active), []
