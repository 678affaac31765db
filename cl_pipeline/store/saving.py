"""Saving what was read from a file, whole or not at all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import repeat
from typing import Any

import sqlalchemy as sa

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.codes import PERSONAL, SubmissionState
from cl_pipeline.model.finding import Finding, finding_order
from cl_pipeline.model.observation import Entry, Observation
from cl_pipeline.model.submission import (
    SheetReporter,
    SubmissionDraft,
    institution_key,
    state_of,
)
from cl_pipeline.store.engine import has_key
from cl_pipeline.store.mapper import Row, columns, to_row, values
from cl_pipeline.store.tables import (
    contact,
    entry,
    finding,
    observation,
    reading,
    received_file,
    submission,
    submission_sheet,
)

PARTS = (submission_sheet, contact, observation, entry, finding)
"""Tables whose rows a second read of the same file replaces."""


def save_draft(connection: sa.Connection, framework: str, draft: SubmissionDraft, run: Row) -> bool:
    """Saves what was read from one file; False where the same content is stored already.

    Raises:
        BrokenInvariant: no received file is that submission, or two values share a cell.
    """
    new = content_digest(draft)
    key: Row = {"framework": framework, "submission_id": draft.submission_id}
    same = has_key(submission, key)
    stored = connection.scalar(sa.select(submission.c.content_digest).where(same))
    if stored == new:
        return False
    _refuse_unnamed(draft)
    row = _submission_row(draft) | run | {"content_digest": new}
    if stored is None:
        _refuse_unknown(connection, framework, draft)
        connection.execute(sa.insert(submission).values(**key, **row))
    else:
        connection.execute(sa.update(submission).where(same).values(**row))
        for table in PARTS:
            connection.execute(sa.delete(table).where(has_key(table, key)))
    _insert_parts(connection, draft, key)
    log = {name: row[name] for name in ("content_digest", "read_state")}
    connection.execute(sa.insert(reading).values(**key, **run, **log))
    return True


def _refuse_unknown(connection: sa.Connection, framework: str, draft: SubmissionDraft) -> None:
    known = sa.select(received_file.c.received_file_id).where(
        received_file.c.framework == framework,
        received_file.c.submission_id == draft.submission_id,
        received_file.c.digest == draft.digest,
    )
    if connection.execute(known.limit(1)).first() is None:
        raise BrokenInvariant(
            f"no received file with digest {draft.digest} is {draft.submission_id}; record it "
            "before what was read"
        )


def _refuse_unnamed(draft: SubmissionDraft) -> None:
    # It would be accepted and yet count nowhere, and no message would say why.
    if draft.identity is None and state_of(draft.findings) != SubmissionState.REJECTED:
        raise BrokenInvariant(
            f"{draft.digest} names no form, and no finding says so; please report"
        )


def _submission_row(draft: SubmissionDraft) -> Row:
    identity = draft.identity
    return {
        "digest": draft.digest,
        "folder": draft.folder,
        "form": identity.form.value if identity else None,
        "version": identity.version if identity else None,
        "round": draft.round,
        "sender": draft.sender,
        "institution": draft.institution,
        "filled_on": draft.filled_on,
        "is_sample": bool(identity and identity.is_sample),
        "read_state": state_of(draft.findings).value,
        "finding_count": len(set(draft.findings)),
        "observation_count": len(draft.observations),
    }


def _insert_parts(connection: sa.Connection, draft: SubmissionDraft, key: Row) -> None:
    about = key | {"round": draft.round, "sender": draft.sender}
    person: Row = {"name": draft.contact_name, "address": draft.contact_address}
    by_sheet = {reporter.sheet: reporter for reporter in draft.reporters}
    sheets = enumerate(dict.fromkeys(draft.sheets))
    findings = enumerate(sorted(set(draft.findings), key=finding_order), start=1)
    small: Sequence[tuple[sa.Table, list[Row]]] = (
        (
            submission_sheet,
            [key | _sheet_row(at, sheet, by_sheet.get(sheet)) for at, sheet in sheets],
        ),
        (contact, [key | person] if any(person.values()) else []),
        (finding, [about | {"position": at} | to_row(found) for at, found in findings]),
    )
    for table, rows in small:
        if rows:
            connection.execute(sa.insert(table), rows)
    # Personal cells are kept in the table ``contact`` alone.
    entries = [worded for worded in draft.entries if worded.field not in PERSONAL]
    _insert_many(connection, observation, about, Observation, draft.observations)
    _insert_many(connection, entry, about, Entry, entries)


def _sheet_row(position: int, sheet: str, reporter: SheetReporter | None) -> Row:
    return {
        "position": position,
        "sheet": sheet,
        "institution": reporter.institution if reporter else None,
        "institution_key": institution_key(reporter.institution) if reporter else "",
        "is_supplier": bool(reporter and reporter.is_supplier),
    }


def content_digest(draft: SubmissionDraft) -> str:
    """The digest over everything that was read, in whatever order it was read."""
    parts = [
        repr((draft.identity, draft.institution, draft.contact_name, draft.contact_address)),
        repr((draft.filled_on, draft.folder)),
        repr((draft.sheets, draft.reporters)),
    ]
    groups: Sequence[tuple[type, Iterable[object]]] = (
        (Observation, draft.observations),
        (Entry, draft.entries),
        (Finding, set(draft.findings)),
    )
    for kind, records in groups:
        parts.append(kind.__name__)
        parts.extend(sorted(map(repr, map(values(kind), records))))
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _insert_many(
    connection: sa.Connection,
    table: sa.Table,
    shared: Mapping[str, object],
    kind: type,
    records: Iterable[object],
) -> None:
    """Hands many records of one kind to the driver as tuples; ``shared`` columns are equal in all.

    A submission has thousands of values: with a dictionary per row this takes three times as long.
    """
    by_column = list(zip(*map(values(kind), records), strict=True))
    if not by_column:
        return
    same = [
        repeat(_converted(connection, table, name, [value])[0]) for name, value in shared.items()
    ]
    own = [
        _converted(connection, table, name, column)
        for name, column in zip(columns(kind), by_column, strict=True)
    ]
    # ``own`` first: it says how many rows there are, and zip ends with the shortest.
    rows = list(zip(*own, *same, strict=False))
    connection.exec_driver_sql(_statement(connection, table, (*columns(kind), *shared)), rows)


def _statement(connection: sa.Connection, table: sa.Table, names: Sequence[str]) -> str:
    quote = connection.dialect.identifier_preparer.quote
    placeholder = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    quoted = ", ".join(quote(name) for name in names)
    placeholders = ", ".join([placeholder] * len(names))
    return f"INSERT INTO {quote(table.name)} ({quoted}) VALUES ({placeholders})"


def _converted(
    connection: sa.Connection, table: sa.Table, column: str, given: Sequence[Any]
) -> Sequence[Any]:
    """Values of one column as the driver takes them; an object met often is converted once."""
    kind = table.c[column].type
    dialect = connection.dialect
    convert: Callable[[Any], Any] | None = kind.dialect_impl(dialect).bind_processor(dialect)
    if convert is None:
        return given
    by_id = {id(value): value for value in given}
    converted = {key: convert(value) for key, value in by_id.items()}
    return [converted[id(value)] for value in given]
