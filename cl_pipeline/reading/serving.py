"""What a process with limits does (``process.py`` starts it): it answers requests one by one.

Only the standard library is used: the reader sees nothing else.
"""

import os
import resource
import signal
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

OUT_OF_MEMORY = 71
"""Exit status of a process that reached its memory limit; its state is not to be trusted."""

REQUEST_HEAD = struct.Struct(">QI")
"""What goes before a request: its size in bytes, and the seconds of processor time for it."""

SIZE = struct.Struct(">Q")
"""What goes before an answer: its size in bytes."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of a process: its address space, and for each request time and size of the answer."""

    memory_bytes: int
    cpu_seconds: int
    wall_seconds: float
    answer_bytes: int


def serve(answer: Callable[[bytes], bytes], *, memory_bytes: int, writable_bytes: int) -> None:
    """Answer the requests on standard input until it ends, within limits; nothing is printed.

    ``writable_bytes`` bounds each file that the process writes.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for kind, bound in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, writable_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (bound, bound))
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while len(head := requests.read(REQUEST_HEAD.size)) == REQUEST_HEAD.size:
        _serve_one(answer, head, requests, answers)


def _serve_one(
    answer: Callable[[bytes], bytes], head: bytes, requests: BinaryIO, answers: BinaryIO
) -> None:
    size, cpu_seconds = REQUEST_HEAD.unpack(head)
    request = requests.read(size)
    # The limit counts from the start of the process, so it moves forward with every request.
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
    try:
        packed = answer(request)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    answers.write(SIZE.pack(len(packed)) + packed)
    answers.flush()
