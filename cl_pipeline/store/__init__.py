"""The store: SQL, and only here. SQLite in the data folder by default, PostgreSQL by its address.

Input: nouns of the model; output: the same nouns, and everything that counts through one gate.
Guarantee: each verb happens whole or not at all, the same verb twice is once, and writers take
turns.
"""

from cl_pipeline.store.records import (
    CurrentSheet,
    FeedbackDue,
    FeedbackWritten,
    FileSeen,
    FocalPoint,
    FormSent,
    StatusReason,
    SubmissionStatus,
    VintageSummary,
)
from cl_pipeline.store.store import Store, open_store
from cl_pipeline.store.subjects import Subjects
from cl_pipeline.store.vintages import VintagePart

__all__ = [
    "CurrentSheet",
    "FeedbackDue",
    "FeedbackWritten",
    "FileSeen",
    "FocalPoint",
    "FormSent",
    "StatusReason",
    "Store",
    "Subjects",
    "SubmissionStatus",
    "VintagePart",
    "VintageSummary",
    "open_store",
]
