"""The command line: the workflows without Dagster.

Exit codes: 0 done; 1 something in this call could not be accepted or found; 2 wrong usage or
configuration; 3 our failure. ``--json`` prints one document on stdout; messages go to stderr. All
output is UTF-8.
"""

import sys
import traceback
from io import TextIOWrapper
from typing import NoReturn

from cl_pipeline.errors import PipelineError

EXIT_NOT_ACCEPTED = 1
"""Of a command that was done and found something wrong."""


def main() -> None:
    """Runs the command line and exits with its code."""
    from cl_pipeline.cli.app import app

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Whatever the locale: other programs read this, and names of files can be any bytes.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(prog_name="cl-pipeline", standalone_mode=True)
    except PipelineError as error:
        _end(str(error), error.exit_code)
    except Exception:  # noqa: BLE001 - the one edge: Python's own exit code would mean "not found"
        traceback.print_exc()
        _end("this is a technical failure; please report the lines above", PipelineError.exit_code)


def _end(message: str, code: int) -> NoReturn:
    print(f"cl-pipeline: {message}", file=sys.stderr)  # noqa: T201 - the one edge that prints
    raise SystemExit(code) from None
