"""Numbers as people type them: a table of what is typed, where, and what it is read as."""

from decimal import Decimal

import pytest
from babel.numbers import get_decimal_symbol, get_group_symbol

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.workbook import CellKind, RawCell
from cl_pipeline.reading.number_text import number_format_of
from cl_pipeline.reading.numbers import NumberRead, read_number

FRAMEWORK = load_framework()
LOCALES = [state.locale for state in FRAMEWORK.member_states]
COUNT, RATE, MONEY = "children", "percent", "currency"


def typed(text: str, locale: str, unit: str) -> NumberRead:
    cell = RawCell("C5", CellKind.TEXT, text)
    return read_number(cell, locale, FRAMEWORK.gap_codes, unit=unit)


def outcome(read: NumberRead) -> str:
    """The value in digits, ``gap:note``, or the code of the finding with its readings."""
    if read.value is not None:
        return f"{read.value:f}"
    if read.gap:
        return f"{read.gap.code}:{read.gap_note or ''}"
    assert read.refusal
    return " ".join([read.refusal.code, *read.readings])


# What is typed, locale, unit, what it is read as.
VALUES = [
    ("1234", "km_KH", COUNT, "1234"),
    ("0", "km_KH", COUNT, "0"),
    ("007", "km_KH", COUNT, "7"),
    ("១២៣៤", "km_KH", COUNT, "1234"),
    ("១២,៥", "km_KH", RATE, "12.5"),
    ("១២.៥%", "km_KH", RATE, "12.5"),
    ("໑໒໓", "lo_LA", COUNT, "123"),
    ("๑,๒๓๔", "th_TH", COUNT, "1234"),
    ("๑๒.๕", "th_TH", RATE, "12.5"),
    ("၁၂၃၄", "my_MM", COUNT, "1234"),
    ("၁,၂၃၄,၅၆၇", "my_MM", COUNT, "1234567"),
    ("１２３", "en_SG", COUNT, "123"),
    ("539.224", "id_ID", COUNT, "539224"),
    ("539.224 orang", "id_ID", COUNT, "539224"),
    ("1.007.093", "id_ID", COUNT, "1007093"),
    ("1,52%", "id_ID", RATE, "1.52"),
    ("1,52", "id_ID", RATE, "1.52"),
    ("1,01 juta", "id_ID", COUNT, "1010000"),
    ("2,5 ribu", "id_ID", COUNT, "2500"),
    ("12,5 persen", "id_ID", RATE, "12.5"),
    ("410.552 ca", "vi_VN", COUNT, "410552"),
    ("1.031.944", "vi_VN", COUNT, "1031944"),
    ("4,5 triệu", "vi_VN", COUNT, "4500000"),
    ("5,3 phần trăm", "vi_VN", RATE, "5.3"),
    ("276,583", "th_TH", COUNT, "276583"),
    ("276582.8", "th_TH", COUNT, "276582.8"),
    ("1,278,909", "my_MM", COUNT, "1278909"),
    ("1.48 million", "fil_PH", COUNT, "1480000"),
    ("828,000", "fil_PH", COUNT, "828000"),
    ("1 234", "km_KH", COUNT, "1234"),
    ("1\u00a0234", "km_KH", COUNT, "1234"),
    ("1\u202f234\u202f567", "pt_TL", COUNT, "1234567"),
    ("1 234,5", "pt_TL", RATE, "1234.5"),
    ("1 234.56", "en_SG", MONEY, "1234.56"),
    ("1'234'567", "en_SG", COUNT, "1234567"),
    ("1’234", "en_SG", COUNT, "1234"),
    ("1.234,5", "en_SG", RATE, "1234.5"),
    ("1,234.5", "id_ID", RATE, "1234.5"),
    ("1.234,567", "id_ID", MONEY, "1234.567"),
    ("    38.0 ", "en_SG", RATE, "38.0"),
    ("12.5%", "km_KH", RATE, "12.5"),
    ("12.5 %", "km_KH", RATE, "12.5"),
    ("% 12.5", "km_KH", RATE, "12.5"),
    ("12.5 percent", "km_KH", RATE, "12.5"),
    ("12.5 per cent", "km_KH", RATE, "12.5"),
    ("ร้อยละ 12.5", "th_TH", RATE, "12.5"),
    ("12.5 ភាគរយ", "km_KH", RATE, "12.5"),
    ("12.5％", "km_KH", RATE, "12.5"),
    ("26.385%", "en_SG", RATE, "26.385"),
    ("26,385 %", "en_SG", RATE, "26.385"),
    ("0.125", "km_KH", RATE, "0.125"),
    ("0,125", "km_KH", RATE, "0.125"),
    ("6.9400", "vi_VN", RATE, "6.9400"),
    ("19,792‡", "th_TH", COUNT, "19792"),
    ("19,792 *", "th_TH", COUNT, "19792"),
    ("38.0**", "en_SG", RATE, "38.0"),
    ("0.094", "km_KH", RATE, "0.094"),
    ("1234¹", "th_TH", COUNT, "1234"),
    ("1234 [1]", "th_TH", COUNT, "1234"),
    ("1234ᵃ", "th_TH", COUNT, "1234"),
    ("1234 (p)", "th_TH", COUNT, "1234"),
    ("-5", "en_SG", COUNT, "-5"),
    ("−5", "en_SG", COUNT, "-5"),
    ("–5", "en_SG", COUNT, "-5"),
    ("1.2E+05", "en_SG", COUNT, "120000"),
    ("120 children", "en_SG", COUNT, "120"),
    ("120 cases", "en_SG", COUNT, "120"),
    ("១២០ នាក់", "km_KH", COUNT, "120"),
    ("120คน", "th_TH", COUNT, "120"),
    ("1.5 ล้านคน", "th_TH", COUNT, "1500000"),
    ("2 សែន", "km_KH", COUNT, "200000"),
    ("၂ သိန်း", "my_MM", COUNT, "200000"),
    ("$16,700,000", "en_SG", MONEY, "16700000"),
    ("$13.5 million", "en_SG", MONEY, "13500000"),
    ("Rp 1.500.000", "id_ID", MONEY, "1500000"),
    ("1.500.000 ₫", "vi_VN", MONEY, "1500000"),
    ("IDR 5 miliar", "id_ID", MONEY, "5000000000"),
    ("12\u200b345", "km_KH", COUNT, "12345"),
    ("\u200e123\u200f", "en_SG", COUNT, "123"),
    ("3450260", "en_SG", COUNT, "3450260"),
    ("1,000 thousand", "en_SG", COUNT, "NUMBER_UNCLEAR 1000000 1000"),
]

