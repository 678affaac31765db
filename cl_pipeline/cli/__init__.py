"""The command line: the stages without Dagster.

Belongs here: reading arguments, calling one stage, printing what it gave. Does not belong here:
any rule of the walk. Heavy libraries are imported by the command that needs them, so that a trace
answers at once.

Exit codes: 0 done; 1 something in this call could not be accepted or found; 2 wrong usage or
configuration; 3 our failure. ``--json`` prints one document on stdout; messages go to stderr.
"""

import sys

from cl_pipeline.errors import BrokenInvariant, NotAllowed, NotFound, PipelineError, UsageError

EXIT_NOT_ACCEPTED = 1
EXIT_USAGE = 2
EXIT_OUR_FAILURE = 3


def main() -> None:
    """Runs the command line and exits with its code."""
    from cl_pipeline.cli.app import app

    try:
        app(standalone_mode=True)
    except PipelineError as trouble:
        print(f"cl-pipeline: {trouble}", file=sys.stderr)  # noqa: T201 - the one edge that prints
        raise SystemExit(exit_code_of(trouble)) from None


def exit_code_of(trouble: PipelineError) -> int:
    """The exit code an exception of ours ends a command with."""
    if isinstance(trouble, UsageError):
        return EXIT_USAGE
    if isinstance(trouble, NotFound | NotAllowed):
        return EXIT_NOT_ACCEPTED
    assert isinstance(trouble, PipelineError | BrokenInvariant)
    return EXIT_OUR_FAILURE
