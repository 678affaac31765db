"""Rows and nouns: how an observation, an entry, a finding lie in their tables, and back."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from hashlib import sha256
from operator import attrgetter
from typing import Any, TypeAlias, get_type_hints

from sqlalchemy import RowMapping

from cl_pipeline.model.breakdown import DIMENSIONS, Breakdown
from cl_pipeline.model.codes import (
    PERSONAL,
    ConfidentialityStatus,
    Field,
    ObservationStatus,
    Severity,
)
from cl_pipeline.model.finding import Finding, finding_order
from cl_pipeline.model.identity import ColumnKey, IndicatorKey, MeasureKey
from cl_pipeline.model.observation import Entry, Observation, ObservationKey
from cl_pipeline.model.submission import SubmissionDraft

Row: TypeAlias = dict[str, object]
Values: TypeAlias = Callable[[object], tuple[object, ...]]
"""Takes the values of a noun's columns out of it, in their order."""

Found: TypeAlias = RowMapping | Mapping[str, Any]
"""A row that came back; its columns have the types that ``tables`` declares."""


def key_row(key: ObservationKey) -> Row:
    """The columns that say what a value is about."""
    dimensions = {name: getattr(key.breakdown, name) for name in DIMENSIONS}
    return {
        "indicator": key.indicator,
        "measure": key.measure,
        "reporting_column": key.column,
        **dimensions,
    }


def key_of(row: Found) -> ObservationKey:
    """What the row's value is about."""
    return ObservationKey(
        IndicatorKey(row["indicator"]),
        MeasureKey(row["measure"]),
        ColumnKey(row["reporting_column"]),
        Breakdown(**{name: row[name] for name in DIMENSIONS}),
    )


OBSERVATION: Mapping[str, str] = {
    "indicator": "key.indicator",
    "measure": "key.measure",
    "reporting_column": "key.column",
    **{name: f"key.breakdown.{name}" for name in DIMENSIONS},
    "value": "value",
    "unit": "unit",
    "reference_year": "reference_year",
    "obs_status": "obs_status.value",
    "conf_status": "conf_status.value",
    "gap_code": "gap_code",
    "gap_note": "gap_note",
    "source": "source",
    "source_year": "source_year",
    "definition": "definition",
    "age_range": "age_range",
    "attributes": "attributes",
    "sheet": "sheet",
    "cell": "cell",
    "as_typed": "as_typed",
    "how_read": "how_read",
}
"""Columns of an observation, without the submission it belongs to, and where they come from."""

ENTRY: Mapping[str, str] = {
    "field": "field.value",
    "indicator": "indicator",
    "reporting_column": "column",
    "entry_number": "entry",
    "text": "text",
    "code": "code",
    "sheet": "sheet",
    "cell": "cell",
}
"""The same of an entry."""

observation_values: Values = attrgetter(*OBSERVATION.values())
entry_values: Values = attrgetter(*ENTRY.values())


def observation_of(row: Found) -> Observation:
    """The observation of a row."""
    return Observation(
        key=key_of(row),
        value=row["value"],
        unit=row["unit"],
        reference_year=row["reference_year"],
        obs_status=ObservationStatus(row["obs_status"]),
        conf_status=ConfidentialityStatus(row["conf_status"]),
        gap_code=row["gap_code"],
        gap_note=row["gap_note"],
        source=row["source"],
        source_year=row["source_year"],
        definition=row["definition"],
        age_range=row["age_range"],
        attributes=row["attributes"],
        sheet=row["sheet"],
        cell=row["cell"],
        as_typed=row["as_typed"],
        how_read=row["how_read"],
    )


def entry_of(row: Found) -> Entry:
    """The entry of a row."""
    return Entry(
        field=Field(row["field"]),
        indicator=row["indicator"],
        column=row["reporting_column"],
        entry=row["entry_number"],
        text=row["text"],
        code=row["code"],
        sheet=row["sheet"],
        cell=row["cell"],
    )


def finding_row(finding: Finding) -> Row:
    """The row of a finding, without the submission it belongs to."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "found": finding.found,
        "expected": finding.expected,
        "remedy": finding.remedy,
        "indicator": finding.indicator,
    }


def finding_of(row: Found) -> Finding:
    """The finding of a row."""
    return Finding(
        code=row["code"],
        severity=Severity(row["severity"]),
        sheet=row["sheet"],
        cell=row["cell"],
        found=row["found"],
        expected=row["expected"],
        remedy=row["remedy"],
        indicator=row["indicator"],
    )


def sorted_findings(draft: SubmissionDraft) -> list[Finding]:
    """Each finding once, in order."""
    return sorted(set(draft.findings), key=finding_order)


def entries_to_store(draft: SubmissionDraft) -> Iterator[Entry]:
    """The entries without the personal cells; those live in the table ``contact``."""
    return (entry for entry in draft.entries if entry.field not in PERSONAL)


def content_digest(draft: SubmissionDraft) -> str:
    """The digest over everything read, whatever the order in which it was read.

    What is shown of a dataclass names every field, so a field added to the model counts here
    without anyone remembering to add it.
    """
    whole = (draft.identity, draft.institution, draft.contact_name, draft.contact_address)
    parts = [repr(whole), repr(draft.filled_on), repr(draft.sheets)]
    for group in (draft.observations, draft.entries, set(draft.findings)):
        parts.extend(sorted(map(_shown, group)))
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _shown(one: Observation | Entry | Finding) -> str:
    """Much as the ``repr`` of a dataclass, in a quarter of its time: 600 are taken per return."""
    template, values = _TEMPLATES[type(one)]
    return template % values(one)


def _template(kind: type) -> tuple[str, Values]:
    template, paths = _parts(kind)
    return template, attrgetter(*paths)


def _parts(kind: type) -> tuple[str, list[str]]:
    shown, paths = [], []
    hints = get_type_hints(kind)
    for name in _field_names(kind):
        inner, below = (
            _parts(hints[name]) if _field_names(hints[name]) else (_mark(hints[name]), [])
        )
        shown.append(f"{name}={inner}")
        paths += [f"{name}.{path}" for path in below] or [name]
    return f"{kind.__qualname__}({', '.join(shown)})", paths


def _field_names(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass or a named tuple; none of any other type."""
    if is_dataclass(kind):
        return tuple(field.name for field in fields(kind))
    return tuple(getattr(kind, "_fields", ()))


def _mark(kind: type) -> str:
    # The words of a closed set need no quotes, and the ``repr`` of an enum is written in Python.
    return "%s" if isinstance(kind, type) and issubclass(kind, StrEnum) else "%r"


_TEMPLATES = {kind: _template(kind) for kind in (Observation, Entry, Finding)}
