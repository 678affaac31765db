"""The register of received files, and the mapper between rows and dataclasses."""

from datetime import UTC, datetime

import pytest

from cl_pipeline.model.observation import Observation
from cl_pipeline.model.review import AcceptedEntry
from cl_pipeline.model.submission import FileStamp
from cl_pipeline.store.mapper import from_row, to_row
from cl_pipeline.store.records import FileSeen
from tests.builders.drafts import day, digest_of, draft, entry, observation, receive, save, seen
from tests.builders.dump import dump


def test_a_file_seen_again_is_not_received_again(store):
    receive(store, "a")
    before = dump(store)

    new = receive(store, "a", at=5)

    assert new == ()
    assert dump(store) == before


def test_a_file_with_a_new_time_of_change_only_gets_a_new_stamp(store):
    receive(store, "a")

    new = store.received_files.record([seen("a", stamp=99)], received_at=day(1), run_id="run-1")

    assert new == ()
    assert store.received_files.known() == {"2021/KHM/a.xlsx": FileStamp(11, 99 * 10**9)}
    assert [file.received_at for file in store.received_files.list()] == [day(0)]


def test_an_earlier_content_at_the_same_path_is_received_again(store):
    for at, name in enumerate("aba"):
        receive(store, name, at=at, path="2021/KHM/form.xlsx")

    digests = [file.digest for file in store.received_files.list()]

    assert digests == [digest_of("a"), digest_of("b"), digest_of("a")]


def test_the_order_in_which_a_folder_is_listed_does_not_matter(store):
    files = [seen("late", stamp=9), seen("b", stamp=2), seen("a", stamp=2)]

    new = store.received_files.record(files, received_at=day(0), run_id="run-0")

    assert [file.path for file in new] == [f"2021/KHM/{name}.xlsx" for name in ("a", "b", "late")]


def test_what_is_not_read_is_registered_too(store):
    files = [
        seen("scan", "2021/KHM/scan.pdf", outcome="waiting"),
        FileSeen("2021/KHM/~$a.xlsx", digest_of(""), 165, 1, "ignored"),
    ]

    store.received_files.record(files, received_at=day(0), run_id="run-0")

    outcomes = {file.path: file.outcome for file in store.received_files.list()}
    assert outcomes == {"2021/KHM/scan.pdf": "waiting", "2021/KHM/~$a.xlsx": "ignored"}
    assert store.submissions.unread() == ()


@pytest.mark.parametrize(
    ("round_year", "paths"),
    [
        pytest.param(2021, ["2021/KHM/a.xlsx"], id="folder"),
        pytest.param(2022, ["2021/KHM/b.xlsx"], id="content-against-folder"),
    ],
)
def test_received_files_of_a_round(store, round_year, paths):
    receive(store, "a", "b")
    save(store, draft("b", round_year=2022))

    assert [file.path for file in store.received_files.list(round_year)] == paths


def test_unread_files_come_in_order_of_receipt_with_their_newest_path(store):
    receive(store, "b", at=0)
    receive(store, "a", at=1)
    receive(store, "b", at=2, path="2021/KHM/copy.xlsx")
    receive(store, "done", at=3)
    save(store, draft("done"))

    unread = [(file.digest, file.path, file.outcome) for file in store.submissions.unread()]
    assert unread == [
        (digest_of("b"), "2021/KHM/copy.xlsx", "copy"),
        (digest_of("a"), "2021/KHM/a.xlsx", "submission"),
    ]


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
