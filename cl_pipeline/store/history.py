"""Following one number back through the store: what was sent about it, and by which returns."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Row, Select, and_, bindparam, false, or_, select

from cl_pipeline.model.breakdown import DIMENSIONS, Breakdown
from cl_pipeline.model.codes import Severity
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import (
    Digest,
    IndicatorKey,
    MeasureKey,
    RoundYear,
    SenderCode,
    SubmissionId,
)
from cl_pipeline.model.observation import Entry, Observation
from cl_pipeline.model.submission import ReceivedFile, Submission
from cl_pipeline.store import acceptance
from cl_pipeline.store import submission_lists as lists
from cl_pipeline.store.engine import Database
from cl_pipeline.store.received_files import received_file_of
from cl_pipeline.store.rows import entry_of, finding_of, observation_of
from cl_pipeline.store.submission_lists import Deadlines
from cl_pipeline.store.tables import (
    entry,
    finding,
    observation,
    received_file,
    submission,
    submission_sheet,
)

OUT_OF_USE = (Severity.REJECT.value, Severity.OMIT.value)
"""Severities that keep something of a return from being used."""


@dataclass(frozen=True, slots=True)
class History:
    """The verbs that follow a number."""

    database: Database

    def observations(
        self,
        sender: SenderCode,
        indicator: IndicatorKey,
        breakdown: Breakdown,
        measures: Collection[MeasureKey] | None = None,
        column_or_year: str | None = None,
    ) -> tuple[tuple[SubmissionId, Observation], ...]:
        """Everything ever read about that, whether it counts or not, in a fixed order.

        ``measures``: only of these. ``column_or_year``: only of the reporting column of that name
        or the reference year.
        """
        same = [observation.c[name] == getattr(breakdown, name) for name in DIMENSIONS]
        if measures is not None:
            same.append(observation.c.measure.in_(sorted(measures)))
        if column_or_year is not None:
            of_column = observation.c.reporting_column == column_or_year
            is_year = column_or_year.isdigit()
            of_year = observation.c.reference_year == int(column_or_year) if is_year else false()
            same.append(or_(of_column, of_year))
        query = (
            select(observation)
            .join(submission, _of_submission)
            .where(
                observation.c.framework == self.database.framework,
                observation.c.sender == sender,
                observation.c.indicator == indicator,
                *same,
            )
        )
        with self.database.reading() as connection:
            found = [
                (SubmissionId(row["submission_id"]), observation_of(row))
                for row in connection.execute(query).mappings()
            ]
        return tuple(sorted(found, key=lambda one: (one[0], one[1].sheet, one[1].cell)))

    def findings(
        self, submissions: Collection[SubmissionId], codes: Collection[str] = ()
    ) -> tuple[tuple[SubmissionId, Finding], ...]:
        """The findings of these submissions that keep something out of use, and those coded so."""
        out_of_use = finding.c.severity.in_(OUT_OF_USE) | finding.c.code.in_(sorted(codes))
        query = (
            select(finding)
            .where(
                finding.c.framework == self.database.framework,
                finding.c.submission_id.in_(sorted(submissions)),
                out_of_use,
            )
            .order_by(finding.c.submission_id, finding.c.position)
        )
        with self.database.reading() as connection:
            found = connection.execute(query).mappings()
            return tuple((SubmissionId(row["submission_id"]), finding_of(row)) for row in found)

    def entries(self, submission_id: SubmissionId) -> tuple[Entry, ...]:
        """Every worded entry of one submission, whether it counts or not, in a fixed order."""
        query = select(entry).where(
            entry.c.framework == self.database.framework, entry.c.submission_id == submission_id
        )
        with self.database.reading() as connection:
            found = [entry_of(row) for row in connection.execute(query).mappings()]
        return tuple(sorted(found, key=lambda one: (one.sheet, one.cell, one.field)))

    def current_submissions(
        self,
        sender: SenderCode,
        sheets_asked: Collection[str],
        rounds: Collection[RoundYear],
    ) -> tuple[tuple[SubmissionId, str, SubmissionId], ...]:
        """Each standing submission that declares one of these sheets, and which one speaks for it.

        Grain: (submission, sheet); the third is the speaker, which may be the submission itself.
        """
        asked = {"sender": sender, "sheets": sorted(sheets_asked), "rounds": sorted(rounds)}
        with self.database.reading() as connection:
            found = connection.execute(_ranked(self.database.framework), asked).all()
        current_submission = {_seat(r): r.submission_id for r in found if r.place == 1}
        return tuple(
            (SubmissionId(r.submission_id), r.sheet, current_submission[_seat(r)]) for r in found
        )

    def submissions_named(
        self, submissions: Collection[SubmissionId], deadlines: Deadlines
    ) -> tuple[Submission, ...]:
        """These submissions, in order of receipt."""
        only = submission.c.submission_id.in_(sorted(submissions))
        with self.database.reading() as connection:
            return lists.submissions(connection, self.database.framework, (only,), deadlines)

    def submissions(self, sender: SenderCode, deadlines: Deadlines) -> tuple[Submission, ...]:
        """What that Member State sent, with files in its folders that name nobody."""
        framework = self.database.framework
        lay = received_file.alias("lay")
        in_folder = submission.c.digest.in_(
            select(lay.c.digest).where(
                lay.c.framework == framework, lay.c.path.contains(f"/{sender}/")
            )
        )
        nameless = and_(submission.c.sender.is_(None), in_folder)
        with self.database.reading() as connection:
            return lists.submissions(
                connection, framework, ((submission.c.sender == sender) | nameless,), deadlines
            )

    def received_files(self, digest: Digest) -> tuple[ReceivedFile, ...]:
        """Every path at which that content was seen, in order."""
        query = (
            select(received_file)
            .where(
                received_file.c.framework == self.database.framework,
                received_file.c.digest == digest,
            )
            .order_by(received_file.c.received_file_id)
        )
        with self.database.reading() as connection:
            return tuple(received_file_of(row) for row in connection.execute(query).mappings())


@cache
def _ranked(framework: str) -> Select[tuple[object, ...]]:
    """Built once: building the gate takes longer than asking it about one sender."""
    stands = acceptance.standing(
        framework,
        submission.c.sender == bindparam("sender"),
        submission.c.round.in_(bindparam("rounds", expanding=True)),
    )
    asked = submission_sheet.c.sheet.in_(bindparam("sheets", expanding=True))
    ranked = acceptance.sheets(framework, stands, asked)
    respondent = acceptance.respondent(ranked).label("respondent")
    return select(
        ranked.c.round, ranked.c.form, respondent, ranked.c.sheet, ranked.c.submission_id,
        ranked.c.place,
    )  # fmt: skip


def _seat(row: Row[tuple[object, ...]]) -> tuple[object, ...]:
    """What one submission at a time speaks for."""
    return (row.round, row.form, row.respondent, row.sheet)


_of_submission = and_(
    observation.c.framework == submission.c.framework,
    observation.c.submission_id == submission.c.submission_id,
)
