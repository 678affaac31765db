"""Vintages: consolidations as they were made, and the inputs of each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeAlias

import sqlalchemy as sa

from cl_pipeline.errors import BrokenInvariant, NotFound
from cl_pipeline.model.breakdown import DIMENSIONS, Breakdown
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.disclosure import HiddenFigure, Protection
from cl_pipeline.model.identity import IndicatorKey, RoundYear, SenderCode, VintageId
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.vintage import (
    Baseline,
    ConsolidatedValue,
    CoverageEntry,
    OpenQuestion,
    Vintage,
)
from cl_pipeline.store.acceptance import is_in_force
from cl_pipeline.store.engine import Condition, Database, has_key
from cl_pipeline.store.erasure import ERASED
from cl_pipeline.store.mapper import Record, Row, from_result, to_row
from cl_pipeline.store.records import VintageSummary
from cl_pipeline.store.tables import (
    audit,
    baseline,
    consolidated,
    consolidation,
    coverage,
    decision,
    hidden_figure,
    open_question,
    rule_outcome,
    vintage,
    vintage_inputs,
)

InputVersions: TypeAlias = Mapping[tuple[str, str], str]
"""Version or digest by kind (``code``, ``framework``, ``form``, ``library``) and name."""

FigureKey: TypeAlias = tuple[object, ...]
"""What a figure is about, its year and its value."""

PARTS: Mapping[str, tuple[sa.Table, type]] = {
    "values": (consolidated, ConsolidatedValue),
    "coverage": (coverage, CoverageEntry),
    "baselines": (baseline, Baseline),
    "questions": (open_question, OpenQuestion),
}
"""Fields of a vintage that have a table of their own."""

HEAD = tuple(field.name for field in fields(Vintage) if field.name not in PARTS)
"""Fields of a vintage that are columns of the table ``vintage``."""


@dataclass(frozen=True, slots=True)
class VintagePart:
    """What of a vintage is asked for; None means all. A part has no baselines and questions."""

    sender: SenderCode | None = None
    indicator: IndicatorKey | None = None
    breakdown: Breakdown | None = None

    def conditions(self, table: sa.Table) -> Sequence[Condition]:
        asked: list[tuple[str, str | None]] = [
            ("sender", self.sender),
            ("indicator", self.indicator),
        ]
        if self.breakdown is not None and table is consolidated:
            asked += [(name, getattr(self.breakdown, name)) for name in DIMENSIONS]
        return [table.c[name] == code for name, code in asked if code is not None]


@dataclass(frozen=True, slots=True)
class Vintages:
    """The operations on vintages. Grain: one accepted set, framework in force and code."""

    database: Database

    def save(
        self,
        made: Vintage,
        outcomes: Sequence[RuleOutcome] = (),
        *,
        made_at: datetime,
        run_id: str,
    ) -> bool:
        """Saves a vintage with the outcomes of the rule; False where nothing changed.

        A vintage once made is never changed, but for its open questions until it is signed; made
        again after another, it is the newest again.

        Raises:
            BrokenInvariant: other values are stored under its name.
        """
        key = self._key(made.vintage_id)
        with self.database.writing() as connection:
            stored = connection.execute(sa.select(vintage).where(has_key(vintage, key))).first()
            if stored is None:
                _insert(connection, key, made, outcomes)
            elif stored.content_digest not in (ERASED, _content_digest(made, outcomes)):
                raise BrokenInvariant(
                    f"{made.vintage_id} is stored with other values or outcomes; the code has "
                    f"changed without its version {made.code_version}: give it a new one"
                )
            has_new_questions = (
                stored is not None
                and not self._is_signed(connection, made.vintage_id)
                and _replace_questions(connection, key, made)
            )
            is_newest = connection.scalar(self._newest(made.round)) == made.vintage_id
            if not is_newest:
                row = {"round": made.round, "made_at": made_at, "run_id": run_id}
                connection.execute(sa.insert(consolidation).values(**key, **row))
            return stored is None or has_new_questions or not is_newest

    def load(self, vintage_id: VintageId, part: VintagePart | None = None) -> Vintage:
        """The vintage of that id, or the asked part of it; NotFound if there is none."""
        query = self.database.rows(vintage, vintage.c.vintage_id == vintage_id)
        key = self._key(vintage_id)
        with self.database.reading() as connection:
            head = connection.execute(query).mappings().one_or_none()
            if head is None:
                raise NotFound(f"there is no vintage {vintage_id!r}")
            return _vintage(connection, key, dict(head), part)

    def newest(
        self, round_year: RoundYear | None = None, part: VintagePart | None = None
    ) -> Vintage | None:
        """The vintage stored last of that round, by default of the newest round; or None."""
        newest = self.newest_id(round_year)
        return None if newest is None else self.load(newest, part)

    def newest_id(self, round_year: RoundYear | None) -> VintageId | None:
        with self.database.reading() as connection:
            found = connection.scalar(self._newest(round_year))
        return None if found is None else VintageId(found)

    def newest_before(self, round_year: RoundYear) -> Vintage | None:
        earlier = [summary.round for summary in self.list() if summary.round < round_year]
        return self.newest(max(earlier)) if earlier else None

    def first_made_at(self, vintage_id: VintageId) -> datetime:
        """When that vintage was first made; NotFound if there is none."""
        made_at = self._first(consolidation.c.vintage_id == vintage_id)
        if made_at is None:
            raise NotFound(f"there is no vintage {vintage_id!r}")
        return made_at

    def begun_at(self, round_year: RoundYear | None = None) -> datetime | None:
        """When that round, or any, was consolidated for the first time, or None."""
        return self._first(*([consolidation.c.round == round_year] if round_year else []))

    def coverage(self, vintage_id: VintageId) -> tuple[CoverageEntry, ...]:
        with self.database.reading() as connection:
            return _read(connection, coverage, CoverageEntry, self._key(vintage_id))

    def outcomes(self, vintage_id: VintageId) -> tuple[RuleOutcome, ...]:
        """The outcomes of the rule of five, in order of the list; empty if unknown."""
        with self.database.reading() as connection:
            return _read(connection, rule_outcome, RuleOutcome, self._key(vintage_id))

    def list(self, round_year: RoundYear | None = None) -> tuple[VintageSummary, ...]:
        """All vintages, or those of one round, in order of round and of their latest making."""
        scope = self.database.scope
        latest = self.database.newest(consolidation.c.consolidation_id, consolidation.c.vintage_id)
        query = (
            sa.select(vintage, consolidation.c.made_at, consolidation.c.run_id)
            .join(consolidation, consolidation.c.vintage_id == vintage.c.vintage_id)
            .where(scope.includes(vintage), consolidation.c.consolidation_id.in_(latest))
            .order_by(vintage.c.round, consolidation.c.consolidation_id)
        )
        if round_year is not None:
            query = query.where(vintage.c.round == round_year)
        return self.database.fetch(VintageSummary, query)

    def save_inputs(self, vintage_id: VintageId, versions: InputVersions) -> None:
        """Keeps the inputs of a vintage; those that were saved first are never changed."""
        key = self._key(vintage_id)
        rows = [
            {**key, "kind": kind, "name": name, "version": version}
            for (kind, name), version in sorted(versions.items())
        ]
        known = sa.select(vintage_inputs.c.name).where(has_key(vintage_inputs, key)).limit(1)
        with self.database.writing() as connection:
            if rows and connection.execute(known).first() is None:
                connection.execute(sa.insert(vintage_inputs), rows)

    def inputs(self, vintage_id: VintageId) -> InputVersions:
        """The inputs of a vintage; empty where none were saved."""
        query = self.database.rows(vintage_inputs, vintage_inputs.c.vintage_id == vintage_id)
        return {(row.kind, row.name): row.version for row in self.database.all(query)}

    def save_audit(self, audited: Vintage, hidden: Sequence[HiddenFigure]) -> None:
        """Keeps what is not published of a vintage; what was saved first is never changed."""
        key = self._key(audited.vintage_id)
        with self.database.writing() as connection:
            if connection.execute(sa.select(audit).where(has_key(audit, key))).first():
                return
            connection.execute(sa.insert(audit).values(**key, round=audited.round))
            _insert_part(connection, hidden_figure, key, audited.round, map(to_row, hidden))

    def hidden(self, vintage_id: VintageId) -> tuple[HiddenFigure, ...] | None:
        """What is not published of a vintage; None if nothing of it was shown yet."""
        key = self._key(vintage_id)
        with self.database.reading() as connection:
            if connection.execute(sa.select(audit).where(has_key(audit, key))).first() is None:
                return None
            return _read(connection, hidden_figure, HiddenFigure, key)

    def shown_and_protected_before(
        self, vintage_id: VintageId
    ) -> tuple[tuple[ConsolidatedValue, ...], tuple[ConsolidatedValue, ...]]:
        """Every figure shown of another vintage, and every one protected in one, each once."""
        shown: dict[FigureKey, ConsolidatedValue] = {}
        protected: dict[FigureKey, ConsolidatedValue] = {}
        for _, value, reason in self._audited(audit.c.vintage_id != vintage_id):
            if reason is None:
                shown[figure_key(value)] = value
            elif reason is not Protection.PROTECTS:
                protected[figure_key(value)] = value
        return tuple(shown.values()), tuple(protected.values())

    def showing(self, except_in: VintageId) -> dict[FigureKey, VintageId]:
        """By figure a vintage that showed it, of all but that one."""
        audited = self._audited(audit.c.vintage_id != except_in)
        return {figure_key(value): shown for shown, value, reason in audited if reason is None}

    def _audited(
        self, *conditions: Condition
    ) -> Iterator[tuple[VintageId, ConsolidatedValue, Protection | None]]:
        """Each number of the vintages that were shown, with its vintage and why it was hidden."""
        with self.database.reading() as connection:
            for row in connection.execute(self.database.rows(audit, *conditions)).all():
                key = self._key(row.vintage_id)
                reasons = {
                    found.trace_key: found.reason
                    for found in _read(connection, hidden_figure, HiddenFigure, key)
                }
                for value in _read(connection, consolidated, ConsolidatedValue, key):
                    if value.value is not None:
                        yield VintageId(row.vintage_id), value, reasons.get(value.trace_key)

    def _key(self, vintage_id: VintageId) -> Row:
        return {"framework": self.database.framework, "vintage_id": vintage_id}

    def _newest(self, round_year: RoundYear | None) -> sa.Select[Any]:
        query = (
            sa.select(consolidation.c.vintage_id)
            .where(self.database.scope.includes(consolidation))
            .order_by(consolidation.c.round.desc(), consolidation.c.consolidation_id.desc())
            .limit(1)
        )
        return query if round_year is None else query.where(consolidation.c.round == round_year)

    def _is_signed(self, connection: sa.Connection, vintage_id: VintageId) -> bool:
        sign_offs = self.database.rows(
            decision,
            decision.c.kind == DecisionKind.SIGN_OFF.value,
            decision.c.subject == vintage_id,
            is_in_force(self.database.scope),
        )
        return connection.execute(sign_offs).first() is not None

    def _first(self, *conditions: Condition) -> datetime | None:
        query = sa.select(sa.func.min(consolidation.c.made_at)).where(
            self.database.scope.includes(consolidation), *conditions
        )
        with self.database.reading() as connection:
            made_at: datetime | None = connection.scalar(query)
        return made_at


def figure_key(value: ConsolidatedValue) -> FigureKey:
    return value.trace_key, value.reference_year, value.value


def outcome_row(outcome: RuleOutcome) -> Row:
    """The row of an outcome, the rows of its coverage entries in one JSON column."""
    return to_row(outcome) | {"evidence": tuple(map(to_row, outcome.evidence))}


def _content_digest(made: Vintage, outcomes: Sequence[RuleOutcome]) -> str:
    return sha256(repr((replace(made, questions=()), tuple(outcomes))).encode()).hexdigest()


def _insert(
    connection: sa.Connection, key: Row, made: Vintage, outcomes: Sequence[RuleOutcome]
) -> None:
    head = {name: getattr(made, name) for name in HEAD}
    digest = _content_digest(made, outcomes)
    connection.execute(sa.insert(vintage).values(**key | head, content_digest=digest))
    for name, (table, _) in PARTS.items():
        _insert_part(connection, table, key, made.round, map(to_row, getattr(made, name)))
    _insert_part(connection, rule_outcome, key, made.round, map(outcome_row, outcomes))


def _insert_part(
    connection: sa.Connection, table: sa.Table, key: Row, round_year: RoundYear, rows: Iterable[Row]
) -> None:
    numbered = [
        key | row | {"round": round_year, "position": at} for at, row in enumerate(rows, start=1)
    ]
    if numbered:
        connection.execute(sa.insert(table), numbered)


def _replace_questions(connection: sa.Connection, key: Row, made: Vintage) -> bool:
    if _read(connection, open_question, OpenQuestion, key) == made.questions:
        return False
    connection.execute(sa.delete(open_question).where(has_key(open_question, key)))
    _insert_part(connection, open_question, key, made.round, map(to_row, made.questions))
    return True


def _read(
    connection: sa.Connection,
    table: sa.Table,
    kind: type[Record],
    key: Row,
    conditions: Sequence[Condition] = (),
) -> tuple[Record, ...]:
    query = sa.select(table).where(has_key(table, key), *conditions).order_by(table.c.position)
    return from_result(kind, connection.execute(query))


def _vintage(connection: sa.Connection, key: Row, head: Row, part: VintagePart | None) -> Vintage:
    row = {name: head[name] for name in HEAD} | dict.fromkeys(PARTS, ())
    for name in PARTS if part is None else ("values", "coverage"):
        table, kind = PARTS[name]
        conditions = () if part is None else part.conditions(table)
        row[name] = _read(connection, table, kind, key, conditions)
    return Vintage(**row)
