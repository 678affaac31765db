"""Numbers and days as people read them."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

SHOWN_DECIMALS = 2
"""A number keeps its exact value; people see at most so many decimals."""


def shown_decimals(value: Decimal) -> int:
    """How many decimals people see: as many as were reported, two at most.

    >>> shown_decimals(Decimal("10.853")), shown_decimals(Decimal("1.5"))
    (2, 1)
    """
    exponent = value.as_tuple().exponent
    return min(SHOWN_DECIMALS, max(0, -exponent)) if isinstance(exponent, int) else 0


def format_number(value: Decimal) -> str:
    """A number with a comma between thousands and at most two decimals.

    >>> format_number(Decimal("10.853")), format_number(Decimal(429380))
    ('10.85', '429,380')
    """
    return f"{value:,.{shown_decimals(value)}f}"


def format_exact(value: Decimal) -> str:
    """All digits of a number without separators, which two languages read differently.

    >>> format_exact(Decimal("1E+3")), format_exact(Decimal("12.50"))
    ('1000', '12.5')
    """
    digits = format(value, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def json_number(value: Decimal | None) -> int | float | None:
    """A number of JSON; documents carry the exact number as text next to it."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


JAKARTA = timezone(timedelta(hours=7), "Asia/Jakarta")
"""Where people read every time; stored times are UTC."""


def format_day(day: date) -> str:
    """A day as it is read alike everywhere, of an instant that of Jakarta.

    >>> format_day(datetime.fromisoformat("2021-02-28T18:30:00+00:00"))
    '1 March 2021'
    """
    local = day.astimezone(JAKARTA) if isinstance(day, datetime) else day
    return f"{local.day} {local:%B %Y}"


def iso_day(instant: datetime) -> str:
    """The day of an instant in Jakarta, e.g. 2021-03-01, for tables."""
    return f"{instant.astimezone(JAKARTA):%Y-%m-%d}"


def format_time(instant: datetime) -> str:
    """An instant as people read it.

    >>> format_time(datetime.fromisoformat("2021-02-28T18:30:00+00:00"))
    '1 March 2021 01:30 (Jakarta time)'
    """
    return f"{format_day(instant)} {instant.astimezone(JAKARTA):%H:%M} (Jakarta time)"
