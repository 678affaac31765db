"""Functions that break the process they are called in, as odd content might."""

import os
import time


def hang(*_: object) -> None:
    """Never end."""
    time.sleep(3600)


def work(*_: object) -> None:
    """Never end, and work meanwhile."""
    while True:
        pass


def take_memory(*_: object) -> bytes:
    """Take more memory than the process may have."""
    return bytes(1 << 40)


def die(*_: object) -> None:
    """End the process without a word."""
    os._exit(1)


def fail(*_: object) -> None:
    """Raise what a failure of ours raises."""
    raise RecursionError


class Unpicklable(Exception):
    """An exception that cannot be made again from its text."""

    def __init__(self, first: int, second: int) -> None:
        super().__init__(f"{first} and {second}")


def fail_oddly(*_: object) -> None:
    """Raise an exception that cannot be sent on."""
    raise Unpicklable(1, 2)
