"""Reading children, kept alive over many files and replaced when one dies."""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from cl_pipeline.catalogue import finding
from cl_pipeline.errors import ArchiveDamaged
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import Digest
from cl_pipeline.model.workbook import RawWorkbook
from cl_pipeline.reading.xlsx.limits import ReadingLimits
from cl_pipeline.reading.xlsx.protocol import Answer, raw_workbook
from cl_pipeline.reading.xlsx.worker import DAMAGED
from cl_pipeline.reading.xlsx.worker_process import ReaderProcess, ReaderStopped

KILLED = "READER_KILLED"


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """Why one file could not be read: a code of the catalogue and what was found."""

    code: str
    found: str

    def finding(self) -> Finding:
        """The finding of the return that the file would have been."""
        return finding(self.code, found=self.found)


Task = tuple[Digest, Path]
Outcome = RawWorkbook | ReadFailure


class ReaderPool:
    """A few reading children; use it as a context manager."""

    def __init__(self, workers: int = 2, limits: ReadingLimits | None = None) -> None:
        self._limits = limits or ReadingLimits()
        self._workers = workers
        self._idle: list[ReaderProcess] = []
        self._busy: list[ReaderProcess] = []

    def __enter__(self) -> "ReaderPool":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error_text: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, files: Iterable[Task]) -> Iterator[tuple[Digest, Outcome]]:
        """What each file holds, in the order given; each child works on one file at a time.

        Raises:
            ArchiveDamaged: a file is missing or its bytes are not those of its digest.
        """
        waiting: deque[tuple[Task, ReaderProcess]] = deque()
        try:
            for task in files:
                if len(waiting) == self._workers:
                    yield self._collect(*waiting.popleft())
                waiting.append((task, self._start(task)))
            while waiting:
                yield self._collect(*waiting.popleft())
        finally:
            # Whoever stops listening early leaves children with half an answer: they are of no use.
            for _, child in waiting:
                self._discard(child)

    def close(self) -> None:
        """End all children."""
        for child in (*self._idle, *self._busy):
            child.kill()
        self._idle.clear()
        self._busy.clear()

    def _start(self, task: Task, *, is_again: bool = False) -> ReaderProcess:
        digest, path = task
        while True:
            is_new = is_again or not self._idle
            child = ReaderProcess(self._limits) if is_new else self._idle.pop()
            if child.ask({"path": str(path), "digest": digest}):
                self._busy.append(child)
                return child
            child.kill()

    def _collect(self, task: Task, child: ReaderProcess) -> tuple[Digest, Outcome]:
        digest, _ = task
        with suppress(ReaderStopped):
            return digest, self._answered(digest, child)
        # A busy machine or a child grown large can do that; what happens twice is the file's.
        try:
            return digest, self._answered(digest, self._start(task, is_again=True))
        except ReaderStopped as stopped:
            return digest, ReadFailure(KILLED, str(stopped))

    def _answered(self, digest: Digest, child: ReaderProcess) -> Outcome:
        try:
            outcome = _outcome(child.answer(), digest)
        except BaseException:
            self._discard(child)
            raise
        self._busy.remove(child)
        self._idle.append(child)
        return outcome

    def _discard(self, child: ReaderProcess) -> None:
        child.kill()
        if child in self._busy:
            self._busy.remove(child)


def _outcome(answer: Answer, digest: Digest) -> Outcome:
    try:
        if "workbook" in answer:
            return raw_workbook(answer["workbook"])
        code, found = str(answer["code"]), str(answer["found"])
    except (KeyError, TypeError, ValueError) as strange:
        raise ReaderStopped("the reader gave an answer that makes no sense") from strange
    if code == DAMAGED:
        raise ArchiveDamaged(
            f"{found}: missing, or not the bytes of {digest}; restore the file from a backup"
        )
    return ReadFailure(code, found)
