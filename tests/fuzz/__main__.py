"""The long form of the fuzz run: many mutants through the whole path, with a seed to repeat it.

    .venv/bin/python -m tests.fuzz --mutants 20000 --seed 20210501 [--from 0]

Prints what became of the mutants, the slowest batch and the peak memory of this process; every
breach with the number of its mutant, which ``--from NUMBER --mutants 1`` makes again. Exit code 1
where anything was breached.
"""

import argparse
import resource
import sys
import time
from collections import Counter

from tests.fuzz.holding import take_in
from tests.fuzz.mutants import mutant

SEED = 20210501
BATCH = 100


def main() -> int:
    """Run and print."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.split("\n")[0])
    asked.add_argument("--mutants", type=int, default=20_000)
    asked.add_argument("--seed", type=int, default=SEED)
    asked.add_argument("--from", type=int, default=0, dest="first", help="number of the first one")
    given = asked.parse_args()
    tally, breaches, slowest = Counter[str](), [], 0.0
    last = given.first + given.mutants
    for start in range(given.first, last, BATCH):
        numbers = range(start, min(start + BATCH, last))
        started = time.perf_counter()
        seen, found = take_in([mutant(given.seed, number) for number in numbers])
        slowest = max(slowest, time.perf_counter() - started)
        tally += seen
        breaches += found
        print(f"{numbers.stop - given.first:6} mutants, {len(breaches)} breaches", flush=True)
        for breach in found:
            print(f"  {breach}", flush=True)
    for name, count in tally.most_common():
        print(f"{name:28} {count:6}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"seed {given.seed}; slowest batch {slowest:.1f} s; peak memory {peak} MiB")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
