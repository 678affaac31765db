"""``make ui``: the web UI on loopback with its daemon, until it is interrupted.

Webserver and daemon are two processes of ours rather than ``dagster dev``: started so, both stop
when they are told to.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

from cl_pipeline.cli.tables import say
from cl_pipeline.settings import read_settings

REPOSITORY = Path(__file__).resolve().parent.parent
WORKSPACE = REPOSITORY / "workspace.yaml"


def main() -> None:
    """Starts both, waits for either to end or for an interrupt, and stops both."""
    port = os.environ.get("CL_UI_PORT", "3000")
    os.environ.setdefault("DAGSTER_HOME", str(REPOSITORY))
    os.environ.setdefault("CL_DAGSTER_DIR", str(read_settings().data_dir / "dagster"))
    Path(os.environ["CL_DAGSTER_DIR"]).mkdir(parents=True, exist_ok=True)
    binaries = Path(sys.executable).parent
    server = [binaries / "dagster-webserver", "-h", "127.0.0.1", "-p", port, "-w", WORKSPACE]
    daemon = [binaries / "dagster-daemon", "run", "-w", WORKSPACE]
    started = [subprocess.Popen(command) for command in (server, daemon)]
    say(f"The web UI is at http://127.0.0.1:{port} ; stop it with Ctrl-C.")
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        os.wait()
    except KeyboardInterrupt:
        say("stopping")
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(30)


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
