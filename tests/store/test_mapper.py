"""The mapper between rows and dataclasses."""

from datetime import UTC, datetime

from cl_pipeline.model.observation import Observation
from cl_pipeline.model.review import AcceptedEntry
from cl_pipeline.store.mapper import from_row, to_row
from tests.builders.drafts import entry, observation


def test_nested_fields_are_columns_of_one_flat_row():
    row = to_row(observation("0.10"))

    assert (row["reporting_column"], row["sex"], row["obs_status"]) == ("baseline", "_T", "A")
    assert from_row(Observation, row) == observation("0.10")


def test_a_record_is_built_from_a_row_with_more_columns():
    """What a query joins to an entry becomes the record around it."""
    received_at = datetime(2021, 6, 1, tzinfo=UTC)
    head = ("KHM", 2021, "S-1", received_at, True)
    names = ("sender", "round", "submission_id", "received_at", "is_sample")
    row = to_row(entry("text")) | dict(zip(names, head, strict=True)) | {"framework": "any"}

    assert from_row(AcceptedEntry, row) == AcceptedEntry(*head, entry("text"))
