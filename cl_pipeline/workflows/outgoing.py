"""What this project writes to the drive: registered, and never over what a person saved there.

Every written content is registered with the received files, so that a collection distinguishes a
form that was filled where it was found from the empty one, by its size and time alone.
"""

from hashlib import sha256
from itertools import count

from cl_pipeline.errors import FileStillChanging
from cl_pipeline.intake.archive import digest_now
from cl_pipeline.intake.drive import Drive, DriveFile
from cl_pipeline.model.identity import Digest
from cl_pipeline.store.received_files import WRITTEN
from cl_pipeline.store.records import FileSeen
from cl_pipeline.workflows.files import numbered
from cl_pipeline.workflows.pipeline import Pipeline


class OutgoingFiles:
    """The files that one call writes to the drive.

    Operations raise ``DriveUnavailable`` where the drive cannot be reached or written to.
    """

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._drive = pipeline.drive
        self._own = {digest for _, digest in own_files(pipeline)}

    def write(self, path: str, content: bytes, *, is_sent_once: bool = False) -> str:
        """Write a file and return its whole path.

        If a person saved something else there, it stays, and the content gets the next free name:
        ``form (2).xlsx``. ``is_sent_once``: not even that if the same content was written before,
        because the person has it.
        """
        digest = Digest(sha256(content).hexdigest())
        for number in count(1):
            place = numbered(path, number)
            file = self._drive.find(place)
            there = _digest_of(self._drive, file) if file else None
            if file and there != digest and there not in self._own:
                continue
            if file and there == digest:
                self._register(file, digest)
            elif number > 1 and is_sent_once and digest in self._own:
                place = path
            else:
                self._register(self._drive.write(place, content), digest)
            break
        return f"{self._drive.shown}/{place}"

    def make_sender_folder(self, round_year: int, sender: str) -> None:
        """Make the folder in which a sender saves its files of a round."""
        self._drive.make_folder(f"{round_year}/{sender}")

    def _register(self, file: DriveFile, digest: Digest) -> None:
        seen = FileSeen(file.path, digest, file.size_bytes, file.modified_ns, WRITTEN)
        self._pipeline.store.received_files.record(
            [seen], received_at=self._pipeline.now(), run_id=self._pipeline.run_id
        )
        self._own.add(digest)


def own_files(pipeline: Pipeline) -> set[tuple[str, Digest]]:
    """The paths and contents that this project ever wrote to the drive.

    A form sent before what is written was registered has no path.
    """
    sent = (("", form.digest) for form in pipeline.store.forms_sent.list())
    return {*pipeline.store.received_files.written(), *sent}


def _digest_of(drive: Drive, file: DriveFile) -> Digest | None:
    """None where a person has the file open, or it is not an ordinary file."""
    try:
        return digest_now(drive, file)
    except FileStillChanging:
        return None
