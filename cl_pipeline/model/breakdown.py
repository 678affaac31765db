"""The breakdown of a value: one code per dimension, ``_T`` where it is not broken down.

``_T`` on a dimension means "all that the indicator covers": on the age of an indicator about
children 5-17 it stands for 5-17, not for all ages. The indicator's own range is in the framework.
"""

from typing import NamedTuple

TOTAL = "_T"

OWN_ROW = "row:"
"""In a form, a row the sender is to name: ``row:`` and its number. No value ever has this code."""

LABEL_PREFIX = "label:"
"""A row the sender named itself and that matches no code: ``label:`` and the name as typed."""


class Breakdown(NamedTuple):
    """One code per dimension; key of a value beside indicator, measure and column.

    A named tuple, because the rules look breakdowns up by the thousand and the hash of a frozen
    dataclass is written in Python.

    Codes: sex SDMX CL_SEX; age IAEG-SDGs CL_AGE pattern (``Y5T11``); location ``U``/``R`` or an
    ISO 3166-2 unit; sector ``AGR``/``IND``/``SER``; nationality ``NAT``/``NNAT``; agency, channel,
    venue, scope as in the framework's code lists.
    """

    sex: str = TOTAL
    age: str = TOTAL
    location: str = TOTAL
    sector: str = TOTAL
    nationality: str = TOTAL
    agency: str = TOTAL
    channel: str = TOTAL
    venue: str = TOTAL
    scope: str = TOTAL

    @property
    def is_total(self) -> bool:
        """True where no dimension is broken down."""
        return self == UNBROKEN

    def given(self) -> tuple[tuple[str, str], ...]:
        """The dimensions that are broken down, with their codes, in declared order.

        >>> Breakdown(sex="F", age="Y5T11").given()
        (('sex', 'F'), ('age', 'Y5T11'))
        """
        pairs = ((name, getattr(self, name)) for name in DIMENSIONS)
        return tuple((name, code) for name, code in pairs if code != TOTAL)

    def __str__(self) -> str:
        return ", ".join(f"{name} {code}" for name, code in self.given()) or "total"


UNBROKEN = Breakdown()
"""The breakdown of a total."""

DIMENSIONS: tuple[str, ...] = Breakdown._fields
"""Names of the dimensions, in the order every table shows them."""
