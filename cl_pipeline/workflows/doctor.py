"""Check the installation: what is configured, what is missing, and how to fix it."""

from collections.abc import Callable, Mapping
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


Found = tuple[str, str]
"""What was found, and how to fix it; empty if it is in order."""


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing checked; ``do`` is how to fix it, empty if it is in order."""

    name: str
    found: str
    do: str

    @property
    def ok(self) -> bool:
        return not self.do


def examine(settings: Settings) -> tuple[Examined, ...]:
    """Everything an installation needs, in the order it is needed; changes nothing."""
    return tuple(Examined(name, *_result(check, settings)) for name, check in CHECKS.items())


def _result(check: Callable[[Settings], Found], settings: Settings) -> Found:
    try:
        return check(settings)
    except PipelineError as failure:
        return str(failure), "fix this, then run `cl-pipeline doctor` again"


def _framework(settings: Settings) -> Found:
    framework = load_framework(settings.framework_dir)
    return f"{framework.title}: {len(framework.indicators)} indicators", ""


def _data_folder(settings: Settings) -> Found:
    folder = settings.data_dir
    if not folder.is_dir():
        return f"{folder} does not exist yet", CREATED_BY_INGEST
    if folder.stat().st_mode & OTHERS:
        found = f"{folder} is open to other users of this computer"
        return found, f"run `chmod 700 {folder}` as its owner"
    return str(folder), ""


def _drive(settings: Settings) -> Found:
    try:
        open_drive(settings.drive).check()
    except PipelineError as failure:
        remedy = "set CL_DRIVE to the mounted drive or its address, or try `cl-pipeline sample DIR`"
        return str(failure), remedy
    return str(settings.drive), ""


def _archive(settings: Settings) -> Found:
    archive = Archive(settings.archive_dir)
    store = existing_store(settings)
    received = set(store.received_files.digests().values()) if store else set()
    lost = [
        digest
        for digest in sorted(received - {Digest("")})
        if archive.tombstone(digest) is None and not archive.is_intact(digest)
    ]
    if lost:
        return f"damaged or missing: {', '.join(lost)}", (
            "save the same file on the drive again and run `cl-pipeline ingest --every-file`, or "
            "restore it from a backup; then check the disk"
        )
    replaced = archive.set_aside()
    found = f"{len(received)} files, none damaged"
    if replaced:
        found += f"; {len(replaced)} were damaged and are replaced: check the disk"
    return found, ""


def _store(settings: Settings) -> Found:
    store = existing_store(settings)
    if store is None:
        return "empty", CREATED_BY_INGEST
    return f"{len(store.submissions.list())} submissions", ""


def _focal_points(settings: Settings) -> Found:
    store = existing_store(settings)
    if count := len(store.focal_points.in_force()) if store else 0:
        return f"{count} registered", ""
    return (
        "none registered, so draft mails have no address; register them with "
        "`cl-pipeline focal-points TABLE.csv`"
    ), ""


def _mail(settings: Settings) -> Found:
    if (mail := settings.mail) is None:
        return (
            "no mail server: feedback is written as draft mails for you to send; set CL_MAIL_HOST "
            "and CL_MAIL_FROM to send them automatically"
        ), ""
    found = f"feedback is mailed through {mail.host}:{mail.port}, from {mail.sender}"
    if offers_encryption(mail):
        return found, ""
    what = "mails are sent" if mail.may_be_in_clear else "nothing is sent"
    found += f"; not encrypted: the server offers no STARTTLS, so {what}"
    return found, "use a mail server with STARTTLS; CL_MAIL_IN_CLEAR=yes sends figures without it"


CHECKS: Mapping[str, Callable[[Settings], Found]] = {
    "framework": _framework,
    "data folder": _data_folder,
    "shared drive": _drive,
    "archive": _archive,
    "store": _store,
    "focal points": _focal_points,
    "mail": _mail,
}
