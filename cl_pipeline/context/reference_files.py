"""A folder of reference series: ``<name>.csv``, also SDMX-CSV, with ``<name>.toml`` next to it.

The TOML holds ``title``, ``source``, ``version``, ``fetched_at``, ``tolerance_pct`` and, where the
columns have other names, ``[columns]``; ``[fixed]`` holds what all rows share, and
``[values.<column>]`` translates codes.
"""

import csv
import io
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from pathlib import Path
from typing import Any

from cl_pipeline.errors import NotFound, ValuesError
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.reference import FigureKind, ReferenceFigure, ReferenceSeries

NEEDED = ("sender", "year", "indicator", "measure", "value")
DEFAULTS = {
    "kind": "direct", "concept": "", "sex": "_T", "age": "", "location": "_T", "sector": "_T",
    "unit": "", "edition": "", "definition": "", "source_title": "", "publisher": "",
    "source_year": "",
}  # fmt: skip
"""Columns a file may leave out, with their default."""

KINDS = {kind.value: kind for kind in FigureKind}

Columns = Mapping[str, tuple[Callable[[str], object], str]]
"""How the text of a column is read (to None where it is wrong), and what to write instead."""


@dataclass(frozen=True, slots=True)
class SeriesFile:
    """One series as read from its two files."""

    series: ReferenceSeries
    figures: tuple[ReferenceFigure, ...]


def read_series_folder(framework: Framework, folder: Path) -> tuple[SeriesFile, ...]:
    """Every series of a folder, by name.

    Raises:
        NotFound: the folder is missing or holds no series.
        ValuesError: a file is wrong; names every mistake in it. Nothing of the folder is kept.
    """
    tables = sorted(folder.glob("*.csv")) if folder.is_dir() else []
    if not tables:
        raise NotFound(f"{folder} holds no reference series; put <name>.csv and <name>.toml there")
    return tuple(_read(framework, table) for table in tables)


def _read(framework: Framework, table: Path) -> SeriesFile:
    about, content = _about(table.with_suffix(".toml")), table.read_bytes()
    texts = {
        name: _text(about, name, table) for name in ("title", "source", "version", "tolerance_pct")
    }
    series = ReferenceSeries(
        key=table.stem,
        title=texts["title"],
        source=texts["source"],
        version=texts["version"],
        fetched_on=_fetched_on(about, table),
        tolerance_pct=Decimal(texts["tolerance_pct"]),
        report=str(about.get("report", "")),
        digest=sha256(content + repr(sorted(about.items(), key=str)).encode()).hexdigest(),
    )
    try:
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise ValuesError(f"{table.name}: {wrong}; save the file as CSV (UTF-8)") from wrong
    columns, figures, mistakes = _columns(framework), [], []
    for line, row in enumerate(rows, start=2):
        cells = _cells(row, about)
        read = {name: read_cell(cells[name]) for name, (read_cell, _) in columns.items()}
        unread = [name for name, value in read.items() if value is None]
        mistakes += [
            f"{table.name} line {line}: {name} {cells[name]!r}; {columns[name][1]}"
            for name in unread
        ]
        if not unread:
            figures.append(_figure(series, line, {**cells, **read}))
    if mistakes:
        raise ValuesError("\n".join(mistakes))
    return SeriesFile(series, tuple(figures))


def _figure(series: ReferenceSeries, line: int, fields: dict[str, Any]) -> ReferenceFigure:
    about = {
        "source_title": fields["source_title"] or series.title,
        "publisher": fields["publisher"] or series.source,
        "source_year": fields["source_year"] or None,
    }
    return ReferenceFigure(series=series.key, line=line, **(fields | about))


def _about(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as missing:
        raise NotFound(
            f"{path} is missing; write title, source, version, fetched_at and tolerance_pct there"
        ) from missing
    except tomllib.TOMLDecodeError as wrong:
        raise ValuesError(f"{path.name}: {wrong}; correct that line") from wrong


def _text(about: Mapping[str, object], name: str, table: Path) -> str:
    text = about.get(name)
    if not isinstance(text, str) or not text.strip():
        raise ValuesError(f'{table.stem}.toml: {name} is missing; write {name} = "…"')
    return text


def _fetched_on(about: Mapping[str, object], table: Path) -> date:
    fetched = about.get("fetched_at")
    if isinstance(fetched, datetime):
        return fetched.date()
    if isinstance(fetched, date):
        return fetched
    raise ValuesError(f"{table.stem}.toml: fetched_at is not a date; write fetched_at = 2021-05-31")


def _cells(row: Mapping[str, str], about: Mapping[str, Any]) -> dict[str, str]:
    """The texts of one row by our names; what all rows share, else translated, else default."""
    columns, values, fixed = (about.get(part, {}) for part in ("columns", "values", "fixed"))
    cells = {}
    for name in (*NEEDED, *DEFAULTS):
        text = (row.get(columns.get(name, name)) or "").strip()
        translated = values.get(name, {}).get(text, text) or DEFAULTS.get(name, "")
        cells[name] = str(fixed.get(name, translated))
    return cells


def _columns(framework: Framework) -> Columns:
    senders = {
        code: state.code
        for state in framework.member_states
        for code in (state.code, state.iso2, state.m49)
    }
    indicators = {
        name: indicator.key
        for indicator in framework.indicators
        for name in (indicator.key, indicator.position)
    }
    return {
        "sender": (senders.get, "write the code of a Member State"),
        "indicator": (indicators.get, "write its key or position"),
        "kind": (KINDS.get, f"write one of {', '.join(KINDS)}"),
        "measure": (
            lambda text: text or None,
            "write a measure's key, or rate, count or denominator",
        ),
        "year": (lambda text: _whole(text) if len(text) == 4 else None, "write four digits"),
        "source_year": (lambda text: _whole(text or "0"), "write four digits or nothing"),
        "value": (_decimal, "write a plain number such as 12.5"),
    }


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
