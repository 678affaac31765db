"""The web UI as ``make ui`` starts it, on a free port and over folders of its own."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.sample.drive import filled_form
from cl_pipeline.sample.figures import load_sample_submissions
from tests.builders.command_line import environment
from tests.builders.samba import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
READY = "The web UI is at"
SECONDS_TO_START = 240


@dataclass(frozen=True)
class WebUi:
    """A running web UI: its address, the data folder it works over and its first process."""

    address: str
    data_dir: Path
    process: subprocess.Popen[str]

    def kill(self) -> None:
        """Ends it and everything that it started, at once and without a word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def put_on_the_drive(data_dir: Path, path: str) -> None:
    """Write one submission of the sample where its sender would save it."""
    (submission,) = (row for row in load_sample_submissions() if row.path == path)
    target = data_dir / "drive" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(filled_form(load_framework(), submission))


@contextmanager
def running_web_ui(data_dir: Path, *arguments: str, **more: str) -> Iterator[WebUi]:
    """The web UI with its daemon, until the block ends; nothing of it is left behind.

    ``arguments`` are those of the script, ``more`` further settings.
    """
    (data_dir / "drive").mkdir(parents=True, exist_ok=True)
    port = free_port()
    settings = {
        "CL_DATA_DIR": str(data_dir),
        "CL_DAGSTER_DIR": str(data_dir / "dagster"),
        "CL_UI_PORT": str(port),
        "DAGSTER_HOME": str(ROOT),
        **more,
    }
    process = subprocess.Popen(
        [sys.executable, "deploy/web_ui.py", *arguments],
        cwd=ROOT,
        env=environment(settings),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    output: list[str] = []
    is_ready = threading.Event()
    listener = threading.Thread(target=_listen, args=(process, output, is_ready))
    listener.start()
    try:
        assert is_ready.wait(SECONDS_TO_START) and process.poll() is None, "".join(output)
        yield WebUi(f"http://127.0.0.1:{port}", data_dir, process)
    finally:
        # Nothing of it is kept, and to stop in order it would first finish loading what it shows.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        listener.join()


def _listen(process: subprocess.Popen[str], output: list[str], is_ready: threading.Event) -> None:
    """Keep the output, and the pipe empty; ready also when it ended before it was."""
    assert process.stderr
    with process.stderr as lines:
        for line in lines:
            output.append(line)
            if READY in line:
                is_ready.set()
    is_ready.set()
