"""The register of feedback reports: on which submission, where it was written, whether mailed."""

from datetime import datetime

from sqlalchemy import and_, exists, func, select, update

from cl_pipeline.model.identity import RoundYear, SubmissionId
from cl_pipeline.store.acceptance import is_file_of_submission
from cl_pipeline.store.engine import Database
from cl_pipeline.store.records import FeedbackDue, FeedbackWritten
from cl_pipeline.store.registers import Register
from cl_pipeline.store.scope import Condition
from cl_pipeline.store.submissions import is_of_round
from cl_pipeline.store.tables import feedback_report, received_file, submission


class FeedbackReports(Register[FeedbackWritten]):
    """The operations on the register. Grain: one report on one content of one submission."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, feedback_report, FeedbackWritten)

    def waiting(self) -> tuple[FeedbackDue, ...]:
        """The submissions without feedback on their present content, in order of receipt."""
        has_feedback = exists().where(
            self.database.scope.includes(feedback_report), *_same_content()
        )
        return self._due(~has_feedback)

    def of(
        self, submission_id: SubmissionId | None = None, round_year: RoundYear | None = None
    ) -> tuple[FeedbackDue, ...]:
        """One submission, or those of one round, with or without feedback so far."""
        conditions = is_of_round(self.database.scope, round_year)
        if submission_id is not None:
            conditions = (*conditions, submission.c.submission_id == submission_id)
        return self._due(*conditions)

    def record(self, written: FeedbackWritten) -> None:
        """Registers that feedback was written; the same feedback again changes nothing."""
        with self.database.writing() as connection:
            if not self.read(connection, _is_about(written)):
                self.insert(connection, written)

    def to_mail(self) -> tuple[FeedbackWritten, ...]:
        """Feedback that no mail server has taken yet, without the outdated.

        Feedback is outdated when its file was read again with another result.
        """
        is_present = exists().where(self.database.scope.includes(submission), *_same_content())
        return self.list(
            feedback_report.c.is_to_be_mailed, feedback_report.c.mailed_at.is_(None), is_present
        )

    def record_mailed(self, written: FeedbackWritten, *, at: datetime) -> None:
        """Registers that a mail server took the feedback."""
        mailed = (
            update(feedback_report)
            .where(self.database.scope.includes(feedback_report), _is_about(written))
            .values(mailed_at=at)
        )
        with self.database.writing() as connection:
            connection.execute(mailed)

    def _due(self, *conditions: Condition) -> tuple[FeedbackDue, ...]:
        scope = self.database.scope
        query = (
            select(submission.c.submission_id, submission.c.content_digest)
            .join(received_file, is_file_of_submission(scope))
            .where(scope.includes(submission), *conditions)
            .group_by(submission.c.submission_id, submission.c.content_digest)
            .order_by(func.min(received_file.c.received_file_id))
        )
        return self.database.fetch(FeedbackDue, query)


def _same_content() -> tuple[Condition, ...]:
    return (
        feedback_report.c.submission_id == submission.c.submission_id,
        feedback_report.c.content_digest == submission.c.content_digest,
    )


def _is_about(due: FeedbackDue) -> Condition:
    return and_(
        feedback_report.c.submission_id == due.submission_id,
        feedback_report.c.content_digest == due.content_digest,
    )
