"""The register of answers: which submission was answered, where to, and whether it was mailed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, insert, select, update

from cl_pipeline.model.identity import RoundYear, SubmissionId
from cl_pipeline.store.acceptance import Condition
from cl_pipeline.store.engine import Database
from cl_pipeline.store.records import SUBMISSION, FeedbackDue, FeedbackWritten
from cl_pipeline.store.rows import Found
from cl_pipeline.store.submission_lists import of_round
from cl_pipeline.store.tables import answer, received_file, submission


@dataclass(frozen=True, slots=True)
class FeedbackReports:
    """The verbs of the register. Grain: one answer to one content of one submission."""

    database: Database

    def waiting(self) -> tuple[FeedbackDue, ...]:
        """The submissions whose present content was not answered yet, in order of receipt."""
        answered = exists().where(
            answer.c.framework == submission.c.framework,
            answer.c.submission_id == submission.c.submission_id,
            answer.c.content_digest == submission.c.content_digest,
        )
        return self._to_answer((~answered,))

    def of(
        self, submission_id: SubmissionId | None = None, round_year: RoundYear | None = None
    ) -> tuple[FeedbackDue, ...]:
        """One submission, or those of one round, whether answered or not."""
        wanted = of_round(round_year)
        if submission_id is not None:
            wanted = (*wanted, submission.c.submission_id == submission_id)
        return self._to_answer(wanted)

    def list(self) -> tuple[FeedbackWritten, ...]:
        """All answers, in the order in which they were written."""
        query = (
            select(answer)
            .where(answer.c.framework == self.database.framework)
            .order_by(answer.c.feedback_report_id)
        )
        with self.database.reading() as connection:
            return tuple(_answer_of(row) for row in connection.execute(query).mappings())

    def record(
        self,
        feedback_due: FeedbackDue,
        *,
        place: str,
        is_to_be_mailed: bool,
        at: datetime,
        run_id: str,
    ) -> None:
        """Registers that an answer was written; the same answer again changes nothing.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        new = {
            "place": place,
            "is_to_be_mailed": is_to_be_mailed,
            "written_at": at,
            "run_id": run_id,
        }
        with self.database.writing() as connection:
            if (
                connection.execute(
                    select(answer.c.feedback_report_id).where(self._is(feedback_due))
                ).first()
                is None
            ):
                key = {
                    "framework": self.database.framework,
                    "submission_id": feedback_due.submission_id,
                    "content_digest": feedback_due.content_digest,
                }
                connection.execute(insert(answer).values(**key, **new))

    def to_mail(self) -> tuple[FeedbackWritten, ...]:
        """Answers to be mailed that no mail server has taken yet, save those overtaken since.

        An answer is overtaken when its file was read again with another result.
        """
        present = exists().where(
            submission.c.framework == answer.c.framework,
            submission.c.submission_id == answer.c.submission_id,
            submission.c.content_digest == answer.c.content_digest,
        )
        query = (
            select(answer)
            .where(
                answer.c.framework == self.database.framework,
                answer.c.is_to_be_mailed,
                answer.c.mailed_at.is_(None),
                present,
            )
            .order_by(answer.c.feedback_report_id)
        )
        with self.database.reading() as connection:
            return tuple(_answer_of(row) for row in connection.execute(query).mappings())

    def record_mailed(self, feedback_written: FeedbackWritten, *, at: datetime) -> None:
        """Registers that a mail server took the answer.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        key = FeedbackDue(feedback_written.submission_id, feedback_written.content_digest)
        with self.database.writing() as connection:
            connection.execute(update(answer).where(self._is(key)).values(mailed_at=at))

    def _is(self, feedback_due: FeedbackDue) -> Condition:
        return and_(
            answer.c.framework == self.database.framework,
            answer.c.submission_id == feedback_due.submission_id,
            answer.c.content_digest == feedback_due.content_digest,
        )

    def _to_answer(self, wanted: Sequence[Condition]) -> tuple[FeedbackDue, ...]:
        framework = self.database.framework
        first = (
            select(
                received_file.c.digest, func.min(received_file.c.received_file_id).label("first")
            )
            .where(received_file.c.framework == framework, received_file.c.outcome == SUBMISSION)
            .group_by(received_file.c.digest)
            .subquery("first_arrival")
        )
        query = (
            select(submission.c.submission_id, submission.c.content_digest)
            .join(first, first.c.digest == submission.c.digest)
            .where(submission.c.framework == framework, *wanted)
            .order_by(first.c.first)
        )
        with self.database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(FeedbackDue(SubmissionId(one), content) for one, content in rows)


def _answer_of(row: Found) -> FeedbackWritten:
    return FeedbackWritten(
        submission_id=SubmissionId(row["submission_id"]),
        content_digest=row["content_digest"],
        place=row["place"],
        is_to_be_mailed=row["is_to_be_mailed"],
        written_at=row["written_at"],
        run_id=row["run_id"],
        mailed_at=row["mailed_at"],
    )
