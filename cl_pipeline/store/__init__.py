"""The store: the only package with SQL. SQLite in the data folder by default, or PostgreSQL.

It takes and returns dataclasses of the model. Each operation happens whole or not at all, the same
operation twice has the effect of one, and writers take turns. Every operation raises ``StoreBusy``
where the database does not answer in time, and ``NotAllowed`` where it would change the past.
"""

from cl_pipeline.store.observations import Subjects, corrected
from cl_pipeline.store.received_files import IGNORED, REMOVED, WAITING
from cl_pipeline.store.records import (
    CurrentSheet,
    DownstreamRow,
    FeedbackDue,
    FeedbackWritten,
    FileSeen,
    FocalPoint,
    FormSent,
    SubmissionStatus,
    VintageSummary,
)
from cl_pipeline.store.store import Store, open_store
from cl_pipeline.store.vintages import InputVersions, VintagePart

__all__ = [
    "IGNORED",
    "REMOVED",
    "WAITING",
    "CurrentSheet",
    "DownstreamRow",
    "FeedbackDue",
    "FeedbackWritten",
    "FileSeen",
    "FocalPoint",
    "FormSent",
    "InputVersions",
    "Store",
    "Subjects",
    "SubmissionStatus",
    "VintagePart",
    "VintageSummary",
    "corrected",
    "open_store",
]
