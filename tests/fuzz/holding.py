"""What must hold for every mutant: it is taken in, and becomes one submission in one state."""

import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

from cl_pipeline.catalogue import catalogue
from cl_pipeline.errors import PipelineError
from cl_pipeline.model.codes import SubmissionState
from cl_pipeline.reading.xlsx.pool import ReaderPool
from cl_pipeline.workflows.a_list_collection import reading
from cl_pipeline.workflows.a_list_collection.feedback import write_feedback
from cl_pipeline.workflows.a_list_collection.submissions import list_findings, list_submissions
from tests.builders.office import Office, open_office
from tests.fuzz.mutants import Mutant

READER_KILLED, OUR_FAILURE = "READER_KILLED", "OUR_FAILURE"

FEEDBACK_OF_A_BATCH = 4

Tally = Counter[str]
"""How many mutants ended in each state, and with each code that refused them."""


class Clock:
    """The seconds that opening and understanding each file took, by digest."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Measure while files are taken in."""
        collect, call = ReaderPool._collect, reading.bounded

        def opened(pool, digest, request, process):
            with self._timed(digest):
                return collect(pool, digest, request, process)

        def understood(function, framework, *given):
            digest = given[0] if isinstance(given[0], str) else given[0][0].digest
            with self._timed(digest):
                return call(function, framework, *given)

        with (
            patch.object(ReaderPool, "_collect", opened),
            patch.object(reading, "bounded", understood),
        ):
            yield

    @contextmanager
    def _timed(self, digest: str) -> Iterator[None]:
        before = time.perf_counter()
        yield
        self.seconds[digest] += time.perf_counter() - before


clock = Clock()


def take_in(mutants: Sequence[Mutant]) -> tuple[Tally, list[str]]:
    """What became of the mutants, and every breach of what must hold, by number of the mutant."""
    try:
        return _taken_in(mutants)
    except Exception as unhandled:  # noqa: BLE001 - any exception is what is looked for
        if len(mutants) == 1:
            about = f"{mutants[0].number} ({mutants[0].made})"
            return Counter(), [f"{about}: {type(unhandled).__name__}: {unhandled}"]
    # One of them stopped the call: which one is found by halves.
    middle = len(mutants) // 2
    halves = [take_in(mutants[:middle]), take_in(mutants[middle:])]
    breaches = [finding for _, found in halves for finding in found]
    return sum((tally for tally, _ in halves), Counter()), breaches or ["only together"]


def _taken_in(mutants: Sequence[Mutant]) -> tuple[Tally, list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        office = open_office(Path(folder))
        for mutant in mutants:
            office.save(f"2021/KHM/{mutant.number}.xlsx", mutant.data)
        with clock.watching():
            submissions = {submission.digest: submission for submission in office.take_in()}
        findings = list_findings(office.pipeline)
        tally, breaches = Counter[str](), [*_feedback_breaches(office, mutants)]
        office.pipeline.store.close()
    for mutant in mutants:
        digest = sha256(mutant.data).hexdigest()
        about = f"{mutant.number} ({mutant.made})"
        if digest not in submissions:
            breaches.append(f"{about}: no submission")
            continue
        submission = submissions[digest]
        codes = [found.code for sub, found in findings if sub.digest == digest]
        tally[str(submission.state)] += 1
        tally.update(set(codes))
        breaches += [f"{about}: {why}" for why in _breaches(submission, codes)]
    return tally, breaches


def _feedback_breaches(office: Office, mutants: Sequence[Mutant]) -> Iterator[str]:
    """What the feedback on a few of the mutants fails with; one form takes a second."""
    digests = {sha256(mutant.data).hexdigest(): mutant for mutant in mutants}
    hostile = [
        submission
        for submission in list_submissions(office.pipeline)
        if digests[submission.digest].made.startswith("hostile") and submission.form
    ]
    for submission in hostile[:FEEDBACK_OF_A_BATCH]:
        try:
            write_feedback(office.pipeline, submission_id=submission.submission_id)
        except PipelineError as failure:
            yield f"{digests[submission.digest].number}: {failure}"


def _breaches(submission, codes: Sequence[str]) -> Iterator[str]:
    if {READER_KILLED, OUR_FAILURE} & set(codes):
        yield "the reader or our program failed"
    if not set(codes) <= set(catalogue()):
        yield f"codes nobody declared: {codes}"
    if submission.form is None and submission.state is not SubmissionState.REJECTED:
        yield f"not recognised and yet {submission.state}"
    if submission.form is None and len(codes) != 1:
        yield f"not one reason: {codes}"
