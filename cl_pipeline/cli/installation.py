"""The installation: what is set up and what is missing."""

from cl_pipeline.cli.console import Result, shows
from cl_pipeline.cli.options import settings_with
from cl_pipeline.lineage.documents import record_document


@shows
def doctor() -> Result:
    """Report what is set up, what is missing, and what to do."""
    from cl_pipeline.workflows.doctor import examine

    checks = examine(settings_with())
    lines = []
    for check in checks:
        lines.append(f"{'ok ' if check.ok else 'do '} {check.name}: {check.found}")
        if not check.ok:
            lines.append(f"     {check.do}")
    return Result(
        [record_document(check, "name", "ok", "found", "do") for check in checks],
        lines,
        is_accepted=all(check.ok for check in checks),
    )
