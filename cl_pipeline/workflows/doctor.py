"""Looking after the installation: what is set up, what is not, what to do."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cl_pipeline.errors import PipelineError
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.intake.drive import open_drive
from cl_pipeline.settings import Settings
from cl_pipeline.store import Store, open_store


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing looked at; ``do`` says what to do where it is not in order."""

    name: str
    ok: bool
    found: str
    do: str


def examine(settings: Settings) -> tuple[Examined, ...]:
    """Everything an installation needs, in the order it is needed."""
    looks = (_framework, _data_folder, _drive, _store, _focal_points, _mail)
    return tuple(_guarded(look, settings) for look in looks)


def _guarded(look: Callable[[Settings], Examined], settings: Settings) -> Examined:
    try:
        return look(settings)
    except PipelineError as error_text:
        name = look.__name__.strip("_").replace("_", " ")
        return Examined(name, False, str(error_text), "mend this first, then ask again")


def _framework(_: Settings) -> Examined:
    framework = load_framework()
    found = f"{framework.title}: {len(framework.indicators)} indicators"
    return Examined("framework", True, found, "")


def _data_folder(settings: Settings) -> Examined:
    there = settings.data_dir.is_dir()
    found = f"{settings.data_dir}{'' if there else ' is not there yet'}"
    return Examined("data folder", there, found, "it is made by the first `cl-pipeline ingest`")


def _drive(settings: Settings) -> Examined:
    remedy = "set CL_DRIVE to the mounted drive or its address, or try `cl-pipeline sample DIR`"
    try:
        open_drive(settings.drive).check()
    except PipelineError as error_text:
        return Examined("shared drive", False, str(error_text), remedy)
    return Examined("shared drive", True, str(settings.drive), "")


def _store(settings: Settings) -> Examined:
    store = _opened(settings)
    if store is None:
        return Examined("store", False, "empty", "it is made by the first `cl-pipeline ingest`")
    return Examined("store", True, f"{len(store.submissions.list())} submissions", "")


def _focal_points(settings: Settings) -> Examined:
    store = _opened(settings)
    count = len(store.registers.focal_points()) if store else 0
    found = f"{count} registered"
    if not count:
        found = "none registered, so drafts have no address; `cl-pipeline focal-points TABLE.csv`"
    return Examined("focal points", True, found, "")


def _mail(settings: Settings) -> Examined:
    found = "answers are drafts for you to send; CL_MAIL_HOST and CL_MAIL_FROM mail them"
    if (mail := settings.mail) is not None:
        found = f"answers are mailed through {mail.host}:{mail.port}, from {mail.sender}"
    return Examined("mail", True, found, "")


def _opened(settings: Settings) -> Store | None:
    """The store, or None where it was not made yet."""
    # Opening an SQLite address makes the file, and looking must change nothing.
    kind, _, path = settings.database_url.partition(":///")
    is_missing = kind == "sqlite" and not Path(path).is_file()
    return None if is_missing else open_store(settings.database_url)
