"""Processes with limits of time and memory, for everything that looks into a file from outside.

Whatever is in a file, it costs at most the process: that one is ended and another takes its place.
Two programs run in them: one opens files (``xlsx/pool.py``), the other one understands what was
read (``workflows/bounded.py``).
"""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from cl_pipeline.reading.serving import OUT_OF_MEMORY, REQUEST_HEAD, SIZE, Bounds

Answer = TypeVar("Answer")

_FOLDER = str(Path(__file__).resolve().parents[2])

_START = (
    "import sys; sys.path.append(sys.argv[1]); from importlib import import_module; "
    "import_module(sys.argv[2]).main(*sys.argv[3:])"
)

_READ_BYTES = 1 << 20


class OutOfBounds(Exception):
    """The process took too long, needed too much, died or gave no valid answer; says which."""


@dataclass(frozen=True, slots=True)
class Program:
    """What a process runs: ``main`` of a module, with flags of Python and an environment."""

    module: str
    arguments: Sequence[str]
    flags: Sequence[str]
    environment: Mapping[str, str]


class BoundedProcess:
    """One process in a group of its own. It ends with the process that started it."""

    def __init__(self, program: Program) -> None:
        self._process = subprocess.Popen(
            [sys.executable, *program.flags, "-c", _START, _FOLDER, program.module,
             *program.arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=program.environment,
            cwd="/",
            process_group=0,
        )  # fmt: skip

    def ask(self, request: bytes, bounds: Bounds) -> None:
        """Hand a request over. A process that is dead already says so when it should answer."""
        assert self._process.stdin
        with suppress(BrokenPipeError, ConnectionResetError):
            self._process.stdin.write(REQUEST_HEAD.pack(len(request), bounds.cpu_seconds) + request)
            self._process.stdin.flush()

    def answer(self, bounds: Bounds) -> bytes:
        """The answer to the request.

        Raises:
            OutOfBounds: the process died, took too long or answered too much.
        """
        # Counted from here: before, the process may have had to wait for us to take its answer.
        deadline = time.monotonic() + bounds.wall_seconds
        (size,) = SIZE.unpack(self._bytes(SIZE.size, deadline, bounds))
        if size > bounds.answer_bytes:
            raise OutOfBounds("the content is larger than allowed")
        return self._bytes(size, deadline, bounds)

    def kill(self) -> None:
        """End the process and everything it may have started."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(BrokenPipeError):
                    pipe.close()
        self._process.wait()

    def _bytes(self, size: int, deadline: float, bounds: Bounds) -> bytes:
        assert self._process.stdout
        source, pieces = self._process.stdout.fileno(), []
        with selectors.DefaultSelector() as selector:
            selector.register(source, selectors.EVENT_READ)
            while size:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise OutOfBounds(f"reading took longer than {bounds.wall_seconds:g} seconds")
                piece = os.read(source, min(size, _READ_BYTES))
                if not piece:
                    raise OutOfBounds(self._why_dead(bounds))
                pieces.append(piece)
                size -= len(piece)
        return b"".join(pieces)

    def _why_dead(self, bounds: Bounds) -> str:
        status = self._process.wait()
        if status == OUT_OF_MEMORY:
            return f"reading needed more memory than {bounds.memory_bytes // 2**20} MiB"
        if status == -signal.SIGXCPU:
            return f"reading needed more than {bounds.cpu_seconds} seconds of processor time"
        return "reading stopped without an answer"


class ProcessPool:
    """Processes that run one program, kept between requests."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._idle: list[BoundedProcess] = []
        self._busy: list[BoundedProcess] = []

    def start(self, request: bytes, bounds: Bounds, *, is_new: bool = False) -> BoundedProcess:
        """A process that works on the request: one that was kept, unless a new one is asked for."""
        process = self._idle.pop() if self._idle and not is_new else BoundedProcess(self._program)
        self._busy.append(process)
        process.ask(request, bounds)
        return process

    def answer(
        self,
        process: BoundedProcess,
        request: bytes,
        bounds: Bounds,
        decode: Callable[[bytes], Answer],
    ) -> Answer:
        """The decoded answer of the process that works on the request.

        If it breaks, a new one is asked once: a busy machine or a process grown large can cause
        that; twice, it is the file.

        Raises:
            OutOfBounds: both broke.
        """
        with suppress(OutOfBounds):
            return self._answered(process, bounds, decode)
        again = self.start(request, bounds, is_new=True)
        return self._answered(again, bounds, decode)

    def discard(self, process: BoundedProcess) -> None:
        """End a process, whatever it works on."""
        process.kill()
        if process in self._busy:
            self._busy.remove(process)

    def close(self) -> None:
        """End all processes."""
        for process in (*self._idle, *self._busy):
            process.kill()
        self._idle.clear()
        self._busy.clear()

    def _answered(
        self, process: BoundedProcess, bounds: Bounds, decode: Callable[[bytes], Answer]
    ) -> Answer:
        try:
            answer = decode(process.answer(bounds))
        except BaseException:
            self.discard(process)
            raise
        self._busy.remove(process)
        self._idle.append(process)
        return answer
