"""The .xlsx container: what kind of file it is, its directory, and its parts piece by piece.

Everything is verified and counted before or while it is unpacked.

Source: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.14 to 4.3.16 and 4.5.3, for the
layouts of records.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from cl_pipeline.reading.xlsx.limits import Budget, ReadingLimits, Unreadable
from cl_pipeline.reading.xlsx.xml_part import opened_elements

_CHUNK = 64 * 1024
_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_LARGEST_COMMENT = 0xFFFF
_IN_64_SHORT, _IN_64 = 0xFFFF, 0xFFFFFFFF
"""In place of a number that is in the fields for large files; some programs always use these."""
_FIELD, _LONG_NUMBERS = struct.Struct("<2H"), 1
_UTF8_NAME, _ENCRYPTED_FLAGS = 0x0800, 0x2041
_UNIX, _LINK, _FILE_TYPE = 3, 0o120000, 0o170000
STORED, DEFLATED = 0, 8


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """One part of the container; key ``name``. Sizes in bytes as the directory declares them."""

    name: str
    method: int
    checksum: int
    packed_bytes: int
    size_bytes: int
    data_from: int


class Package:
    """The parts by name, in any case of letters (Open Packaging Conventions)."""

    def __init__(self, data: bytes, limits: ReadingLimits) -> None:
        self._data = data
        self._limits = limits
        self._entries = {entry.name.lower(): entry for entry in read_directory(data, limits)}
        self._total = Budget("bytes unpacked", limits.total_bytes)
        self._verified: set[str] = set()

    @property
    def names(self) -> frozenset[str]:
        """The names of all parts in lower case."""
        return frozenset(self._entries)

    def size_bytes(self, name: str) -> int:
        """The size of one part, unpacked."""
        return self._entries[name.lower()].size_bytes

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

    def elements(self, name: str) -> Iterator[tuple[int, str, dict[str, str]]]:
        """The elements of one part as ``opened_elements`` gives them."""
        return opened_elements(name, self.chunks(name), self._limits.depth)

    def verify_rest(self) -> None:
        """Verify the parts that were not read, such as pictures."""
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


def read_directory(data: bytes, limits: ReadingLimits) -> tuple[ZipEntry, ...]:
    """The parts of the container in the order of its directory."""
    count, size, start = _end_record(data, limits)
    entries = []
    position = start
    for _ in range(count):
        entry, offset, position = _entry(data, position, start + size, limits)
        entries.append((offset, entry))
    if position != start + size:
        raise _suspicious("its directory is longer than its entries")
    _refuse_overlaps(entries, start)
    parts = tuple(entry for _, entry in entries)
    _refuse_duplicates(parts)
    if sum(part.size_bytes for part in parts) > limits.total_bytes:
        raise Unreadable("TOO_LARGE", f"unpacked it is above {limits.total_bytes:,} bytes")
    return parts


def _end_record(data: bytes, limits: ReadingLimits) -> tuple[int, int, int]:
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - _END.size - _LARGEST_COMMENT))
    if at < 0 or at + _END.size > len(data):
        raise Unreadable("TRUNCATED", "the end of the file is missing")
    _, disk, first_disk, here, count, size, start, comment = _END.unpack_from(data, at)
    directory_end = at
    if data[max(0, at - _LOCATOR_64.size) : at].startswith(b"PK\x06\x07"):
        found = _end_record_64(data, at - _LOCATOR_64.size)
        pairs = zip((here, count, size, start), found, strict=False)
        if any(short not in (long, _IN_64, _IN_64_SHORT) for short, long in pairs):
            raise _suspicious("it has two directories")
        here, count, size, start, directory_end = found
    # What follows the end is no part of it: some drives and mail programs fill up the last block.
    if at + _END.size + comment > len(data):
        raise Unreadable("TRUNCATED", "the end of the file is missing")
    if disk or first_disk or here != count or start + size != directory_end:
        raise _suspicious("its directory is not where it should be")
    if count > limits.entries:
        raise Unreadable("TOO_LARGE", f"it has {count:,} parts; the limit is {limits.entries:,}")
    if size > limits.directory_bytes:
        raise Unreadable("TOO_LARGE", f"its directory is above {limits.directory_bytes:,} bytes")
    return count, size, start


def _end_record_64(data: bytes, locator_at: int) -> tuple[int, int, int, int, int]:
    """Parts on this disk and in all, size and start of the directory, and where it must end."""
    _, disk, at, _ = _LOCATOR_64.unpack_from(data, locator_at)
    if at + _END_64.size > locator_at:
        raise _suspicious("its directory is not where it should be")
    signature, size_after, _, _, here_disk, first_disk, *numbers = _END_64.unpack_from(data, at)
    is_whole = signature == b"PK\x06\x06" and at + 12 + size_after == locator_at
    if not is_whole or disk or here_disk or first_disk:
        raise _suspicious("its directory is not where it should be")
    here, count, size, start = numbers
    return here, count, size, start, at


def _entry(data: bytes, at: int, end: int, limits: ReadingLimits) -> tuple[ZipEntry, int, int]:
    if at + _ENTRY.size > end:
        raise _suspicious("its directory is cut short")
    (signature, made_by, _, flags, method, _, _, checksum, packed, size, name_length, extra_length,
     comment_length, _, _, attributes, offset) = _ENTRY.unpack_from(data, at)  # fmt: skip
    following = at + _ENTRY.size + name_length + extra_length + comment_length
    if signature != b"PK\x01\x02" or following > end:
        raise _suspicious("its directory is damaged")
    name_to = at + _ENTRY.size + name_length
    raw_name = data[at + _ENTRY.size : name_to]
    if _IN_64 in (size, packed, offset):
        extra = data[name_to : name_to + extra_length]
        size, packed, offset = _long_numbers(extra, (size, packed, offset))
    name = _name(raw_name, flags)
    if flags & _ENCRYPTED_FLAGS:
        raise Unreadable("ENCRYPTED", "parts of the workbook are encrypted")
    if method not in (STORED, DEFLATED):
        raise _suspicious(f"{name} is packed in a way no spreadsheet program uses")
    if made_by >> 8 == _UNIX and (attributes >> 16) & _FILE_TYPE == _LINK:
        raise _suspicious(f"{name} is a link")
    data_from = _data_from(data, offset, raw_name, method)
    entry = ZipEntry(name, method, checksum, packed, size, data_from)
    _refuse_sizes(entry, limits)
    return entry, offset, following


def _long_numbers(extra: bytes, short: tuple[int, int, int]) -> tuple[int, ...]:
    """The numbers of an entry, those marked as long ones from its extra field."""
    while len(extra) > _FIELD.size:
        kind, length = _FIELD.unpack_from(extra)
        content, extra = extra[_FIELD.size : _FIELD.size + length], extra[_FIELD.size + length :]
        wanted = sum(number == _IN_64 for number in short)
        if kind == _LONG_NUMBERS and len(content) >= 8 * wanted:
            long = iter(struct.unpack_from(f"<{wanted}Q", content))
            return tuple(next(long) if number == _IN_64 else number for number in short)
    raise _suspicious("an entry has no size")


def _name(raw: bytes, flags: int) -> str:
    try:
        name = raw.decode("utf-8" if flags & _UTF8_NAME else "cp437")
    except UnicodeDecodeError:
        raise _suspicious("a part has a name that is not text") from None
    # Some programs on Windows write their own separator.
    name = name.replace("\\", "/")
    parts = name.split("/")
    if (
        not name
        or name.startswith("/")
        or ".." in parts
        or any(character in name for character in ":\0")
    ):
        raise _suspicious(f"it has a part named {name[:60]!r}")
    return name


def _data_from(data: bytes, offset: int, raw_name: bytes, method: int) -> int:
    if offset + _LOCAL.size > len(data):
        raise _suspicious("an entry points outside the file")
    local = _LOCAL.unpack_from(data, offset)
    signature, local_method = local[0], local[3]
    name_length, extra_length = int(local[9]), int(local[10])
    name_from = offset + _LOCAL.size
    if signature != b"PK\x03\x04" or local_method != method:
        raise Unreadable("CORRUPT", "an entry does not match its directory")
    if data[name_from : name_from + name_length] != raw_name:
        raise _suspicious("an entry has two names")
    return name_from + name_length + extra_length


def _refuse_sizes(entry: ZipEntry, limits: ReadingLimits) -> None:
    if entry.size_bytes > limits.part_bytes:
        raise Unreadable("TOO_LARGE", f"{entry.name} is above {limits.part_bytes:,} bytes unpacked")
    large = entry.size_bytes > limits.ratio_from_bytes
    if large and entry.size_bytes > limits.ratio * max(1, entry.packed_bytes):
        raise Unreadable(
            "TOO_LARGE", f"{entry.name} unpacks to more than {limits.ratio} times its size"
        )


def _refuse_overlaps(entries: list[tuple[int, ZipEntry]], directory_from: int) -> None:
    end = 0
    for position, (offset, entry) in enumerate(sorted(entries, key=lambda pair: pair[0])):
        if position == 0 and offset != 0:
            raise _suspicious("there is data before its first part")
        if offset < end:
            raise _suspicious("two parts share the same bytes")
        end = entry.data_from + entry.packed_bytes
    if end > directory_from:
        raise _suspicious("a part reaches into the directory")


def _refuse_duplicates(parts: tuple[ZipEntry, ...]) -> None:
    seen: set[str] = set()
    for part in parts:
        if part.name.lower() in seen:
            raise _suspicious(f"it has two parts named {part.name}")
        seen.add(part.name.lower())


def _suspicious(found: str) -> Unreadable:
    return Unreadable("SUSPICIOUS_ZIP", f"the file is packed in an unusual way: {found}")
