"""Erasing the words of a submission; its figures stay, and so does that it was received."""

import re
from collections.abc import Collection, Mapping

import sqlalchemy as sa

from cl_pipeline.model.breakdown import DIMENSIONS, LABEL_PREFIX
from cl_pipeline.model.identity import SubmissionId
from cl_pipeline.model.submission import institution_key
from cl_pipeline.store import tables
from cl_pipeline.store.engine import Database, has_key

ERASED = "erased by decision"
"""What is shown where words were."""

CURRENCY = re.compile("[A-Z]{3}")
"""Source: ISO 4217."""


def erase_texts(database: Database, submission_id: SubmissionId, codes: Collection[str]) -> None:
    """Erases what the sender of a submission wrote in words, in every table and vintage.

    ``codes`` are the attributes that are not words. Figures, gap codes, years and choices stay. On
    SQLite nothing of the words is left in the file; PostgreSQL frees the place by itself.
    """
    key = {"framework": database.framework, "submission_id": submission_id}
    with database.writing() as connection:
        for table in (tables.contact, tables.finding):
            connection.execute(sa.delete(table).where(has_key(table, key)))
        is_text = sa.and_(has_key(tables.entry, key), tables.entry.c.code.is_(None))
        # An entry may say that a figure was revised: that it is there, counts.
        connection.execute(sa.update(tables.entry).where(is_text).values(text=ERASED))
        submission = tables.submission
        connection.execute(
            sa.update(submission).where(has_key(submission, key)).values(finding_count=0)
        )
        _erase_observations(connection, key, codes)
        _erase_in_vintages(connection, database.framework, submission_id)
    database.forget_deleted()


def erase_institutions(
    database: Database, submission_ids: Collection[SubmissionId], kept: Collection[str], number: int
) -> None:
    """Replaces the institutions of erased submissions but those of the keys ``kept``.

    The same name becomes the same text, so that what is current stays current. ``number`` is that
    of the decision.
    """
    names: dict[str, str] = {}
    with database.writing() as connection:
        for submission_id in sorted(submission_ids):
            key = {"framework": database.framework, "submission_id": submission_id}
            for table in (tables.submission, tables.submission_sheet):
                found = sa.select(table.c.institution).where(has_key(table, key)).distinct()
                for name in connection.scalars(found).all():
                    own = institution_key(name)
                    if name is None or own in kept or name.startswith(ERASED):
                        continue
                    instead = names.setdefault(own, f"{ERASED} {number}.{len(names) + 1}")
                    values = {"institution": instead}
                    if table is tables.submission_sheet:
                        values["institution_key"] = institution_key(instead)
                    same = has_key(table, {**key, "institution": name})
                    connection.execute(sa.update(table).where(same).values(values))


def _erase_observations(
    connection: sa.Connection, key: Mapping[str, object], codes: Collection[str]
) -> None:
    table = tables.observation
    rows = connection.execute(sa.select(table).where(has_key(table, key))).mappings().all()
    names: dict[str, str] = {}
    for row in rows:
        labels = {row[name] for name in DIMENSIONS if row[name].startswith(LABEL_PREFIX)}
        for label in sorted(labels):
            names.setdefault(label, f"{LABEL_PREFIX}{ERASED} {len(names) + 1}")
        typed, gap = row["as_typed"], row["gap_code"] or ""
        own = {name: row[name] for name in ("submission_id", "sheet", "cell", "framework")}
        without_texts = {
            "source": None,
            "definition": None,
            "gap_note": None,
            "age_range": None if _has_letters(row["age_range"] or "") else row["age_range"],
            "as_typed": ERASED if _has_letters(typed) and typed.casefold() != gap else typed,
            "attributes": tuple(
                (name, code)
                for name, code in row["attributes"]
                if code in codes or CURRENCY.fullmatch(code)
            ),
        }
        connection.execute(sa.update(table).where(has_key(table, own)).values(without_texts))
    for renamed in (tables.observation, tables.consolidated):
        for name in DIMENSIONS:
            for label, instead in names.items():
                same = has_key(renamed, {**key, name: label})
                connection.execute(sa.update(renamed).where(same).values({name: instead}))


def _erase_in_vintages(
    connection: sa.Connection, framework: str, submission_id: SubmissionId
) -> None:
    start = f"{submission_id}!"
    question, coverage, outcome = tables.open_question, tables.coverage, tables.rule_outcome
    asked = sa.and_(
        question.c.framework == framework, question.c.address.startswith(start, autoescape=True)
    )
    connection.execute(sa.update(question).where(asked).values(found=ERASED, expected=ERASED))
    shown = sa.and_(
        coverage.c.framework == framework, coverage.c.evidence.startswith(start, autoescape=True)
    )
    for detail in connection.scalars(sa.select(coverage.c.detail).where(shown).distinct()).all():
        same = sa.and_(shown, coverage.c.detail == detail)
        connection.execute(sa.update(coverage).where(same).values(detail=_without_note(detail)))
    of_framework = outcome.c.framework == framework
    for row in connection.execute(sa.select(outcome).where(of_framework)).mappings().all():
        kept = tuple(
            {**entry, "detail": _without_note(entry["detail"])}
            if (entry["evidence"] or "").startswith(start)
            else entry
            for entry in row["evidence"]
        )
        if kept != row["evidence"]:
            own = {column.name: row[column.name] for column in outcome.primary_key}
            connection.execute(
                sa.update(outcome).where(has_key(outcome, own)).values(evidence=kept)
            )
    made = sa.select(tables.consolidated.c.vintage_id).where(
        tables.consolidated.c.framework == framework,
        tables.consolidated.c.submission_id == submission_id,
    )
    changed = sa.and_(
        tables.vintage.c.framework == framework, tables.vintage.c.vintage_id.in_(made)
    )
    connection.execute(sa.update(tables.vintage).where(changed).values(content_digest=ERASED))


def _without_note(detail: str) -> str:
    """The detail of a gap is the name of its code and, after a colon, the words of its sender."""
    return detail.partition(":")[0]


def _has_letters(text: str) -> bool:
    return any(character.isalpha() for character in text)
