"""The mistakes found in a framework's files, collected so that all are named at once."""

from dataclasses import dataclass, field
from pathlib import Path

from cl_pipeline.errors import FrameworkError


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake in one file; ``line`` counts from 1, the header being line 1."""

    file: str
    line: int
    found: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file} line {self.line}: {self.found}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Mistakes:
    """All mistakes met while one folder is read."""

    folder: Path
    found: list[Mistake] = field(default_factory=list)

    def note(self, file: str, line: int, found: str, remedy: str) -> None:
        """Keep one mistake; reading goes on, so that the message can name all of them."""
        self.found.append(Mistake(file, line, found, remedy))

    def settle(self) -> None:
        """Return quietly where nothing was noted.

        Raises:
            FrameworkError: anything was noted; the message has one line per mistake, in file order.
        """
        if not self.found:
            return
        lines = [f"  {mistake}" for mistake in sorted(set(self.found))]
        count = "1 mistake" if len(lines) == 1 else f"{len(lines)} mistakes"
        raise FrameworkError("\n".join([f"framework {self.folder.name} has {count}:", *lines]))
