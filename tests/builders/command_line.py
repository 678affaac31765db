"""The command line as people call it: arguments in; exit code, stdout and stderr out."""

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from cl_pipeline.cli import main

JULY_2021 = "2021-07-15T09:00:00+07:00"
"""In the middle of the collection of round 2021."""

PROGRAM = "import sys; from cl_pipeline.cli import main; sys.argv[0] = 'cl-pipeline'; main()"


def environment(settings: Mapping[str, str | None]) -> dict[str, str]:
    """This process's environment with these ``CL_`` variables and no others."""
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("CL_")}
    return inherited | {name: text for name, text in settings.items() if text is not None}


@dataclass(frozen=True)
class Called:
    """What one call gave."""

    code: int
    out: str
    err: str

    @property
    def document(self):
        """The one JSON document on stdout."""
        return json.loads(self.out)


@dataclass
class CommandLine:
    """``cl-pipeline`` over one folder: its data in ``data``, its shared drive in ``drive``.

    ``settings`` are environment variables on top of these; None takes one away.
    """

    folder: Path
    settings: dict[str, str | None] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def drive(self) -> Path:
        return self.folder / "drive"

    def call(self, *arguments: object, **settings: str | None) -> Called:
        """Runs a command in this process, through the same door as the installed program."""
        out, err = io.StringIO(), io.StringIO()
        code: object = 0
        with (
            patch.dict(os.environ, self._environment(settings), clear=True),
            patch.object(sys, "argv", ["cl-pipeline", *map(str, arguments)]),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            try:
                main()
            except SystemExit as end:
                code = end.code or 0
        assert isinstance(code, int)
        return Called(code, out.getvalue(), err.getvalue())

    def call_apart(self, *arguments: object, **settings: str | None) -> Called:
        """Runs a command in a process of its own, in ``folder``."""
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", PROGRAM, *map(str, arguments)],
            cwd=self.folder,
            env=self._environment(settings),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return Called(done.returncode, done.stdout, done.stderr)

    def ask(self, *arguments: object, **settings: str | None):
        """The JSON document of a call that is expected to be done."""
        called = self.call(*arguments, "--json", **settings)
        assert called.code == 0, called
        return called.document

    def do(self, *arguments: object, **settings: str | None) -> Called:
        """A call that is expected to be done."""
        called = self.call(*arguments, **settings)
        assert called.code == 0, called
        return called

    def _environment(self, settings: Mapping[str, str | None]) -> dict[str, str]:
        own = {"CL_DATA_DIR": str(self.data), "CL_DRIVE": str(self.drive), "CL_NOW": JULY_2021}
        return environment(own | self.settings | settings)
