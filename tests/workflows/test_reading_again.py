"""Reading archived submissions again, with today's rules."""

import io

from cl_pipeline.catalogue import finding
from cl_pipeline.model.codes import SubmissionState
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.submission import SubmissionDraft
from cl_pipeline.store.records import FileSeen
from cl_pipeline.workflows.a_list_collection.collection import read_again
from tests.builders.submissions import SubmissionBuilder


def test_a_file_that_could_not_be_read_is_read_again_with_its_folder(pipeline):
    """Nobody has to send anything again after a reader of ours failed and was fixed."""
    round_year = RoundYear(2021)
    form = SubmissionBuilder(institution=None).file()
    digest = pipeline.archive.keep(io.BytesIO(form))
    stopped = finding("READER_KILLED", found="the reader stopped without an answer")
    unread = SubmissionDraft(digest, None, None, None, None, None, (), (), (), (stopped,))
    seen = FileSeen("2021/KHM/a_list.xlsx", digest, len(form), 1, "submission")
    pipeline.store.received_files.record([seen], received_at=pipeline.now(), run_id="run-1")
    pipeline.store.submissions.save(
        [unread], run_id="run-1", read_at=pipeline.now(), code_version="1"
    )
    before = pipeline.store.submissions.of_digest(digest)

    (after,) = read_again(pipeline, "KHM", round_year)

    assert (before.state, before.sender) == (SubmissionState.REJECTED, None)
    assert (after.state, after.sender) == (SubmissionState.REJECTED, "KHM")
