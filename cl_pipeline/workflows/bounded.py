"""The process in which our program understands and checks what was read from files.

The reader opens files in processes of its own (``reading/xlsx``). This one is kept between calls,
because starting it takes a second.
"""

import atexit
import os
import pickle
import threading
import traceback
from collections.abc import Callable
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar

from cl_pipeline.reading.process import OutOfBounds, ProcessPool, Program
from cl_pipeline.reading.serving import Bounds, serve

__all__ = ["SECONDS", "OutOfBounds", "bounded", "end", "within"]

Given = ParamSpec("Given")
Made = TypeVar("Made")

SECONDS = 60
"""For one file. The largest real form takes less than two."""

MEMORY_BYTES = 2 * 2**30
"""Of address space; our own modules take up less than a tenth."""

_pool = ProcessPool(
    Program(
        "cl_pipeline.workflows.bounded",
        arguments=(),
        # A module that lies in the folder of a file is never loaded instead of an installed one.
        flags=("-P",),
        # More threads would only reserve memory.
        environment=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
    )
)
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
    request = pickle.dumps((function, pickle.dumps(first), others, named))
    bounds = Bounds(MEMORY_BYTES, int(seconds) + 1, seconds, answer_bytes=MEMORY_BYTES)
    with _turn:
        process = _pool.start(request, bounds)
        answer: tuple[bool, Any] = _pool.answer(process, request, bounds, pickle.loads)
    is_made, made = answer
    if not is_made:
        raise made
    result: Made = made
    return result


@atexit.register
def end() -> None:
    """End the process that is kept."""
    _pool.close()


def main() -> None:
    """Answer requests until the input ends."""
    serve(_made, memory_bytes=MEMORY_BYTES, writable_bytes=MEMORY_BYTES)


_kept_there = lru_cache(maxsize=2)(pickle.loads)


def _made(request: bytes) -> bytes:
    try:
        function, first, others, named = pickle.loads(request)
        return pickle.dumps((True, function(_kept_there(first), *others, **named)))
    except MemoryError:
        raise
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
