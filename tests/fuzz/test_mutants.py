"""Broken files by the hundred: the short form of ``python -m tests.fuzz``."""

from tests.fuzz.__main__ import SEED
from tests.fuzz.holding import take_in
from tests.fuzz.mutants import mutant

MUTANTS = 200


def test_every_mutant_becomes_one_submission_in_one_state():
    """Nothing in a file stops the call, kills the reader or ends without an answer."""
    tally, breaches = take_in([mutant(SEED, number) for number in range(MUTANTS)])

    assert breaches == []
    assert tally["rejected"] > MUTANTS // 4
    assert tally.total() > MUTANTS


def test_a_seed_and_a_number_make_the_same_mutant_again():
    """A breach that was found once can be looked at."""
    assert mutant(SEED, 7) == mutant(SEED, 7)
    assert mutant(SEED, 7).data != mutant(SEED + 1, 7).data
