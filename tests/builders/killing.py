"""``cl-pipeline ingest`` as a process of its own that can be killed."""

import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.builders.command_line import PROGRAM, environment
from tests.builders.small_drive import NOW


@dataclass
class Ingest:
    """One running ``cl-pipeline ingest`` over a data folder and a drive."""

    process: subprocess.Popen[bytes]
    output: Path

    @classmethod
    def start(cls, data: Path, drive: Path, outputs: Path | None = None) -> "Ingest":
        """Starts it in a session of its own, with what it prints in a file in ``outputs``."""
        given = {"CL_DATA_DIR": str(data), "CL_DRIVE": str(drive), "CL_NOW": NOW.isoformat()}
        output = (outputs or data.parent) / f"printed-{time.monotonic_ns()}.txt"
        with output.open("wb") as stream:
            process = subprocess.Popen(
                [sys.executable, "-W", "error", "-c", PROGRAM, "ingest"],
                env=environment(given),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            )
        return cls(process, output)

    def wait(self, seconds: float) -> None:
        """Lets it work for that long, or until it ends by itself."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=seconds)

    def kill_after(self, seconds: float) -> bool:
        """Whether it was still running then, and is dead now."""
        self.wait(seconds)
        if self.process.poll() is None:
            self.process.kill()
        return self.process.wait() == -signal.SIGKILL

    def finish(self) -> int:
        """Its exit code."""
        return self.process.wait(timeout=120)

    @property
    def printed(self) -> str:
        """What it printed."""
        return self.output.read_text("utf-8")

    def left_alive(self) -> list[str]:
        """Processes of its session that are still there a few seconds after it ended."""
        alive: list[str] = []
        for _ in range(100):
            alive = _commands_of_session(self.process.pid)
            if not alive:
                break
            time.sleep(0.05)
        return alive


def _commands_of_session(session: int) -> list[str]:
    commands = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                after_name = (folder / "stat").read_text().rpartition(")")[2].split()
                typed = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
                command = typed.decode("utf-8", "replace")
            except (FileNotFoundError, ProcessLookupError):
                continue
            # Fields after the name: state, parent, group, session.
            if int(after_name[3]) == session and after_name[0] != "Z":
                commands.append(command)
    return commands
