"""Times are stored as UTC and read as Jakarta's."""

from datetime import UTC, date, datetime

from cl_pipeline.model.number_format import format_day, format_time, iso_day

EVENING = datetime(2021, 2, 28, 18, 30, tzinfo=UTC)
"""Half past one on the next day in Jakarta."""


def test_an_instant_is_shown_in_jakarta_time():
    assert format_day(EVENING) == "1 March 2021"
    assert iso_day(EVENING) == "2021-03-01"
    assert format_time(EVENING) == "1 March 2021 01:30 (Jakarta time)"


def test_a_day_of_the_calendar_stays_as_it_is():
    assert format_day(date(2021, 2, 28)) == "28 February 2021"
