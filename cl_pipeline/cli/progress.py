"""What a terminal shows while long work goes on; nothing where there is no terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape


@contextmanager
def shown(work: str) -> Iterator[Callable[[str], None]]:
    """A line on the terminal that says what is being worked on; call it with each step's name."""
    if not sys.stderr.isatty():
        yield lambda _step: None
        return
    with Console(stderr=True).status(work) as status:
        yield lambda step: status.update(f"{work}: {escape(step)}")
