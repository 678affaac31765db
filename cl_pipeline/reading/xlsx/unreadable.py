"""The one way in which reading a file ends early, inside the child."""


class Unreadable(Exception):
    """The file cannot be read; carries the code of the finding and what was found."""

    def __init__(self, code: str, found: str) -> None:
        super().__init__(f"{code}: {found}")
        self.code = code
        self.found = found


class Budget:
    """Counts what has been read so far in one file against a limit."""

    __slots__ = ("limit", "used", "what")

    def __init__(self, what: str, limit: int) -> None:
        self.what = what
        self.limit = limit
        self.used = 0

    def take(self, amount: int) -> None:
        """Count ``amount`` more.

        Raises:
            Unreadable: TOO_LARGE, the limit is passed.
        """
        self.used += amount
        if self.used > self.limit:
            raise Unreadable("TOO_LARGE", f"the number of {self.what} is above {self.limit:,}")
