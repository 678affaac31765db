"""``make ui``: the web UI on loopback with its daemon, until it is interrupted.

With ``--read-only`` a second web server for colleagues who look and press nothing; the daemon of
the first one serves it too. Webserver and daemon are two processes of ours rather than
``dg dev``: started so, both stop on a signal.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

import dagster as dg

from cl_pipeline.cli.console import message
from cl_pipeline.settings import read_settings

REPOSITORY = Path(__file__).resolve().parent.parent
WORKSPACE = REPOSITORY / "workspace.yaml"
LOOPBACK = "127.0.0.1"
SECONDS_BETWEEN_KNOCKS = 0.2
SECONDS_TO_STOP = 60
"""A run that is under way may finish its step; code servers wait for their callers."""

LONGEST_FOLDER_OF_SOCKETS = 80
"""Bytes of its path; a socket's own may have 107 (Linux, ``unix(7)``)."""

QUIET = ["--code-server-log-level", "warning"]


def main(arguments: Sequence[str]) -> int:
    """Starts both, waits for either to end or for an interrupt, and stops both.

    Exit 0 after an interrupt, 2 where the port is taken or none, 3 where one ended by itself or
    the web server is not guarded.
    """
    given = os.environ.get("CL_UI_PORT") or "3000"
    if not given.isdecimal() or not 0 < int(given) < 65536:
        message(f"CL_UI_PORT is {given!r}; give the number of a port, e.g. CL_UI_PORT=3001.")
        return 2
    port = int(given)
    if _answers(port):
        message(f"Port {port} is taken. Set CL_UI_PORT to a free one, e.g. CL_UI_PORT={port + 1}.")
        return 2
    _set_environment()
    _make_storage()
    signal.signal(signal.SIGTERM, _interrupt)
    started = [subprocess.Popen(command) for command in _commands(port, "--read-only" in arguments)]
    try:
        while _are_running(started) and not _answers(port):
            time.sleep(SECONDS_BETWEEN_KNOCKS)
        if _are_running(started) and not _is_guarded(port):
            message("The web server answers pages that are not its own, so it is stopped again.")
            return 3
        if _are_running(started):
            message(f"The web UI is at http://{LOOPBACK}:{port} ; stop it with Ctrl-C.")
        while _are_running(started):
            time.sleep(1)
        message("One of its processes ended by itself; the lines above say why.")
    except KeyboardInterrupt:
        message("stopping")
        return 0
    else:
        return 3
    finally:
        _stop(started)


def _commands(port: int, is_read_only: bool) -> list[list[str]]:
    binaries = Path(sys.executable).parent
    place = ["-h", LOOPBACK, "-p", str(port), "-w", str(WORKSPACE)]
    server = [str(binaries / "dagster-webserver"), *place, "--dagster-log-level", "warning", *QUIET]
    if is_read_only:
        return [[*server, "--read-only"]]
    daemon = [str(binaries / "dagster-daemon"), "run", "-w", str(WORKSPACE)]
    return [server, [*daemon, "--log-level", "warning", *QUIET]]


def _set_environment() -> None:
    os.environ.setdefault("DAGSTER_HOME", str(REPOSITORY))
    os.environ.setdefault("CL_DAGSTER_DIR", str(read_settings().data_dir / "dagster"))
    dagster_dir = Path(os.environ["CL_DAGSTER_DIR"])
    dagster_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["TMPDIR"] = str(_private_folder(dagster_dir / "tmp"))


def _private_folder(folder: Path) -> Path:
    """That folder for temporary files, or another one of our own; nobody else can open it.

    Dagster's code servers answer whoever can open their sockets, which they make there.
    """
    if len(os.fsencode(folder)) > LONGEST_FOLDER_OF_SOCKETS:
        return Path(tempfile.mkdtemp(prefix="cl_pipeline_"))
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    return folder


def _make_storage() -> None:
    """Creates Dagster's tables where there are none.

    Two processes that do so at the same time leave a database that neither can open again.
    """
    with dg.DagsterInstance.get():
        pass


def _are_running(started: Sequence[subprocess.Popen[bytes]]) -> bool:
    return all(process.poll() is None for process in started)


def _answers(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex((LOOPBACK, port)) == 0


def _is_guarded(port: int) -> bool:
    """Whether ``schedules/web_guard.py`` refuses a page of another name."""
    knock = HTTPConnection(LOOPBACK, port, timeout=SECONDS_TO_STOP)
    with closing(knock):
        knock.request("GET", "/server_info", headers={"Host": "another.example"})
        return knock.getresponse().status == HTTPStatus.FORBIDDEN


def _stop(started: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in started:
        process.terminate()
    for process in started:
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