UNCLEAR = [
    ("1.234", "en_SG", COUNT, "NUMBER_UNCLEAR 1234 1.234"),
    ("1.234", "km_KH", COUNT, "NUMBER_UNCLEAR 1234 1.234"),
    ("1,234", "id_ID", COUNT, "NUMBER_UNCLEAR 1234 1.234"),
    ("1,234", "vi_VN", COUNT, "NUMBER_UNCLEAR 1234 1.234"),
    ("១.២៣៤", "km_KH", COUNT, "NUMBER_UNCLEAR 1234 1.234"),
    ("1.234", "id_ID", RATE, "NUMBER_UNCLEAR 1234 1.234"),
    ("26.385", "en_SG", RATE, "NUMBER_UNCLEAR 26385 26.385"),
    ("1,234", "en_SG", MONEY, "NUMBER_UNCLEAR 1234 1.234"),
    ("1.234", "id_ID", "", "NUMBER_UNCLEAR 1234 1.234"),
    ("1.234 juta", "id_ID", COUNT, "NUMBER_UNCLEAR 1234000000 1234000"),
    ("70,5000", "km_KH", COUNT, "NUMBER_UNCLEAR 70.5000 705000"),
    ("(123)", "en_SG", COUNT, "NUMBER_UNCLEAR 123 -123"),
]

