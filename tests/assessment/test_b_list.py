from datetime import UTC, datetime

from cl_pipeline.assessment.b_list import b_list_table
from cl_pipeline.model.codes import Field
from cl_pipeline.model.identity import IndicatorKey, RoundYear, SenderCode
from cl_pipeline.model.observation import Entry
from cl_pipeline.model.review import AcceptedEntry
from tests.builders.vintages import FRAMEWORK, submission_name


def entry(field, text, *, sender="KHM", round_year=2021, indicator="laws_revised", **more):
    place = more.get("entry")
    cell = f"{field}{place or ''}"
    made = Entry(field, IndicatorKey(indicator), None, place, text, more.get("code"), "B1", cell)
    return AcceptedEntry(
        SenderCode(sender), RoundYear(round_year), submission_name(sender, round_year),
        datetime(round_year, 11, 1, tzinfo=UTC), more.get("is_sample", False), made,
    )  # fmt: skip


def _row(entries, sender="KHM", position="B1", round_year=2021):
    table = b_list_table(entries, FRAMEWORK, RoundYear(round_year))
    return next(row for row in table if (row.sender, row.position) == (sender, position))


def test_what_was_written_is_in_one_row():
    entries = [
        entry(Field.EVIDENCE, "Gazette 12", entry=2),
        entry(Field.EVIDENCE, "Gazette 11", entry=1),
        entry(Field.NARRATIVE, "The labour law was revised."),
        entry(Field.LEVEL, "as typed", code="PARTLY"),
    ]

    row = _row(entries)

    assert (row.level, row.level_wording) == ("PARTLY", "In place in part")
    assert row.narrative == "The labour law was revised."
    assert row.evidence == ("Gazette 11", "Gazette 12")
    assert row.addresses[0] == "S-khm202100000000!B1!evidence1"
    assert (len(row.addresses), row.has_submission) == (4, True)


def test_every_member_state_has_a_row_for_every_indicator():
    table = b_list_table([], FRAMEWORK, RoundYear(2021))

    assert [row.position for row in table] == ["B1"] * 6 + ["B2"] * 6
    assert [row.sender for row in table[:6]] == ["BRN", "IDN", "KHM", "LAO", "PHL", "VNM"]
    assert not any(row.has_submission or row.narrative for row in table)


def test_a_state_that_is_not_yet_a_member_is_shown_where_it_wrote():
    row = _row([entry(Field.NARRATIVE, "Under way.", sender="TLS")], sender="TLS")

    assert row.narrative == "Under way."


def test_the_newest_round_is_current_over_the_two_years_of_the_phase():
    first = entry(Field.NARRATIVE, "First.")
    second = entry(Field.NARRATIVE, "Second.", round_year=2022)

    assert _row([first], round_year=2022).round == 2021
    assert _row([second, first], round_year=2022).narrative == "Second."
    assert _row([second, first], round_year=2021).narrative == "First."


def test_the_order_of_entries_does_not_matter():
    entries = [
        entry(Field.EVIDENCE, text, entry=place, sender=sender)
        for sender in ("VNM", "KHM")
        for place, text in enumerate("ab")
    ]

    tables = [b_list_table(given, FRAMEWORK, RoundYear(2021)) for given in (entries, entries[::-1])]

    assert tables[0] == tables[1]


def test_other_texts_of_a_submission_are_left_out():
    assert not _row([entry(Field.SUPPORT, "Training")]).has_submission


def test_a_sample_entry_marks_its_row():
    assert _row([entry(Field.NARRATIVE, "Invented.", is_sample=True)]).is_sample
