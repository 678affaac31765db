"""The pool of reading workers: in order, bounded, and never harmed by a file."""

import json
import os
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

import cl_pipeline
from cl_pipeline.errors import ArchiveDamaged
from cl_pipeline.model.identity import Digest
from cl_pipeline.model.workbook import RawWorkbook
from cl_pipeline.reading import process
from cl_pipeline.reading.process import BoundedProcess
from cl_pipeline.reading.serving import Bounds
from cl_pipeline.reading.xlsx.limits import ReadingLimits
from cl_pipeline.reading.xlsx.pool import ReaderPool, ReadFailure
from tests.builders.odd_workbook import OddWorkbook, one_sheet

PACKAGE_FOLDER = str(Path(cl_pipeline.__file__).parents[1])


def put(folder: Path, name: str, data: bytes) -> tuple[Digest, Path]:
    path = folder / name
    path.write_bytes(data)
    return Digest(sha256(data).hexdigest()), path


def numbered(number: int) -> bytes:
    return one_sheet(f'<row r="1"><c r="A1"><v>{number}</v></c></row>')


def value(outcome: object) -> str:
    assert isinstance(outcome, RawWorkbook)
    return outcome.sheets[0].cells["A1"].text


def test_files_come_back_in_the_order_given(tmp_path):
    files = [put(tmp_path, f"{n}.xlsx", numbered(n)) for n in range(12)]

    with ReaderPool(workers=2) as pool:
        results = list(pool.read(files))

    assert [digest for digest, _ in results] == [digest for digest, _ in files]
    assert [value(outcome) for _, outcome in results] == [str(n) for n in range(12)]


@pytest.mark.parametrize(
    ("doomed", "outcomes"),
    [
        pytest.param({2}, ["0", "1", "2"], id="once-is-tried-again"),
        pytest.param({2, 3}, ["0", "READER_KILLED", "2"], id="twice-lies-with-the-file"),
    ],
)
def test_a_file_is_given_up_when_two_workers_were_killed_over_it(
    tmp_path, monkeypatch, doomed, outcomes
):
    files = [put(tmp_path, f"{n}.xlsx", numbered(n)) for n in range(3)]
    asked: list[BoundedProcess] = []

    class Doomed(BoundedProcess):
        def ask(self, request: bytes, bounds: Bounds) -> None:
            asked.append(self)
            if len(asked) in doomed:
                os.kill(self._process.pid, signal.SIGKILL)
                self._process.wait()
            super().ask(request, bounds)

    monkeypatch.setattr(process, "BoundedProcess", Doomed)
    with ReaderPool(workers=1) as pool:
        results = [outcome for _, outcome in pool.read(files)]

    said = [result.code if isinstance(result, ReadFailure) else value(result) for result in results]
    assert said == outcomes
    assert len(set(asked)) == len(doomed) + 1


def test_a_file_that_needs_too_much_time_is_stopped_and_the_next_is_read(tmp_path):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 150_000))
    slow = put(tmp_path, "slow.xlsx", one_sheet(rows))
    quick = put(tmp_path, "quick.xlsx", numbered(1))

    limits = ReadingLimits(wall_seconds=0.05)
    with ReaderPool(workers=1, limits=limits) as pool:
        ((_, outcome),) = pool.read([slow])
    with ReaderPool(workers=1) as pool:
        ((_, after),) = pool.read([quick])

    assert isinstance(outcome, ReadFailure)
    assert outcome.code == "READER_KILLED"
    assert "seconds" in outcome.found
    assert value(after) == "1"


def test_a_worker_out_of_memory_says_so(tmp_path):
    texts = [f"<t>{'x' * 2_000}{n}</t>" for n in range(2_000)]
    file = put(tmp_path, "a.xlsx", OddWorkbook(strings=texts).bytes())
    limits = ReadingLimits(memory_bytes=40 * 2**20, ratio=10**9)

    with ReaderPool(workers=1, limits=limits) as pool:
        ((_, outcome),) = pool.read([file])

    assert isinstance(outcome, ReadFailure)
    assert (outcome.code, "memory" in outcome.found) == ("READER_KILLED", True)


def test_bytes_that_are_not_those_of_the_digest_are_our_failure(tmp_path):
    digest, path = put(tmp_path, "a.xlsx", numbered(1))
    path.write_bytes(numbered(2))

    for damaged in (path, tmp_path / "gone.xlsx"):
        with ReaderPool() as pool, pytest.raises(ArchiveDamaged):
            list(pool.read([(digest, damaged)]))


def test_a_pool_left_early_can_be_used_again(tmp_path):
    files = [put(tmp_path, f"{n}.xlsx", numbered(n)) for n in range(6)]

    with ReaderPool() as pool:
        for _, outcome in pool.read(files):
            assert value(outcome) == "0"
            break
        again = [value(outcome) for _, outcome in pool.read(files[3:])]

    assert again == ["3", "4", "5"]


def test_the_worker_loads_the_standard_library_alone():
    script = (
        "import sys; sys.path.append(sys.argv[1]); before = set(sys.modules)\n"
        "import cl_pipeline.reading.xlsx.worker\n"
        "names = sorted({name.split('.')[0] for name in set(sys.modules) - before})\n"
        "import json; print(json.dumps(names))"
    )

    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script, PACKAGE_FOLDER],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    loaded = set(json.loads(done.stdout))
    assert loaded - {"cl_pipeline"} <= set(sys.stdlib_module_names)
    assert not loaded & {"tomllib", "decimal", "asyncio", "email", "http", "logging", "unittest"}