NO_NUMBERS = [
    ("nine", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("nine males", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("seven girls", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("1.01 m", "id_ID", COUNT, "NOT_A_NUMBER"),
    ("29 (cumulative)", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("Jan-Aug 121", "vi_VN", COUNT, "NOT_A_NUMBER"),
    ("10-12", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("1,000–1,500", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("23 + 7", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("1/2", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("12.05.2016", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("1.23.456", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("12,34,567", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("1.234,567,890", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("12 34", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("12\n345", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("12 (10.5%)", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("123a", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("1.2m", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("12 kg", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("$12", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("- 5", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("9\u03368", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("1̶2̶ 13", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("yes", "en_SG", COUNT, "NOT_A_NUMBER"),
    ("12,", "en_SG", COUNT, "NOT_A_NUMBER"),
    (".5", "en_SG", RATE, "NOT_A_NUMBER"),
    ("1" * 16, "en_SG", COUNT, "NOT_A_NUMBER"),
    ("12%", "en_SG", COUNT, "PERCENT_NOT_EXPECTED"),
    ("12 percent", "en_SG", MONEY, "PERCENT_NOT_EXPECTED"),
    ("about 3,000", "en_SG", COUNT, "NUMBER_INEXACT"),
    ("approximately 68,438", "th_TH", COUNT, "NUMBER_INEXACT"),
    ("nearly 85", "en_SG", COUNT, "NUMBER_INEXACT"),
    ("at least 100", "en_SG", COUNT, "NUMBER_INEXACT"),
    ("over 280", "en_SG", COUNT, "NUMBER_INEXACT"),
    ("more than 280", "en_SG", COUNT, "NUMBER_INEXACT"),
    ("<5", "en_SG", COUNT, "NUMBER_INEXACT"),
    ("≥ 5", "en_SG", COUNT, "NUMBER_INEXACT"),
    ("~500", "en_SG", COUNT, "NUMBER_INEXACT"),
    ("100+", "en_SG", COUNT, "NUMBER_INEXACT"),
    ("sekitar 500", "id_ID", COUNT, "NUMBER_INEXACT"),
    ("khoảng 500", "vi_VN", COUNT, "NUMBER_INEXACT"),
    ("ประมาณ 500", "th_TH", COUNT, "NUMBER_INEXACT"),
]

GAPS = [
    ("m", "m:"), ("M", "m:"), (" m ", "m:"), ("(m)", "m:"), ("nc", "nc:"), ("NC", "nc:"),
    ("Nc", "nc:"), ("a", "a:"), ("n", "n:"), ("c", "c:"), ("x", "x:"), ("x: A14", "x:A14"),
    ("X : in A14", "x:in A14"), ("nc: planned for 2022", "nc:planned for 2022"),
    ("included in A14", "x:A14"), ("Unavailable", "m:"), ("not available", "m:"),
    ("Not  Available", "m:"), ("not available.", "m:"), ("Not Applicable", "a:"), ("..", "m:"),
    ("...", "m:"), ("…", "m:"), ("confidential", "c:"), ("m：ទិន្នន័យ", "m:ទិន្នន័យ"),
    ("Not collected", "nc:"),
]  # fmt: skip

AMBIGUOUS = [
    "-", "–", "—", "- ", "--", "N/A", "n/a", "n.a.", "NA", "#N/A", "nil", "none", "Unknown",
]  # fmt: skip

TABLE = [
    *VALUES,
    *UNCLEAR,
    *NO_NUMBERS,
    *((text, "en_SG", COUNT, expected) for text, expected in GAPS),
]


@pytest.mark.parametrize(("text", "locale", "unit", "expected"), TABLE)
def test_typed_text_is_read_as_people_mean_it(text, locale, unit, expected):
    """One value, one gap, or one finding; never a guess."""
    assert outcome(typed(text, locale, unit)) == expected


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_a_sign_for_nothing_that_can_mean_two_things_is_asked_about(text):
    """A dash can be a zero or a missing figure; both are shown."""
    read = typed(text, "en_SG", COUNT)

    assert read.refusal
    assert read.refusal.code == "GAP_UNCLEAR"
    assert len(read.readings) == 2


STORED = [
    (RawCell("A1", CellKind.NUMBER, "12.5"), RATE, "12.5"),
    (RawCell("A1", CellKind.NUMBER, "0.125", shown_percent=True), RATE, "12.5"),
    (RawCell("A1", CellKind.NUMBER, "1", shown_percent=True), RATE, "100"),
    (RawCell("A1", CellKind.NUMBER, "12.600000000000001"), RATE, "12.6"),
    (RawCell("A1", CellKind.NUMBER, "0.30000000000000004"), RATE, "0.3"),
    (RawCell("A1", CellKind.NUMBER, "1E3"), COUNT, "1000"),
    (RawCell("A1", CellKind.NUMBER, "1E300"), COUNT, "NOT_A_NUMBER"),
    (RawCell("A1", CellKind.NUMBER, "5", shown_percent=True), COUNT, "NUMBER_UNCLEAR 5 500"),
    (RawCell("A1", CellKind.ERROR, "#DIV/0!"), COUNT, "CELL_ERROR"),
    (RawCell("A1", CellKind.FORMULA_WITHOUT_VALUE, ""), COUNT, "FORMULA_NOT_CALCULATED"),
    (RawCell("A1", CellKind.DATE, "2016-01-01"), COUNT, "DATE_NOT_NUMBER"),
    (RawCell("A1", CellKind.BOOLEAN, "TRUE"), COUNT, "NOT_A_NUMBER"),
]


@pytest.mark.parametrize(("cell", "unit", "expected"), STORED)
def test_stored_content_is_read_with_its_format(cell, unit, expected):
    """What is no text needs no locale."""
    assert outcome(read_number(cell, "km_KH", FRAMEWORK.gap_codes, unit=unit)) == expected


def test_the_rule_that_read_a_value_is_reported():
    """How a value was read is stored with it, in stable words."""
    rules = {
        text: typed(text, locale, unit).how_read
        for text, locale, unit in [
            ("១២.៥%", "km_KH", RATE),
            ("539.224 orang", "id_ID", COUNT),
            ("1.48 million", "en_SG", COUNT),
            ("19,792‡", "th_TH", COUNT),
            ("Unavailable", "en_SG", COUNT),
        ]
    }

    assert rules == {
        "១២.៥%": "text; point is the decimal separator; Khmer digits; percent sign or word",
        "539.224 orang": "text; point groups thousands (as in id_ID); orang left out",
        "1.48 million": "text; point is the decimal separator; times 1,000,000 (million)",
        "19,792‡": "text; comma groups thousands (as in th_TH); footnote mark ‡ left out",
        "Unavailable": 'gap code m, from "unavailable"',
    }


def test_what_was_added_to_a_figure_is_remarked_and_the_figure_kept():
    """Rounded words and footnote marks do not stop a value."""
    codes = [remark.code for remark in typed("1.5 million*", "en_SG", COUNT).remarks]

    assert codes == ["ROUNDED_FIGURE", "FOOTNOTE_MARK"]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_separators_of_every_member_state_are_those_of_cldr(locale):
    """The small table in the project agrees with the published one."""
    number_format = number_format_of(locale)

    group = get_group_symbol(locale, numbering_system="latn").replace("\u00a0", " ")
    decimal = get_decimal_symbol(locale, numbering_system="latn")

    assert (number_format.grouping, number_format.decimal) == (group, decimal)


@pytest.mark.parametrize("number", [0, 1, 12, 999, 1000, 12345, 1234567, 99999999])
@pytest.mark.parametrize("locale", LOCALES)
def test_a_count_formatted_by_the_locale_reads_back(locale, number):
    """Whatever a program of that country prints for a count is understood."""
    separator = number_format_of(locale).grouping
    text = f"{number:,}".replace(",", separator)

    assert typed(text, locale, COUNT).value == Decimal(number)
