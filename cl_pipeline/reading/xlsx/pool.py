"""Reading workers, kept alive over many files and replaced when one dies."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from cl_pipeline.catalogue import finding
from cl_pipeline.errors import ArchiveDamaged
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import Digest
from cl_pipeline.model.workbook import RawWorkbook
from cl_pipeline.reading.xlsx.limits import ReadingLimits
from cl_pipeline.reading.xlsx.protocol import Answer, raw_workbook
from cl_pipeline.reading.xlsx.worker import DAMAGED, OUT_OF_MEMORY

_PACKAGE_FOLDER = str(Path(__file__).resolve().parents[3])

_START = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from cl_pipeline.reading.xlsx.worker import main; main(sys.argv[2:])"
)
"""With -I and -S the worker sees no environment and no installed packages, only this folder."""

_READ_BYTES = 1 << 20

KILLED = "READER_KILLED"


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """Why one file could not be read: a code of the catalogue and what was found."""

    code: str
    found: str

    def finding(self) -> Finding:
        """The finding of the submission that the file would have been."""
        return finding(self.code, found=self.found)


class WorkerStopped(Exception):
    """The worker died, hung or gave an invalid answer; the message says which."""


class Worker:
    """One worker in a process group of its own."""

    def __init__(self, limits: ReadingLimits) -> None:
        self._limits = limits
        bounds = json.dumps(asdict(limits))
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _START, _PACKAGE_FOLDER, bounds],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            process_group=0,
        )

    def ask(self, request: dict[str, str]) -> bool:
        """Whether the worker took the request; it may be dead already."""
        assert self._process.stdin
        try:
            self._process.stdin.write(json.dumps(request).encode("utf-8") + b"\n")
            self._process.stdin.flush()
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def answer(self) -> Answer:
        """The answer to the request.

        Raises:
            WorkerStopped: the worker died, took too long or answered too much.
        """
        line = self._line()
        try:
            answer = json.loads(line)
        except ValueError as error:
            raise WorkerStopped("the reader gave an invalid answer") from error
        if not isinstance(answer, dict):
            raise WorkerStopped("the reader gave an invalid answer")
        return answer

    def kill(self) -> None:
        """End the worker and everything it may have started."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(BrokenPipeError):
                    pipe.close()
        self._process.wait()

    def _line(self) -> bytes:
        assert self._process.stdout
        source = self._process.stdout.fileno()
        pieces, size = [], 0
        # Counted from here: before, the worker may have had to wait for us to take its answer.
        deadline = time.monotonic() + self._limits.wall_seconds
        with selectors.DefaultSelector() as selector:
            selector.register(source, selectors.EVENT_READ)
            while True:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise WorkerStopped(
                        f"reading took longer than {self._limits.wall_seconds:g} seconds"
                    )
                piece = os.read(source, _READ_BYTES)
                if not piece:
                    raise WorkerStopped(self._why_dead())
                pieces.append(piece)
                size += len(piece)
                if size > self._limits.answer_bytes:
                    raise WorkerStopped("the content is larger than allowed")
                if piece.endswith(b"\n"):
                    return b"".join(pieces)

    def _why_dead(self) -> str:
        status = self._process.wait()
        if status == OUT_OF_MEMORY:
            return f"reading needed more memory than {self._limits.memory_bytes // 2**20} MiB"
        if status == -signal.SIGXCPU:
            return f"reading needed more than {self._limits.cpu_seconds} seconds of processor time"
        return "the reader stopped without an answer"


Task = tuple[Digest, Path]
Outcome = RawWorkbook | ReadFailure


class ReaderPool:
    """A few reading workers; use it as a context manager."""

    def __init__(self, workers: int = 2, limits: ReadingLimits | None = None) -> None:
        self._limits = limits or ReadingLimits()
        self._workers = workers
        self._idle: list[Worker] = []
        self._busy: list[Worker] = []

    def __enter__(self) -> "ReaderPool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, files: Iterable[Task]) -> Iterator[tuple[Digest, Outcome]]:
        """What each file holds, in the order given; each worker reads one file at a time.

        Raises:
            ArchiveDamaged: a file is missing or its bytes are not those of its digest.
        """
        waiting: deque[tuple[Task, Worker]] = deque()
        try:
            for task in files:
                if len(waiting) == self._workers:
                    yield self._collect(*waiting.popleft())
                waiting.append((task, self._start(task)))
            while waiting:
                yield self._collect(*waiting.popleft())
        finally:
            # A caller that stops early leaves workers with half an answer: they are of no use.
            for _, worker in waiting:
                self._discard(worker)

    def close(self) -> None:
        """End all workers."""
        for worker in (*self._idle, *self._busy):
            worker.kill()
        self._idle.clear()
        self._busy.clear()

    def _start(self, task: Task, *, is_again: bool = False) -> Worker:
        digest, path = task
        while True:
            is_new = is_again or not self._idle
            worker = Worker(self._limits) if is_new else self._idle.pop()
            if worker.ask({"path": str(path), "digest": digest}):
                self._busy.append(worker)
                return worker
            worker.kill()

    def _collect(self, task: Task, worker: Worker) -> tuple[Digest, Outcome]:
        digest, _ = task
        with suppress(WorkerStopped):
            return digest, self._answered(digest, worker)
        # A busy machine or a worker grown large can cause that; twice, it is the file.
        try:
            return digest, self._answered(digest, self._start(task, is_again=True))
        except WorkerStopped as stopped:
            return digest, ReadFailure(KILLED, str(stopped))

    def _answered(self, digest: Digest, worker: Worker) -> Outcome:
        try:
            outcome = _outcome(worker.answer(), digest)
        except BaseException:
            self._discard(worker)
            raise
        self._busy.remove(worker)
        self._idle.append(worker)
        return outcome

    def _discard(self, worker: Worker) -> None:
        worker.kill()
        if worker in self._busy:
            self._busy.remove(worker)


def _outcome(answer: Answer, digest: Digest) -> Outcome:
    try:
        if "workbook" in answer:
            return raw_workbook(answer["workbook"])
        code, found = str(answer["code"]), str(answer["found"])
    except (KeyError, TypeError, ValueError) as error:
        raise WorkerStopped("the reader gave an invalid answer") from error
    if code == DAMAGED:
        raise ArchiveDamaged(
            f"{found}: missing, or not the bytes of {digest}; restore the file from a backup"
        )
    return ReadFailure(code, found)
