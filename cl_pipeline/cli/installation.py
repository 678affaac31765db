"""The installation: what is set up and what is missing."""

import typer

from cl_pipeline.cli import EXIT_NOT_ACCEPTED
from cl_pipeline.cli.console import print_json, print_line
from cl_pipeline.cli.options import AsJson, settings_with


def doctor(as_json: AsJson = False) -> None:
    """Report what is set up, what is missing, and what to do."""
    from cl_pipeline.workflows.doctor import examine

    checks = examine(settings_with())
    if as_json:
        print_json(
            [
                {"name": check.name, "ok": check.ok, "found": check.found, "do": check.do}
                for check in checks
            ]
        )
    else:
        for check in checks:
            print_line(f"{'ok ' if check.ok else 'do '} {check.name}: {check.found}")
            if not check.ok:
                print_line(f"     {check.do}")
    if not all(check.ok for check in checks):
        raise typer.Exit(EXIT_NOT_ACCEPTED)
