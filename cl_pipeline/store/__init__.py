"""The store: SQL, and only here. SQLite in the data folder by default, PostgreSQL by its address.

Input: nouns of the model; output: the same nouns, and everything that counts through one gate.
Guarantee: each verb happens whole or not at all, the same verb twice is once, and writers take
turns. Belongs here: tables, migrations, queries. Does not belong here: any judgement about data
(``checks``), choosing values (``consolidation``), bytes of files (``intake.archive``).
"""

from cl_pipeline.store.facade import Store, open_store
from cl_pipeline.store.records import (
    AnswerWritten,
    FileSeen,
    FocalPoint,
    FormSent,
    Reason,
    SpeakingSheet,
    Standing,
    ToAnswer,
    VintageSummary,
)
from cl_pipeline.store.subjects import Subjects
from cl_pipeline.store.vintages import VintagePart

__all__ = [
    "AnswerWritten",
    "FileSeen",
    "FocalPoint",
    "FormSent",
    "Reason",
    "SpeakingSheet",
    "Standing",
    "Store",
    "Subjects",
    "ToAnswer",
    "VintagePart",
    "VintageSummary",
    "open_store",
]
