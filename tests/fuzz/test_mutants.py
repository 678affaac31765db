"""Broken files by the hundred; by the thousand with ``CL_TEST_MUTANTS=20000`` (ten minutes).

``CL_TEST_SEED`` makes other mutants; a breach names the number of its mutant, which the same seed
makes again.
"""

import os
import resource
import sys
from collections import Counter
from hashlib import sha256

from cl_pipeline.workflows import bounded
from tests.fuzz.holding import clock, take_in
from tests.fuzz.mutants import mutant

MUTANTS = int(os.environ.get("CL_TEST_MUTANTS") or 200)
SEED = int(os.environ.get("CL_TEST_SEED") or 20210501)
BATCH = 200


def test_every_mutant_becomes_one_submission_in_one_state(capsys):
    """Nothing in a file stops the call, kills the reader or ends without an answer."""
    tally, breaches = Counter[str](), []
    for start in range(0, MUTANTS, BATCH):
        numbers = range(start, min(start + BATCH, MUTANTS))
        seen, found = take_in([mutant(SEED, number) for number in numbers])
        tally += seen
        breaches += found

    with capsys.disabled():
        sys.stdout.write(f"{costs()}; {dict(tally.most_common(8))}\n")
    assert breaches == []
    assert tally["rejected"] > MUTANTS // 4
    assert tally.total() > MUTANTS


def costs() -> str:
    """The slowest file, and the peak memory of this process and of those that it started."""
    bounded.end()
    (digest, seconds), *_ = clock.seconds.most_common(1)
    numbers = (n for n in range(MUTANTS) if sha256(mutant(SEED, n).data).hexdigest() == digest)
    peaks = [
        resource.getrusage(whose).ru_maxrss // 1024
        for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    slowest = mutant(SEED, next(numbers))
    return (
        f"slowest {seconds:.1f} s: {slowest.number} ({slowest.made}); peak memory {peaks[0]} MiB, "
        f"of a process for files at most {peaks[1]} MiB"
    )


def test_a_seed_and_a_number_make_the_same_mutant_again():
    """A breach that was found once can be looked at."""
    assert mutant(SEED, 7) == mutant(SEED, 7)
    assert mutant(SEED, 7).data != mutant(SEED + 1, 7).data
