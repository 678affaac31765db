"""A folder of reference series: ``<name>.csv``, also SDMX-CSV, with ``<name>.toml`` next to it.

The TOML holds ``title``, ``source``, ``version``, ``fetched_at``, ``tolerance_pct`` and, where the
columns have other names, ``[columns]``; ``[fixed]`` holds what all rows share, and
``[values.<column>]`` translates codes.
"""

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from pathlib import Path

from cl_pipeline.errors import NotFound, ValuesError
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import IndicatorKey, SenderCode
from cl_pipeline.model.reference import FigureKind, ReferenceFigure, ReferenceSeries

NEEDED = ("sender", "year", "indicator", "measure", "value")
DEFAULTS = {
    "kind": "direct", "concept": "", "sex": "_T", "age": "", "location": "_T", "sector": "_T",
    "unit": "", "edition": "", "definition": "", "source_title": "", "publisher": "",
    "source_year": "",
}  # fmt: skip
"""Columns a file may leave out, with their default."""


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
    about = _about(table.with_suffix(".toml"))
    content = table.read_bytes()
    series = ReferenceSeries(
        key=table.stem,
        title=_text(about, "title", table),
        source=_text(about, "source", table),
        version=_text(about, "version", table),
        fetched_on=_fetched_on(about, table),
        tolerance_pct=Decimal(_text(about, "tolerance_pct", table)),
        report=str(about.get("report", "")),
        digest=sha256(content + repr(sorted(about.items(), key=str)).encode()).hexdigest(),
    )
    try:
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise ValuesError(f"{table.name}: {wrong}; save the file as CSV (UTF-8)") from wrong
    reader = _Reader(framework, series, about)
    figures = tuple(reader.figures(rows))
    if reader.mistakes:
        raise ValuesError("\n".join(f"{table.name} {mistake}" for mistake in reader.mistakes))
    return SeriesFile(series, figures)


def _about(path: Path) -> dict[str, object]:
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


class _Reader:
    """Turns the rows of one file into figures and collects the mistakes in them."""

    def __init__(
        self, framework: Framework, series: ReferenceSeries, about: Mapping[str, object]
    ) -> None:
        self.mistakes: list[str] = []
        self._series = series
        self._columns: Mapping[str, str] = about.get("columns", {})  # type: ignore[assignment]
        self._fixed: Mapping[str, str] = about.get("fixed", {})  # type: ignore[assignment]
        self._values: Mapping[str, Mapping[str, str]] = about.get("values", {})  # type: ignore[assignment]
        self._senders = {
            code: state.code
            for state in framework.member_states
            for code in (state.code, state.iso2, state.m49)
        }
        self._indicators = {
            name: indicator.key
            for indicator in framework.indicators
            for name in (indicator.key, indicator.position)
        }

    def figures(self, rows: Sequence[Mapping[str, str]]) -> Iterator[ReferenceFigure]:
        """The figures of the rows without a mistake."""
        for line, row in enumerate(rows, start=2):
            texts = {name: self._cell(row, name) for name in (*NEEDED, *DEFAULTS)}
            wrong = list(self._wrong(texts))
            self.mistakes += [f"line {line}: {mistake}" for mistake in wrong]
            if not wrong:
                yield self._figure(line, texts)

    def _cell(self, row: Mapping[str, str], name: str) -> str:
        if name in self._fixed:
            return str(self._fixed[name])
        text = (row.get(self._columns.get(name, name)) or "").strip()
        return self._values.get(name, {}).get(text, text) or DEFAULTS.get(name, "")

    def _wrong(self, texts: Mapping[str, str]) -> Iterator[str]:
        kinds = [kind.value for kind in FigureKind]
        if texts["sender"] not in self._senders:
            yield f"sender {texts['sender']!r}; write the code of a Member State"
        if texts["indicator"] not in self._indicators:
            yield f"indicator {texts['indicator']!r}; write its key or position"
        if texts["kind"] not in kinds:
            yield f"kind {texts['kind']!r}; write one of {', '.join(kinds)}"
        if not texts["measure"]:
            yield "measure is empty; write a measure's key, or rate, count or denominator"
        if not (texts["year"].isdecimal() and len(texts["year"]) == 4):
            yield f"year {texts['year']!r}; write four digits"
        if texts["source_year"] and not texts["source_year"].isdecimal():
            yield f"source_year {texts['source_year']!r}; write four digits or nothing"
        if _decimal(texts["value"]) is None:
            yield f"value {texts['value']!r}; write a plain number such as 12.5"

    def _figure(self, line: int, texts: Mapping[str, str]) -> ReferenceFigure:
        value = _decimal(texts["value"])
        assert value is not None  # _wrong has checked it
        return ReferenceFigure(
            series=self._series.key,
            line=line,
            sender=SenderCode(self._senders[texts["sender"]]),
            year=int(texts["year"]),
            indicator=IndicatorKey(self._indicators[texts["indicator"]]),
            measure=texts["measure"],
            kind=FigureKind(texts["kind"]),
            concept=texts["concept"],
            sex=texts["sex"],
            age=texts["age"],
            location=texts["location"],
            sector=texts["sector"],
            value=value,
            unit=texts["unit"],
            edition=texts["edition"],
            definition=texts["definition"],
            source_title=texts["source_title"] or self._series.title,
            publisher=texts["publisher"] or self._series.source,
            source_year=int(texts["source_year"]) if texts["source_year"] else None,
        )


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
