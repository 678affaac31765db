"""Files read in order by a few reading processes."""

import json
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from cl_pipeline.catalogue import finding
from cl_pipeline.errors import ArchiveDamaged, UsageError
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import Digest
from cl_pipeline.model.workbook import RawWorkbook
from cl_pipeline.reading.process import BoundedProcess, OutOfBounds, ProcessPool, Program
from cl_pipeline.reading.xlsx.limits import ReadingLimits
from cl_pipeline.reading.xlsx.protocol import raw_workbook
from cl_pipeline.reading.xlsx.worker import DAMAGED

KILLED = "READER_KILLED"


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """Why one file could not be read: a code of the catalogue and what was found."""

    code: str
    found: str

    def finding(self) -> Finding:
        """The finding of the submission that the file would have been."""
        return finding(self.code, found=self.found)


Outcome = RawWorkbook | ReadFailure


class ReaderPool:
    """A few reading processes; use it as a context manager."""

    def __init__(self, workers: int = 2, limits: ReadingLimits | None = None) -> None:
        self._limits = limits or ReadingLimits()
        self._workers = workers
        # With -I and -S a reader sees no environment and no installed packages, only our own.
        arguments = [json.dumps(asdict(self._limits))]
        self._pool = ProcessPool(
            Program("cl_pipeline.reading.xlsx.worker", arguments, ("-I", "-S"), {})
        )

    def __enter__(self) -> "ReaderPool":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()

    def read(self, files: Iterable[tuple[Digest, Path]]) -> Iterator[tuple[Digest, Outcome]]:
        """What each file holds, in the order given; each process reads one file at a time.

        Raises:
            ArchiveDamaged: a file is missing or its bytes are not those of its digest.
        """
        waiting: deque[tuple[Digest, bytes, BoundedProcess]] = deque()
        try:
            for digest, path in files:
                if len(waiting) == self._workers:
                    yield self._collect(*waiting.popleft())
                request = json.dumps([str(path), digest]).encode("utf-8")
                waiting.append((digest, request, self._pool.start(request, self._limits)))
            while waiting:
                yield self._collect(*waiting.popleft())
        finally:
            # A caller that stops early leaves processes with half an answer: they are of no use.
            for _, _, process in waiting:
                self._pool.discard(process)

    def _collect(
        self, digest: Digest, request: bytes, process: BoundedProcess
    ) -> tuple[Digest, Outcome]:
        try:
            return digest, self._pool.answer(process, request, self._limits, _outcome)
        except OutOfBounds as stopped:
            return digest, ReadFailure(KILLED, str(stopped))


def read_workbook(digest: Digest, path: Path, name: str) -> RawWorkbook:
    """The content of a single workbook; ``name`` is what messages call it.

    Raises:
        UsageError: it cannot be read.
        ArchiveDamaged: it is missing or its bytes are not those of its digest.
    """
    with ReaderPool(workers=1) as pool:
        ((_, raw),) = pool.read([(digest, path.absolute())])
    if isinstance(raw, ReadFailure):
        raise UsageError(f"{name} could not be read as a workbook: {raw.found}; save it as .xlsx")
    return raw


def _outcome(packed: bytes) -> Outcome:
    try:
        answer = json.loads(packed)
        if "workbook" in answer:
            return raw_workbook(answer["workbook"])
        code, found = str(answer["code"]), str(answer["found"])
    except (KeyError, TypeError, ValueError) as error:
        raise OutOfBounds("the reader gave an invalid answer") from error
    if code == DAMAGED:
        raise ArchiveDamaged(f"{found}; restore the file from a backup")
    return ReadFailure(code, found)
