"""The process that opens files from outside; a request is a path and the digest of its bytes."""

import gc
import hashlib
import json
import os

from cl_pipeline.reading.serving import serve
from cl_pipeline.reading.xlsx.document import read_document
from cl_pipeline.reading.xlsx.file_type import require_zip
from cl_pipeline.reading.xlsx.limits import ReadingLimits, Unreadable, refuse_size
from cl_pipeline.reading.xlsx.protocol import Answer

DAMAGED = "ARCHIVE_DAMAGED"
"""Answer code for bytes that are not those of the digest: our failure, never the sender's."""

_HEAD_BYTES = 4096
_WRITABLE_BYTES = 1024
_OBJECTS_BETWEEN_COLLECTIONS = 50_000


def main(limits_as_json: str) -> None:
    """Serve requests until the input ends."""
    limits = ReadingLimits(**json.loads(limits_as_json))
    # Elements and cells refer to nothing in a circle: looking for circles often finds none.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)

    def answer(request: bytes) -> bytes:
        path, digest = json.loads(request)
        found = answer_for(path, digest, limits)
        return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode("utf-8")

    serve(answer, memory_bytes=limits.memory_bytes, writable_bytes=_WRITABLE_BYTES)


def answer_for(path: str, digest: str, limits: ReadingLimits) -> Answer:
    """What was read from one file, or why it was not."""
    try:
        data = _content(path, limits)
        if data is None or hashlib.sha256(data).hexdigest() != digest:
            return {"code": DAMAGED, "found": f"{path}: missing, or not the bytes of {digest}"}
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
