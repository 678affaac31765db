"""Check the installation: what is configured, what is missing, and how to fix it."""

from collections.abc import Callable
from dataclasses import dataclass

from cl_pipeline.errors import PipelineError
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.intake.archive import Archive
from cl_pipeline.intake.drive import open_drive
from cl_pipeline.model.identity import Digest
from cl_pipeline.settings import Settings
from cl_pipeline.workflows.a_list_collection.mail import offers_encryption
from cl_pipeline.workflows.pipeline import OTHERS, existing_store

CREATED_BY_INGEST = "the first `cl-pipeline ingest` creates it"


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing checked; ``do`` is how to fix it, empty if it is in order."""

    name: str
    ok: bool
    found: str
    do: str


def examine(settings: Settings) -> tuple[Examined, ...]:
    """Everything an installation needs, in the order it is needed; changes nothing."""
    checks = (_framework, _data_folder, _drive, _archive, _store, _focal_points, _mail)
    return tuple(_guarded(check, settings) for check in checks)


def _guarded(check: Callable[[Settings], Examined], settings: Settings) -> Examined:
    try:
        return check(settings)
    except PipelineError as failure:
        name = check.__name__.strip("_").replace("_", " ")
        return Examined(name, False, str(failure), "fix this, then run `cl-pipeline doctor` again")


def _framework(settings: Settings) -> Examined:
    framework = load_framework(settings.framework_dir)
    found = f"{framework.title}: {len(framework.indicators)} indicators"
    return Examined("framework", True, found, "")


def _data_folder(settings: Settings) -> Examined:
    folder = settings.data_dir
    if not folder.is_dir():
        return Examined("data folder", False, f"{folder} does not exist yet", CREATED_BY_INGEST)
    if folder.stat().st_mode & OTHERS:
        found = f"{folder} is open to other users of this computer"
        return Examined("data folder", False, found, f"run `chmod 700 {folder}` as its owner")
    return Examined("data folder", True, str(folder), "")


def _drive(settings: Settings) -> Examined:
    remedy = "set CL_DRIVE to the mounted drive or its address, or try `cl-pipeline sample DIR`"
    try:
        open_drive(settings.drive).check()
    except PipelineError as failure:
        return Examined("shared drive", False, str(failure), remedy)
    return Examined("shared drive", True, str(settings.drive), "")


def _archive(settings: Settings) -> Examined:
    archive = Archive(settings.archive_dir)
    store = existing_store(settings)
    received = set(store.received_files.digests().values()) if store else set()
    lost = [
        digest
        for digest in sorted(received - {Digest("")})
        if archive.tombstone(digest) is None and not archive.is_intact(digest)
    ]
    if lost:
        found = f"damaged or missing: {', '.join(lost)}"
        remedy = (
            "save the same file on the drive again and run `cl-pipeline ingest --every-file`, or "
            "restore it from a backup; then check the disk"
        )
        return Examined("archive", False, found, remedy)
    replaced = archive.set_aside()
    found = f"{len(received)} files, none damaged"
    if replaced:
        found += f"; {len(replaced)} were damaged and are replaced: check the disk"
    return Examined("archive", True, found, "")


def _store(settings: Settings) -> Examined:
    store = existing_store(settings)
    if store is None:
        return Examined("store", False, "empty", CREATED_BY_INGEST)
    return Examined("store", True, f"{len(store.submissions.list())} submissions", "")


def _focal_points(settings: Settings) -> Examined:
    store = existing_store(settings)
    count = len(store.focal_points.in_force()) if store else 0
    found = f"{count} registered"
    if not count:
        found = (
            "none registered, so draft mails have no address; register them with "
            "`cl-pipeline focal-points TABLE.csv`"
        )
    return Examined("focal points", True, found, "")


def _mail(settings: Settings) -> Examined:
    found = (
        "no mail server: feedback is written as draft mails for you to send; set CL_MAIL_HOST and "
        "CL_MAIL_FROM to send them automatically"
    )
    if (mail := settings.mail) is None:
        return Examined("mail", True, found, "")
    found = f"feedback is mailed through {mail.host}:{mail.port}, from {mail.sender}"
    if offers_encryption(mail):
        return Examined("mail", True, found, "")
    what = "mails are sent" if mail.may_be_in_clear else "nothing is sent"
    found += f"; not encrypted: the server offers no STARTTLS, so {what}"
    remedy = "use a mail server with STARTTLS; CL_MAIL_IN_CLEAR=yes sends figures without it"
    return Examined("mail", False, found, remedy)
