"""What this project writes to the drive: registered, and never over what a person saved there.

Every written content is registered with the received files, so that a collection distinguishes a
form that was filled where it was found from the empty one, by its size and time alone.
"""

import json
from hashlib import sha256
from itertools import count
from pathlib import Path, PurePath

from cl_pipeline.errors import FileStillChanging
from cl_pipeline.forms.description import form_map
from cl_pipeline.intake.archive import digest_now
from cl_pipeline.intake.drive import OUTGOING, Drive, DriveFile
from cl_pipeline.model.form import FormDescription
from cl_pipeline.model.identity import Digest, SenderCode
from cl_pipeline.store.received_files import WRITTEN
from cl_pipeline.store.records import FileSeen, FormSent
from cl_pipeline.workflows.files import add_file, numbered
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


class OutgoingForms:
    """The forms of one call, each with its map and what goes with it.

    They go into the outgoing folder of their sender on the drive, or all into ``out`` for the
    officer to look at. What a person saved there stays; ``out`` may be a folder of the drive.
    """

    def __init__(self, pipeline: Pipeline, out: Path | None) -> None:
        self._pipeline, self._out, root = pipeline, out, pipeline.settings.drive
        self._folder: PurePath | None = None
        if out and isinstance(root, Path) and out.absolute().is_relative_to(root):
            self._folder = PurePath(out.absolute().relative_to(root))
        self._drive = OutgoingFiles(pipeline) if self._folder or out is None else None
        self._written: list[FormSent] = []

    def write(self, sender: str, name: str, content: bytes) -> str:
        """Write a file that goes with the form of a sender, and return its path."""
        if self._drive is None:
            assert self._out
            return str(add_file(self._out / name, content))
        folder = self._folder or PurePath(OUTGOING, sender)
        return self._drive.write((folder / name).as_posix(), content, is_sent_once=True)

    def write_form(
        self, description: FormDescription, sender: str, content: bytes, number: int = 1
    ) -> None:
        """Write a form, and its map next to it (``.map.json`` instead of ``.xlsx``).

        ``number`` distinguishes several forms of a sender.
        """
        path = self.write(sender, f"{form_name(description, sender, number)}.xlsx", content)
        map_text = json.dumps(form_map(description), ensure_ascii=False, indent=1)
        stem = PurePath(path).name.removesuffix(".xlsx")
        self.write(sender, f"{stem}.map.json", map_text.encode("utf-8"))
        self._written.append(
            FormSent(
                description.form,
                description.version,
                description.round,
                SenderCode(sender),
                Digest(sha256(content).hexdigest()),
                path,
                self._pipeline.now(),
                self._pipeline.run_id,
            )
        )

    def register(self) -> tuple[FormSent, ...]:
        """The forms that were written; those for the senders are registered as sent.

        The folders in which they are to be saved are made.
        """
        if self._out is None and self._drive:
            for round_year, sender in sorted({(form.round, form.sender) for form in self._written}):
                self._drive.make_sender_folder(round_year, sender)
            self._pipeline.store.forms_sent.record(self._written)
        return tuple(self._written)


def form_name(description: FormDescription, sender: str, number: int = 1) -> str:
    """The name of a form's file, without its suffix."""
    part = f"_{number}" if number > 1 else ""
    return f"{sender}_{description.round}_{description.form}{part}"


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
