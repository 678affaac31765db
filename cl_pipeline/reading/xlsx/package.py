"""The parts of an .xlsx container, unpacked piece by piece and counted on the way."""

import zlib
from collections.abc import Iterator

from cl_pipeline.reading.xlsx.limits import ReadingLimits
from cl_pipeline.reading.xlsx.unreadable import Budget, Unreadable
from cl_pipeline.reading.xlsx.zip_directory import DEFLATED, ZipEntry, read_directory

_CHUNK = 64 * 1024


class Package:
    """The parts by name, upper and lower case alike (as the Open Packaging Conventions have it)."""

    def __init__(self, data: bytes, limits: ReadingLimits) -> None:
        self._data = data
        self._entries = {entry.name.lower(): entry for entry in read_directory(data, limits)}
        self._total = Budget("bytes unpacked", limits.total_bytes)
        self._verified: set[str] = set()

    @property
    def names(self) -> frozenset[str]:
        """The names of all parts in lower case."""
        return frozenset(self._entries)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of one part in pieces.

        Raises:
            Unreadable: CORRUPT where size or checksum differ from the directory; TOO_LARGE.
            KeyError: there is no such part.
        """
        entry = self._entries[name.lower()]
        size, checksum = 0, 0
        for chunk in self._unpacked(entry):
            size += len(chunk)
            self._total.take(len(chunk))
            if size > entry.size_bytes:
                break
            checksum = zlib.crc32(chunk, checksum)
            yield chunk
        if size != entry.size_bytes or checksum != entry.checksum:
            raise Unreadable("CORRUPT", f"the part {entry.name} is damaged")
        self._verified.add(name.lower())

    def verify_rest(self) -> None:
        """Verify the parts that nobody asked for, such as pictures.

        Raises:
            Unreadable: as for ``chunks``.
        """
        for name in sorted(self.names - self._verified):
            for _ in self.chunks(name):
                pass

    def _unpacked(self, entry: ZipEntry) -> Iterator[bytes]:
        packed = memoryview(self._data)[entry.data_from : entry.data_from + entry.packed_bytes]
        slices = (bytes(packed[at : at + _CHUNK]) for at in range(0, len(packed), _CHUNK))
        if entry.method != DEFLATED:
            yield from slices
            return
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for piece in slices:
                yield from _drain(unpacker, piece)
            while not unpacker.eof and (chunk := unpacker.decompress(b"", _CHUNK)):
                yield chunk
        except zlib.error:
            raise Unreadable("CORRUPT", f"the part {entry.name} is damaged") from None
        if not unpacker.eof or unpacker.unused_data:
            raise Unreadable("CORRUPT", f"the part {entry.name} is damaged")


def _drain(unpacker: "zlib._Decompress", piece: bytes) -> Iterator[bytes]:
    # In small slices: zlib copies what it did not use at every call, so one large slice would
    # cost the square of its length.
    while piece:
        chunk = unpacker.decompress(piece, _CHUNK)
        if chunk:
            yield chunk
        if unpacker.unused_data:
            return
        piece = unpacker.unconsumed_tail
