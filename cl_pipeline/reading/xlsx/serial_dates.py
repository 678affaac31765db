"""Day numbers of a spreadsheet as ISO dates.

Source: ISO/IEC 29500-1, 18.17.4.1: the 1900 calendar has a 29 February 1900, which never was.
"""

from datetime import date, timedelta

_SECONDS_PER_DAY = 86_400
_LAST_DAY = {False: 2_958_465, True: 2_957_003}
_PHANTOM_DAY = 60


def iso_date(number: float, counts_from_1904: bool) -> str:
    """The date or time of day that a spreadsheet program would show.

    >>> iso_date(42370, False), iso_date(2016, False), iso_date(0.5, False), iso_date(60, False)
    ('2016-01-01', '1905-07-08', '12:00:00', '1900-02-29')
    """
    days, seconds = divmod(round(number * _SECONDS_PER_DAY), _SECONDS_PER_DAY)
    if not 0 <= days <= _LAST_DAY[counts_from_1904]:
        return f"day number {number:.15g}"
    minutes, second = divmod(seconds, 60)
    time = f"{minutes // 60:02}:{minutes % 60:02}:{second:02}"
    if days == 0 and not counts_from_1904:
        return time
    day = _day(days, counts_from_1904)
    return f"{day}T{time}" if seconds else day


def _day(days: int, counts_from_1904: bool) -> str:
    if counts_from_1904:
        return (date(1904, 1, 1) + timedelta(days)).isoformat()
    if days == _PHANTOM_DAY:
        return "1900-02-29"
    start = date(1899, 12, 31) if days < _PHANTOM_DAY else date(1899, 12, 30)
    return (start + timedelta(days)).isoformat()
