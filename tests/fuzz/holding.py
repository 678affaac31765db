"""What must hold for every mutant: it is taken in, and becomes one submission in one state."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from cl_pipeline.catalogue import catalogue
from cl_pipeline.model.codes import SubmissionState
from cl_pipeline.workflows.a_list_collection.submissions import list_findings
from tests.builders.office import open_office
from tests.fuzz.mutants import Mutant

READER_KILLED = "READER_KILLED"

Tally = Counter[str]
"""How many mutants ended in each state, and with each code that refused them."""


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
        submissions = {submission.digest: submission for submission in office.take_in()}
        findings = list_findings(office.pipeline)
        office.pipeline.store.close()
    tally, breaches = Counter[str](), []
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


def _breaches(submission, codes: Sequence[str]) -> Iterator[str]:
    if READER_KILLED in codes:
        yield "the reader was killed"
    if not set(codes) <= set(catalogue()):
        yield f"codes nobody declared: {codes}"
    if submission.form is None and submission.state is not SubmissionState.REJECTED:
        yield f"not recognised and yet {submission.state}"
    if submission.form is None and len(codes) != 1:
        yield f"not one reason: {codes}"
