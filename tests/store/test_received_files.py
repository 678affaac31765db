"""The register of arrivals."""

import pytest

from cl_pipeline.model.submission import FileStamp
from cl_pipeline.store import FileSeen
from tests.builders.drafts import arrive, day, digest_of, draft, save, seen
from tests.builders.dump import dump


def test_a_file_seen_again_is_no_new_arrival(store):
    """Twice is once: the same content at the same path changes no row."""
    arrive(store, "a")
    before = dump(store)

    new = arrive(store, "a", at=5)

    assert new == ()
    assert dump(store) == before


def test_a_touched_file_is_only_stamped_anew(store):
    """Another time of change with the same content is remembered and is no arrival."""
    arrive(store, "a")

    new = store.received_files.record([seen("a", stamp=99)], received_at=day(1), run_id="run-1")

    assert new == ()
    assert store.received_files.known() == {"2021/KHM/a.xlsx": FileStamp(11, 99 * 10**9)}
    assert [received_file.received_at for received_file in store.received_files.list()] == [day(0)]


def test_going_back_to_an_earlier_file_is_a_new_arrival(store):
    """The path holds A, then B, then A again: three arrivals."""
    for at, name in enumerate("aba"):
        arrive(store, name, at=at, path="2021/KHM/return.xlsx")

    digests = [received_file.digest for received_file in store.received_files.list()]

    assert digests == [digest_of("a"), digest_of("b"), digest_of("a")]


def test_the_order_in_which_a_folder_is_listed_does_not_matter(store):
    """Arrivals of one call are numbered by time of change, then path."""
    rows = [seen("late", stamp=9), seen("b", stamp=2), seen("a", stamp=2)]

    new = store.received_files.record(rows, received_at=day(0), run_id="run-0")

    assert [one.path for one in new] == [
        "2021/KHM/a.xlsx",
        "2021/KHM/b.xlsx",
        "2021/KHM/late.xlsx",
    ]


def test_what_is_not_read_is_registered_too(store):
    """Attachments and ignored files stand in the register with their outcome."""
    rows = [
        seen("scan", "2021/KHM/scan.pdf", outcome="attachment"),
        FileSeen("2021/KHM/~$a.xlsx", digest_of(""), 165, 1, "ignored"),
    ]

    store.received_files.record(rows, received_at=day(0), run_id="run-0")

    outcomes = {
        received_file.path: received_file.outcome for received_file in store.received_files.list()
    }
    assert outcomes == {"2021/KHM/scan.pdf": "attachment", "2021/KHM/~$a.xlsx": "ignored"}
    assert store.submissions.unread() == ()


@pytest.mark.parametrize(
    ("round_year", "paths"),
    [
        pytest.param(2021, ["2021/KHM/a.xlsx"], id="folder"),
        pytest.param(2022, ["2021/KHM/b.xlsx"], id="content-against-folder"),
    ],
)
def test_arrivals_of_a_round(store, round_year, paths):
    """The round that the content names outweighs the folder it lay in."""
    arrive(store, "a", "b")
    save(store, draft("b", round_year=2022))

    found = store.received_files.list(round_year)

    assert [finding.path for finding in found] == paths


def test_unread_files_come_in_order_of_arrival_with_their_newest_path(store):
    """What was read, or is not to be read, does not wait."""
    arrive(store, "b", at=0)
    arrive(store, "a", at=1)
    arrive(store, "b", at=2, path="2021/KHM/copy.xlsx")
    arrive(store, "done", at=3)
    save(store, draft("done"))

    waiting = store.submissions.unread()

    assert waiting == (
        (digest_of("b"), "2021/KHM/copy.xlsx"),
        (digest_of("a"), "2021/KHM/a.xlsx"),
    )
