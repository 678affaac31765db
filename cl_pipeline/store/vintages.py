"""Vintages: consolidations as they were made, so that the past can be had again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, delete, func, insert, select

from cl_pipeline.errors import BrokenInvariant, NotFound
from cl_pipeline.model.breakdown import DIMENSIONS, Breakdown
from cl_pipeline.model.identity import IndicatorKey, RoundYear, SenderCode, VintageId
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.vintage import CoverageEntry, Vintage
from cl_pipeline.store import vintage_rows as rows
from cl_pipeline.store.acceptance import Condition
from cl_pipeline.store.decisions import is_signed
from cl_pipeline.store.engine import Database
from cl_pipeline.store.records import VintageSummary
from cl_pipeline.store.rows import Found, Row
from cl_pipeline.store.vintage_tables import (
    baseline,
    consolidated,
    consolidation,
    coverage,
    question,
    rule_outcome,
    vintage,
)

Noun = TypeVar("Noun")


@dataclass(frozen=True, slots=True)
class VintagePart:
    """What of a vintage is asked for; None means all.

    A question about one number needs little: of a part, baselines and questions are left out.
    """

    sender: SenderCode | None = None
    indicator: IndicatorKey | None = None
    breakdown: Breakdown | None = None

    def wanted(self, table: Table) -> Sequence[ColumnElement[bool]]:
        """The conditions on the rows of a table, as far as it tells these."""
        given: list[tuple[str, str | None]] = [
            ("sender", self.sender),
            ("indicator", self.indicator),
        ]
        if self.breakdown is not None and table is consolidated:
            given += [(name, getattr(self.breakdown, name)) for name in DIMENSIONS]
        return [table.c[name] == code for name, code in given if code is not None]


@dataclass(frozen=True, slots=True)
class Vintages:
    """The verbs of vintages. Grain: one accepted set, effective framework and code."""

    database: Database

    def save(
        self,
        made: Vintage,
        outcomes: Sequence[RuleOutcome] = (),
        *,
        made_at: datetime,
        run_id: str,
    ) -> bool:
        """Saves a vintage with the outcomes of the rule; false where it stood there, newest.

        A vintage once made is never changed; made again after another, it is the newest again.
        Only its open questions, which are no part of its name, are those of the last call, until it
        is signed.

        Raises:
            StoreBusy: the database did not answer in time.
            BrokenInvariant: other values are stored under its name.
        """
        key: Row = {"framework": self.database.framework, "vintage_id": made.vintage_id}
        with self.database.writing() as connection:
            stored = connection.execute(select(vintage).where(_is_of(vintage, key))).first()
            if stored is None:
                _insert(connection, key, made, outcomes)
            elif stored.content_digest != _content_digest(made, outcomes):
                raise BrokenInvariant(
                    f"{made.vintage_id} is stored with other values or outcomes; the code has "
                    f"changed without its version {made.code_version}: give it a new one"
                )
            is_frozen = stored is None or is_signed(
                connection, self.database.framework, made.vintage_id
            )
            is_asked_anew = not is_frozen and _ask_anew(connection, key, made)
            is_newest = (
                _newest_id(connection, self.database.framework, made.round) == key["vintage_id"]
            )
            if not is_newest:
                said = {"round": made.round, "made_at": made_at, "run_id": run_id}
                connection.execute(insert(consolidation).values(**key, **said))
            return stored is None or is_asked_anew or not is_newest

    def load(self, vintage_id: VintageId, part: VintagePart | None = None) -> Vintage:
        """The vintage of that id, equal to the one that was saved; or the asked part of it.

        Raises:
            NotFound: there is none.
        """
        key: Row = {"framework": self.database.framework, "vintage_id": vintage_id}
        with self.database.reading() as connection:
            head = connection.execute(select(vintage).where(_is_of(vintage, key))).mappings()
            found = head.one_or_none()
            if found is None:
                raise NotFound(f"there is no vintage {vintage_id!r}")
            return _vintage_of(connection, key, found, part)

    def latest(
        self, round_year: RoundYear | None = None, part: VintagePart | None = None
    ) -> Vintage | None:
        """The newest vintage of that round, or of the newest round that has one; else None."""
        with self.database.reading() as connection:
            newest = _newest_id(connection, self.database.framework, round_year)
        return None if newest is None else self.load(newest, part)

    def newest(self, round_year: RoundYear) -> VintageId | None:
        """The name of the newest vintage of that round, or None."""
        with self.database.reading() as connection:
            return _newest_id(connection, self.database.framework, round_year)

    def first_made_at(self, vintage_id: VintageId) -> datetime:
        """When that vintage was first made.

        Raises:
            NotFound: there is none.
        """
        made_at = self._first(consolidation.c.vintage_id == vintage_id)
        if made_at is None:
            raise NotFound(f"there is no vintage {vintage_id!r}")
        return made_at

    def begun_at(self, round_year: RoundYear | None = None) -> datetime | None:
        """When that round, or any, was consolidated for the first time, or None."""
        return self._first(*([consolidation.c.round == round_year] if round_year else []))

    def _first(self, *of_rows: Condition) -> datetime | None:
        of_framework = consolidation.c.framework == self.database.framework
        query = select(func.min(consolidation.c.made_at)).where(of_framework, *of_rows)
        with self.database.reading() as connection:
            made_at: datetime | None = connection.scalar(query)
        return made_at

    def coverage(self, vintage_id: VintageId) -> tuple[CoverageEntry, ...]:
        """The coverage of that vintage alone; empty if unknown."""
        key: Row = {"framework": self.database.framework, "vintage_id": vintage_id}
        with self.database.reading() as connection:
            return _parts(connection, coverage, key, rows.coverage_of)

    def latest_before(self, round_year: RoundYear) -> Vintage | None:
        """The newest vintage of the newest round before that one, or None."""
        earlier = [one.round for one in self.list() if one.round < round_year]
        return self.latest(max(earlier)) if earlier else None

    def outcomes(self, vintage_id: VintageId) -> tuple[RuleOutcome, ...]:
        """What the rule of five said about that vintage, in order of the list; empty if unknown."""
        key: Row = {"framework": self.database.framework, "vintage_id": vintage_id}
        with self.database.reading() as connection:
            return _parts(connection, rule_outcome, key, rows.outcome_of)

    def list(self, round_year: RoundYear | None = None) -> tuple[VintageSummary, ...]:
        """All vintages, or those of one round, in order of round and of their latest making."""
        latest = (
            select(func.max(consolidation.c.consolidation_id))
            .where(consolidation.c.framework == self.database.framework)
            .group_by(consolidation.c.vintage_id)
        )
        same = and_(
            vintage.c.framework == consolidation.c.framework,
            vintage.c.vintage_id == consolidation.c.vintage_id,
        )
        query = (
            select(vintage, consolidation.c.made_at, consolidation.c.run_id)
            .join(consolidation, same)
            .where(consolidation.c.consolidation_id.in_(latest))
            .order_by(vintage.c.round, consolidation.c.consolidation_id)
        )
        if round_year is not None:
            query = query.where(vintage.c.round == round_year)
        with self.database.reading() as connection:
            return tuple(_summary_of(row) for row in connection.execute(query).mappings())


def _content_digest(made: Vintage, outcomes: Sequence[RuleOutcome]) -> str:
    return sha256(repr((replace(made, questions=()), tuple(outcomes))).encode()).hexdigest()


def _insert(
    connection: Connection, key: Row, made: Vintage, outcomes: Sequence[RuleOutcome]
) -> None:
    head: Row = {
        "round": made.round,
        "accepted_digest": made.accepted_digest,
        "framework_digest": made.framework_digest,
        "code_version": made.code_version,
        "is_sample": made.is_sample,
        "content_digest": _content_digest(made, outcomes),
    }
    connection.execute(insert(vintage).values(**key, **head))
    parts: Sequence[tuple[Table, list[Row]]] = (
        (consolidated, [rows.value_row(value) for value in made.values]),
        (coverage, [rows.coverage_row(one) for one in made.coverage]),
        (baseline, [rows.baseline_row(one) for one in made.baselines]),
        (question, [rows.question_row(one) for one in made.questions]),
        (rule_outcome, [rows.outcome_row(outcome) for outcome in outcomes]),
    )
    for table, content in parts:
        _insert_part(connection, table, key | {"round": made.round}, content)


def _insert_part(connection: Connection, table: Table, key: Row, content: Sequence[Row]) -> None:
    if content:
        numbered = [key | row | {"position": at} for at, row in enumerate(content, start=1)]
        connection.execute(insert(table), numbered)


def _ask_anew(connection: Connection, key: Row, made: Vintage) -> bool:
    if _parts(connection, question, key, rows.question_of) == made.questions:
        return False
    connection.execute(delete(question).where(_is_of(question, key)))
    asked = [rows.question_row(one) for one in made.questions]
    _insert_part(connection, question, key | {"round": made.round}, asked)
    return True


def _newest_id(
    connection: Connection, framework: str, round_year: RoundYear | None
) -> VintageId | None:
    query: Select[str] = (
        select(consolidation.c.vintage_id)
        .where(consolidation.c.framework == framework)
        .order_by(consolidation.c.round.desc(), consolidation.c.consolidation_id.desc())
        .limit(1)
    )
    if round_year is not None:
        query = query.where(consolidation.c.round == round_year)
    found = connection.scalar(query)
    return None if found is None else VintageId(found)


def _is_of(table: Table, key: Row) -> ColumnElement[bool]:
    return and_(*(table.c[name] == value for name, value in key.items()))


def _parts(
    connection: Connection,
    table: Table,
    key: Row,
    noun_of: Callable[[Found], Noun],
    wanted: Sequence[ColumnElement[bool]] = (),
) -> tuple[Noun, ...]:
    query = select(table).where(_is_of(table, key), *wanted).order_by(table.c.position)
    return tuple(noun_of(row) for row in connection.execute(query).mappings())


def _vintage_of(connection: Connection, key: Row, head: Found, part: VintagePart | None) -> Vintage:
    def parts(table: Table, noun_of: Callable[[Found], Noun]) -> tuple[Noun, ...]:
        wanted = () if part is None else part.wanted(table)
        return _parts(connection, table, key, noun_of, wanted)

    return Vintage(
        vintage_id=VintageId(head["vintage_id"]),
        round=RoundYear(head["round"]),
        accepted_digest=head["accepted_digest"],
        framework_digest=head["framework_digest"],
        code_version=head["code_version"],
        values=parts(consolidated, rows.value_of),
        coverage=parts(coverage, rows.coverage_of),
        baselines=parts(baseline, rows.baseline_of) if part is None else (),
        questions=parts(question, rows.question_of) if part is None else (),
        is_sample=head["is_sample"],
    )


def _summary_of(row: Found) -> VintageSummary:
    return VintageSummary(
        vintage_id=VintageId(row["vintage_id"]),
        round=RoundYear(row["round"]),
        accepted_digest=row["accepted_digest"],
        framework_digest=row["framework_digest"],
        code_version=row["code_version"],
        is_sample=row["is_sample"],
        made_at=row["made_at"],
        run_id=row["run_id"],
    )
