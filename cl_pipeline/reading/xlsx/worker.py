"""The process that opens files from outside: one line in, one line out."""

import gc
import hashlib
import json
import os
import resource
import signal
import sys
from typing import BinaryIO

from cl_pipeline.reading.xlsx.document import read_document
from cl_pipeline.reading.xlsx.file_type import require_zip
from cl_pipeline.reading.xlsx.limits import ReadingLimits, Unreadable, refuse_size
from cl_pipeline.reading.xlsx.protocol import Answer

OUT_OF_MEMORY = 71
"""Exit status of a worker that reached its memory limit; its state is not to be trusted."""

DAMAGED = "ARCHIVE_DAMAGED"
"""Answer code for bytes that are not those of the digest: our failure, never the sender's."""

_HEAD_BYTES = 4096
_WRITABLE_BYTES = 1024
_OBJECTS_BETWEEN_COLLECTIONS = 50_000


def main(arguments: list[str]) -> None:
    """Serve requests until the input ends. Called with the limits as one JSON argument."""
    limits = ReadingLimits(**json.loads(arguments[0]))
    restrict(limits)
    # Elements and cells refer to nothing in a circle: looking for circles often finds none.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    serve(sys.stdin.buffer, sys.stdout.buffer, limits)


def restrict(limits: ReadingLimits) -> None:
    """Bound this process: memory, the size of a file it may write, no core dump."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for kind, bound in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, _WRITABLE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (bound, bound))


def serve(requests: BinaryIO, answers: BinaryIO, limits: ReadingLimits) -> None:
    """Answer every request line in order."""
    for line in requests:
        _allow_more_cpu(limits.cpu_seconds)
        request = json.loads(line)
        try:
            answer = answer_for(request["path"], request["digest"], limits)
            packed = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        answers.write(packed + b"\n")
        answers.flush()


def answer_for(path: str, digest: str, limits: ReadingLimits) -> Answer:
    """What was read from one file, or why it was not."""
    try:
        data = _content(path, limits)
        if data is None or hashlib.sha256(data).hexdigest() != digest:
            return {"code": DAMAGED, "found": path}
        return {"workbook": read_document(data, limits)}
    except Unreadable as reason:
        return {"code": reason.code, "found": reason.found}


def _content(path: str, limits: ReadingLimits) -> bytes | None:
    try:
        with open(path, "rb") as stream:  # noqa: PTH123 - pathlib would double the start-up time
            size_bytes = os.fstat(stream.fileno()).st_size
            if size_bytes > limits.file_bytes:
                # Of a large document it does not matter how large it is.
                require_zip(stream.read(_HEAD_BYTES))
                refuse_size(size_bytes, limits)
            return stream.read(limits.file_bytes + 1)
    except OSError:
        return None


def _allow_more_cpu(seconds: int) -> None:
    # The limit counts from the start of the process, so it moves forward with every file.
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
