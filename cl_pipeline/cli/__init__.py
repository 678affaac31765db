"""The command line: the workflows without Dagster.

Exit codes: 0 done; 1 something in this call could not be accepted or found; 2 wrong usage or
configuration; 3 our failure. ``--json`` prints one document on stdout; messages go to stderr.
"""

import sys
import traceback
from typing import NoReturn

from cl_pipeline.errors import NotAllowed, NotFound, PipelineError, UsageError

EXIT_NOT_ACCEPTED = 1
EXIT_USAGE = 2
EXIT_OUR_FAILURE = 3


def main() -> None:
    """Runs the command line and exits with its code."""
    from cl_pipeline.cli.app import app

    try:
        app(prog_name="cl-pipeline", standalone_mode=True)
    except PipelineError as error:
        _end(str(error), exit_code_of(error))
    except Exception:  # noqa: BLE001 - the one edge: Python's own exit code would mean "not found"
        traceback.print_exc()
        _end("this is a technical failure; please report the lines above", EXIT_OUR_FAILURE)


def _end(message: str, code: int) -> NoReturn:
    print(f"cl-pipeline: {message}", file=sys.stderr)  # noqa: T201 - the one edge that prints
    raise SystemExit(code) from None


def exit_code_of(error: PipelineError) -> int:
    """The exit code an exception of ours ends a command with."""
    if isinstance(error, UsageError):
        return EXIT_USAGE
    if isinstance(error, NotFound | NotAllowed):
        return EXIT_NOT_ACCEPTED
    return EXIT_OUR_FAILURE
