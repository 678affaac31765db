"""One reading child as the caller sees it: ask, wait for the answer, end it."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from cl_pipeline.reading.xlsx.limits import ReadingLimits
from cl_pipeline.reading.xlsx.protocol import Answer
from cl_pipeline.reading.xlsx.worker import OUT_OF_MEMORY

_PACKAGE_FOLDER = str(Path(__file__).resolve().parents[3])

_START = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from cl_pipeline.reading.xlsx.worker import main; main(sys.argv[2:])"
)
"""With -I and -S the child sees no environment and no installed packages, only this folder."""

_READ_BYTES = 1 << 20


class ReaderStopped(Exception):
    """The child died, hung or answered nonsense; says which, in plain words. Stays in the pool."""


class ReaderProcess:
    """A child in its own process group."""

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
        """True where the child took the request; false where it is already dead."""
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
            ReaderStopped: the child died, took too long or answered more than it may.
        """
        line = self._line()
        try:
            answer = json.loads(line)
        except ValueError as strange:
            raise ReaderStopped("the reader gave an answer that makes no sense") from strange
        if not isinstance(answer, dict):
            raise ReaderStopped("the reader gave an answer that makes no sense")
        return answer

    def kill(self) -> None:
        """End the child and everything it may have started."""
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
        # Counted from here: before, the child may have had to wait for us to take its answer.
        deadline = time.monotonic() + self._limits.wall_seconds
        with selectors.DefaultSelector() as selector:
            selector.register(source, selectors.EVENT_READ)
            while True:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise ReaderStopped(
                        f"reading took longer than {self._limits.wall_seconds:g} seconds"
                    )
                piece = os.read(source, _READ_BYTES)
                if not piece:
                    raise ReaderStopped(self._why_dead())
                pieces.append(piece)
                size += len(piece)
                if size > self._limits.answer_bytes:
                    raise ReaderStopped("the content is larger than can be taken over")
                if piece.endswith(b"\n"):
                    return b"".join(pieces)

    def _why_dead(self) -> str:
        status = self._process.wait()
        if status == OUT_OF_MEMORY:
            return f"reading needed more memory than {self._limits.memory_bytes // 2**20} MiB"
        if status == -signal.SIGXCPU:
            return f"reading needed more than {self._limits.cpu_seconds} seconds of computing"
        return "the reader stopped without an answer"
