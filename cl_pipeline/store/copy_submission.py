"""What was read from one file, taken over from one store into another as it stands."""

from sqlalchemy import insert, select

from cl_pipeline.model.identity import SubmissionId
from cl_pipeline.store.store import Store
from cl_pipeline.store.tables import contact, entry, finding, observation, submission
from cl_pipeline.store.tables import submission_sheet as sheet

TAKEN_OVER = (submission, sheet, observation, entry, finding)
"""All but the person a cover names."""


def copy_submission(submission_id: SubmissionId, source: Store, target: Store) -> None:
    """The rows of that submission stand in ``target`` as they do in ``source``.

    Raises:
        StoreBusy: a database did not answer in time.
    """
    with source.database.reading() as old, target.database.writing() as new:
        for table in TAKEN_OVER:
            query = select(table).where(
                table.c.framework == source.database.framework,
                table.c.submission_id == submission_id,
            )
            rows = [dict(row) for row in old.execute(query).mappings()]
            if rows:
                new.execute(insert(table), rows)


def delete_contact(submission_id: SubmissionId, store: Store) -> None:
    """The person that the cover of that submission names is no longer kept.

    Raises:
        StoreBusy: the database did not answer in time.
    """
    of_one = (
        contact.c.framework == store.database.framework,
        contact.c.submission_id == submission_id,
    )
    with store.database.writing() as connection:
        connection.execute(contact.delete().where(*of_one))
