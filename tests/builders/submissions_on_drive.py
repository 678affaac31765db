"""Forms that went out, filled by ``cl-pipeline fill`` and saved on the drive."""

import csv
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from cl_pipeline.forms.description import KEY_COLUMNS
from cl_pipeline.model.breakdown import DIMENSIONS
from tests.builders.command_line import CommandLine

SAVED_AT = datetime(2021, 7, 1, 8, 0, tzinfo=UTC)
"""The first file is saved then, every further one a minute later: no test waits for a file."""

MapRow = Mapping[str, object]
Typed = tuple[MapRow, str]


@dataclass(frozen=True)
class SentForm:
    """A form as it went out, with its map."""

    path: Path
    map_path: Path

    @cached_property
    def cells(self) -> tuple[MapRow, ...]:
        """The rows of the map."""
        return tuple(json.loads(self.map_path.read_text("utf-8")))

    def cell(self, field: str, indicator: str | None = None, **meaning: object) -> MapRow:
        """The one open cell of that kind; dimensions that are not named are the total."""
        wanted = {
            **dict.fromkeys(DIMENSIONS, "_T"),
            "field": field,
            "indicator": indicator,
            "open": True,
            **meaning,
        }
        found = [row for row in self.cells if all(row[k] == wanted[k] for k in wanted)]
        assert len(found) == 1, f"{len(found)} cells {field} {indicator} {meaning}"
        return found[0]


def cover(form: SentForm, institution: str, *covered: str) -> list[Typed]:
    """The cover: the institution, and yes for each covered indicator."""
    rows = [row for row in form.cells if row["field"] == "covers" and row["indicator"] in covered]
    assert len(rows) == len(covered)
    return [
        (form.cell("institution", entry=None, measure=None), institution),
        *((row, "yes") for row in rows),
    ]


def write_values(path: Path, typed: Iterable[Typed]) -> Path:
    """VALUES.csv: the map's key columns and ``value``."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.DictWriter(stream, (*KEY_COLUMNS, "value"), extrasaction="ignore")
        table.writeheader()
        for row, value in typed:
            table.writerow({**row, "value": value})
    return path


def filled(line: CommandLine, form: SentForm, typed: Iterable[Typed], name: str) -> Path:
    """The form with these values in it, written by ``cl-pipeline fill``."""
    line.folder.mkdir(parents=True, exist_ok=True)
    values = write_values(line.folder / f"{name}.csv", typed)
    out = line.folder / f"{name}.xlsx"
    line.do("fill", form.path, values, "--out", out)
    return out


def put(line: CommandLine, source: Path, path: str, *, minute: int | None = None) -> None:
    """Saves a file on the drive, a minute after the one saved there last, or at that minute."""
    counter = line.folder / "last_minute"
    if minute is None:
        minute = int(counter.read_text()) + 1 if counter.exists() else 0
        counter.write_text(str(minute))
    target = line.drive / path
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    at = (SAVED_AT + timedelta(minutes=minute)).timestamp()
    os.utime(target, (at, at))
