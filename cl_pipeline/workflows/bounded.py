"""A process for what our program makes of the content of one file, bounded in time and memory.

The reader opens files in a process of its own (``reading/xlsx``); this one understands and checks
what was read. Whatever is in a file, it costs at most that file: the process is ended and the next
call starts another. It is kept between calls, because starting it takes a second.
"""

import atexit
import os
import pickle
import resource
import selectors
import signal
import struct
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, ParamSpec, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")

SECONDS = 60
"""For one file. The largest real form takes less than two."""

MEMORY_BYTES = 2 * 2**30
"""Of address space; our own modules take up less than a tenth."""

_FOLDER = str(Path(__file__).resolve().parents[2])

_START = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from cl_pipeline.workflows.bounded import serve; serve()"
)

_LENGTH = struct.Struct(">Q")

_READ_BYTES = 1 << 20


class OutOfBounds(Exception):
    """The process took too long, needed too much memory or died; the message says which."""


class BoundedProcess:
    """The process. It ends with the process that started it."""

    def __init__(self) -> None:
        self.is_fresh = True
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, _FOLDER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # More threads would only reserve memory.
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
            process_group=0,
        )

    def call(self, request: bytes, seconds: float) -> bytes:
        """The answer to a request; OutOfBounds if there is none in that time."""
        assert self._process.stdin
        with suppress(BrokenPipeError):
            self._process.stdin.write(_LENGTH.pack(len(request)) + request)
            self._process.stdin.flush()
        deadline = time.monotonic() + seconds
        (size,) = _LENGTH.unpack(self._bytes(_LENGTH.size, deadline, seconds))
        answer = self._bytes(size, deadline, seconds)
        self.is_fresh = False
        return answer

    def kill(self) -> None:
        """End the process."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(BrokenPipeError):
                    pipe.close()
        self._process.wait()

    def _bytes(self, size: int, deadline: float, seconds: float) -> bytes:
        assert self._process.stdout
        source, pieces = self._process.stdout.fileno(), []
        with selectors.DefaultSelector() as selector:
            selector.register(source, selectors.EVENT_READ)
            while size:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise OutOfBounds(f"it took longer than {seconds:g} seconds")
                piece = os.read(source, min(size, _READ_BYTES))
                if not piece:
                    raise OutOfBounds("it needed too much time or memory")
                pieces.append(piece)
                size -= len(piece)
        return b"".join(pieces)


_kept: list[BoundedProcess] = []
_turn = threading.Lock()


def bounded(
    function: Callable[Given, Made],
    *given: Given.args,
    **named: Given.kwargs,
) -> Made:
    """What the function makes, called in the process within the time for one file.

    The function is one of a module; what it is given first is sent as a whole and kept there, which
    is meant for the framework.

    Raises:
        OutOfBounds: it did not end in time, needed too much memory, or ended its process.
        Exception: what the function raises, with its traceback as a note.
    """
    return within(SECONDS, function, *given, **named)


def within(
    seconds: float,
    function: Callable[Given, Made],
    *given: Given.args,
    **named: Given.kwargs,
) -> Made:
    """As ``bounded``, within that time."""
    first, *others = given
    request = pickle.dumps((function, pickle.dumps(first), others, named, seconds))
    with _turn:
        is_made, made = pickle.loads(_answer(request, seconds))
    if not is_made:
        raise made
    result: Made = made
    return result


def _answer(request: bytes, seconds: float) -> bytes:
    while True:
        process = _kept.pop() if _kept else BoundedProcess()
        try:
            answer = process.call(request, seconds)
        except OutOfBounds:
            process.kill()
            # It may have been full of what came before.
            if process.is_fresh:
                raise
            continue
        except BaseException:
            process.kill()
            raise
        _kept.append(process)
        return answer


@atexit.register
def end() -> None:
    """End the process that is kept."""
    while _kept:
        _kept.pop().kill()


def serve() -> None:
    """Answer every request on standard input; what is printed goes to the standard error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while request := _frame(sys.stdin.buffer):
        answer = _made(request)
        answers.write(_LENGTH.pack(len(answer)) + answer)
        answers.flush()


_kept_there = lru_cache(maxsize=2)(pickle.loads)


def _frame(source: BinaryIO) -> bytes:
    head = source.read(_LENGTH.size)
    return source.read(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else b""


def _made(request: bytes) -> bytes:
    try:
        function, first, others, named, seconds = pickle.loads(request)
        _allow_more_cpu(seconds)
        return pickle.dumps((True, function(_kept_there(first), *others, **named)))
    except MemoryError:
        # What is left of this process is not to be trusted.
        os._exit(1)
    except Exception as failure:  # noqa: BLE001 - every failure is the caller's
        failure.add_note(traceback.format_exc())
        return _packed(failure)


def _packed(failure: Exception) -> bytes:
    try:
        packed = pickle.dumps((False, failure))
        pickle.loads(packed)
    except Exception:  # noqa: BLE001 - an exception of a library may not be made again
        return pickle.dumps((False, RuntimeError(f"{type(failure).__name__}: {failure}")))
    return packed


def _allow_more_cpu(seconds: float) -> None:
    # Where the caller was killed nobody else ends this process.
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
