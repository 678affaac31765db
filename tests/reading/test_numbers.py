"""Numbers as people type them: a table of what is typed, where, and what it is read as."""

from decimal import Decimal

import pytest
from babel.numbers import get_decimal_symbol, get_group_symbol

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.workbook import CellKind, RawCell
from cl_pipeline.reading.number_text import number_format_of
from cl_pipeline.reading.numbers import Asked, NumberRead, read_number

FRAMEWORK = load_framework()
LOCALES = [state.locale for state in FRAMEWORK.member_states]
COUNT, RATE, MONEY, HOUSEHOLDS = "children", "percent", "currency", "households"


def typed(text: str, locale: str, unit: str) -> NumberRead:
    cell = RawCell("C5", CellKind.TEXT, text)
    return read_number(cell, locale, FRAMEWORK.gap_codes, Asked(unit))


def outcome(read: NumberRead) -> str:
    """The value in digits, ``gap:note``, or the code of the finding and what it can mean."""
    if read.value is not None:
        return f"{read.value:f}"
    if read.gap:
        return f"{read.gap.code}:{read.gap_note or ''}"
    ((code, found),) = read.findings
    return " ".join([code, *meanings(found)])


def meanings(found: str) -> list[str]:
    return [meaning for meaning in found.partition(" can mean ")[2].split(" or ") if meaning]


# Locale and unit: what is typed and what it is read as.
VALUES = {
    ("km_KH", COUNT): {
        "1234": "1234", "0": "0", "007": "7", "១២៣៤": "1234", "1 234": "1234",
        "1\u00a0234": "1234", "១២០ នាក់": "120", "2 សែន": "200000", "12\u200b345": "12345",
        "1.234": "NUMBER_UNCLEAR 1234 1.234", "១.២៣៤": "NUMBER_UNCLEAR 1234 1.234",
        "70,5000": "NUMBER_UNCLEAR 70.5000 705000",
    },
    ("km_KH", RATE): {
        "១២,៥": "12.5", "១២.៥%": "12.5", "12.5%": "12.5", "12.5 %": "12.5", "% 12.5": "12.5",
        "12.5 percent": "12.5", "12.5 per cent": "12.5", "12.5 ភាគរយ": "12.5", "12.5％": "12.5",
        "0.125": "0.125", "0,125": "0.125", "0.094": "0.094",
    },
    ("lo_LA", COUNT): {"໑໒໓": "123"},
    ("th_TH", COUNT): {
        "๑,๒๓๔": "1234", "276,583": "276583", "276582.8": "276582.8", "19,792‡": "19792",
        "19,792 *": "19792", "1234¹": "1234", "1234 [1]": "1234", "1234ᵃ": "1234",
        "1234 (p)": "1234", "120คน": "120", "1.5 ล้านคน": "1500000",
        "approximately 68,438": "NUMBER_INEXACT", "ประมาณ 500": "NUMBER_INEXACT",
    },
    ("th_TH", RATE): {"๑๒.๕": "12.5", "ร้อยละ 12.5": "12.5"},
    ("my_MM", COUNT): {
        "၁၂၃၄": "1234", "၁,၂၃၄,၅၆၇": "1234567", "1,278,909": "1278909", "၂ သိန်း": "200000",
    },
    ("en_SG", COUNT): {
        "１２３": "123", "1'234'567": "1234567", "1’234": "1234", "-5": "-5", "−5": "-5",
        "–5": "-5", "1.2E+05": "120000", "120 children": "120", "120 people": "120",
        "\u200e123\u200f": "123", "\u202a400000\u202c": "400000", "\u2066400000\u2069": "400000",
        "400\u3000000": "400000", "400  000": "400000", "400\u2800000": "400000",
        "400000\ufe0f": "400000", "3450260": "3450260",
        "1,000 thousand": "NUMBER_UNCLEAR 1000000 1000",
        "1.234": "NUMBER_UNCLEAR 1234 1.234", "(123)": "NUMBER_UNCLEAR 123 -123",
        "12%": "PERCENT_NOT_EXPECTED",
    },
    ("id_ID", COUNT): {
        "539.224": "539224", "539.224 orang": "539224", "1.007.093": "1007093",
        "1,01 juta": "1010000", "2,5 ribu": "2500", "1,234": "NUMBER_UNCLEAR 1234 1.234",
        "1.234 juta": "NUMBER_UNCLEAR 1234000000 1234000", "1.01 m": "NOT_A_NUMBER",
        "sekitar 500": "NUMBER_INEXACT",
    },
    ("id_ID", RATE): {
        "1,52%": "1.52", "1,52": "1.52", "12,5 persen": "12.5", "1,234.5": "1234.5",
        "1.234": "NUMBER_UNCLEAR 1234 1.234",
    },
    ("vi_VN", "cases"): {"410.552 ca": "410552"},
    ("vi_VN", COUNT): { "1.031.944": "1031944", "4,5 triệu": "4500000",
        "1,234": "NUMBER_UNCLEAR 1234 1.234", "Jan-Aug 121": "NOT_A_NUMBER",
        "khoảng 500": "NUMBER_INEXACT",
    },
    ("vi_VN", RATE): {"5,3 phần trăm": "5.3", "6.9400": "6.9400"},
    ("fil_PH", COUNT): {"1.48 million": "1480000", "828,000": "828000"},
    ("pt_TL", COUNT): {"1\u202f234\u202f567": "1234567"},
    ("pt_TL", RATE): {"1 234,5": "1234.5"},
    ("en_SG", MONEY): {
        "1 234.56": "1234.56", "$16,700,000": "16700000", "$13.5 million": "13500000",
        "1,234": "NUMBER_UNCLEAR 1234 1.234", "12 percent": "PERCENT_NOT_EXPECTED",
    },
    ("en_SG", RATE): {
        "1.234,5": "1234.5", "    38.0 ": "38.0", "26.385%": "26.385", "26,385 %": "26.385",
        "38.0**": "38.0", ".5": "NOT_A_NUMBER", "26.385": "NUMBER_UNCLEAR 26385 26.385",
    },
    ("id_ID", MONEY): {
        "1.234,567": "1234.567", "Rp 1.500.000": "1500000", "IDR 5 miliar": "5000000000",
    },
    ("vi_VN", MONEY): {"1.500.000 ₫": "1500000"},
    ("km_KH", HOUSEHOLDS): {"1,200 households": "1200", "1200 គ្រួសារ": "1200"},
    ("id_ID", ""): {"1.234": "NUMBER_UNCLEAR 1234 1.234"},
}  # fmt: skip

# What the row asks for, what is typed with a word or mark next to it, and what it is read as.
OTHER_THAN_ASKED = [
    (Asked(COUNT), "1,200 households", "UNIT_NOT_EXPECTED"),
    (Asked(COUNT), "500 inspectors", "UNIT_NOT_EXPECTED"),
    (Asked(COUNT), "12 cases", "UNIT_NOT_EXPECTED"),
    (Asked(COUNT), "120 គ្រួសារ", "UNIT_NOT_EXPECTED"),
    (Asked(RATE), "10 households", "UNIT_NOT_EXPECTED"),
    (Asked(MONEY), "500 children", "UNIT_NOT_EXPECTED"),
    (Asked(COUNT, "F"), "180000 boys", "UNIT_NOT_EXPECTED"),
    (Asked(COUNT), "180000 boys", "UNIT_NOT_EXPECTED"),
    (Asked(COUNT, "M"), "180000 boys", "180000"),
    (Asked("persons"), "500 inspectors", "500"),
    (Asked(MONEY, currency="KHR"), "US$ 5000000", "CURRENCY_NOT_DECLARED"),
    (Asked(MONEY, currency="KHR"), "฿ 5000000", "CURRENCY_NOT_DECLARED"),
    (Asked(MONEY, currency="Riel, million"), "5000000 USD", "CURRENCY_NOT_DECLARED"),
    (Asked(MONEY, currency="US dollars"), "S$ 5000000", "CURRENCY_NOT_DECLARED"),
    (Asked(MONEY, currency="US dollars"), "$ 5000000", "5000000"),
    (Asked(MONEY, currency="IDR, million"), "Rp 5000000", "5000000"),
    (Asked(MONEY), "฿ 5000000", "5000000"),
]


@pytest.mark.parametrize(("asked", "text", "expected"), OTHER_THAN_ASKED)
def test_a_word_next_to_a_figure_is_left_out_only_where_it_says_what_the_row_asks(
    asked, text, expected
):
    cell = RawCell("C5", CellKind.TEXT, text)

    assert outcome(read_number(cell, "km_KH", FRAMEWORK.gap_codes, asked)) == expected


@pytest.mark.parametrize(
    ("text", "named"), [("\u202e000004", "U+202E"), ("12\n345", "line break"), ("12\t3", "tab")]
)
def test_a_character_that_cannot_be_seen_is_named(text, named):
    ((code, found),) = typed(text, "en_SG", COUNT).findings

    assert (code, named in found) == ("NOT_A_NUMBER", True)


# Texts that are not read as a number, with the finding they get.
REFUSED = {
    "NOT_A_NUMBER": [
        "nine", "nine males", "seven girls", "29 (cumulative)", "10-12",
        "1,000–1,500", "23 + 7", "1/2", "12.05.2016", "1.23.456", "12,34,567", "1.234,567,890",
        "12 34", "12\n345", "12 (10.5%)", "123a", "1.2m", "12 kg", "$12", "- 5", "9\u03368",
        "1̶2̶ 13", "yes", "12,", "1" * 16,
        "1" * 5000, "1" + " " * 32_000 + "1", "0E-999999999999",
    ],
    "NUMBER_INEXACT": [
        "about 3,000", "nearly 85", "at least 100", "over 280",
        "more than 280", "<5", "≥ 5", "~500", "100+",
    ],
}  # fmt: skip

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
    *(
        (text, locale, unit, expected)
        for (locale, unit), texts in VALUES.items()
        for text, expected in texts.items()
    ),
    *((text, "en_SG", COUNT, code) for code, texts in REFUSED.items() for text in texts),
    *((text, "en_SG", COUNT, expected) for text, expected in GAPS),
]


@pytest.mark.parametrize(("text", "locale", "unit", "expected"), TABLE)
def test_typed_text_is_read_as_people_mean_it(text, locale, unit, expected):
    """One value, one gap, or one finding; never a guess."""
    assert outcome(typed(text, locale, unit)) == expected


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_a_sign_for_nothing_that_can_mean_two_things_is_asked_about(text):
    read = typed(text, "en_SG", COUNT)

    ((code, found),) = read.findings
    assert (code, len(meanings(found))) == ("GAP_UNCLEAR", 2)


STORED = [
    (RawCell("A1", CellKind.NUMBER, "12.5"), RATE, "12.5"),
    (RawCell("A1", CellKind.NUMBER, "0.125", shown_percent=True), RATE, "12.5"),
    (RawCell("A1", CellKind.NUMBER, "1", shown_percent=True), RATE, "100"),
    (RawCell("A1", CellKind.NUMBER, "12.600000000000001"), RATE, "12.6"),
    (RawCell("A1", CellKind.NUMBER, "0.30000000000000004"), RATE, "0.3"),
    (RawCell("A1", CellKind.NUMBER, "1E3"), COUNT, "1000"),
    (RawCell("A1", CellKind.NUMBER, "1E300"), COUNT, "NOT_A_NUMBER"),
    (RawCell("A1", CellKind.NUMBER, "5", shown_percent=True), COUNT, "NUMBER_UNCLEAR 5 500"),
    (RawCell("A1", CellKind.NUMBER, "12.5", shown_percent=True), RATE, "SHOWN_OTHERWISE"),
    (RawCell("A1", CellKind.NUMBER, "1", shown_percent=True), RATE, "100"),
    (RawCell("A1", CellKind.ERROR, "#DIV/0!"), COUNT, "CELL_ERROR"),
    (RawCell("A1", CellKind.FORMULA_WITHOUT_VALUE, ""), COUNT, "FORMULA_NOT_CALCULATED"),
    (RawCell("A1", CellKind.DATE, "2016-01-01"), COUNT, "DATE_NOT_NUMBER"),
    (RawCell("A1", CellKind.BOOLEAN, "TRUE"), COUNT, "NOT_A_NUMBER"),
]


@pytest.mark.parametrize(("cell", "unit", "expected"), STORED)
def test_stored_content_is_read_with_its_format(cell, unit, expected):
    assert outcome(read_number(cell, "km_KH", FRAMEWORK.gap_codes, Asked(unit))) == expected


# A stored number, its number format and what is read: the number, or that something else is shown.
FORMATTED = [
    ("400", '#,##0" thousand"', COUNT, "SHOWN_OTHERWISE"),
    ("400000", "-#,##0", COUNT, "SHOWN_OTHERWISE"),
    ("400", '#,##0" million"', COUNT, "SHOWN_OTHERWISE"),
    ("400", "0\\ \\0\\0\\0", COUNT, "SHOWN_OTHERWISE"),
    ("400000", "#,##0,", COUNT, "SHOWN_OTHERWISE"),
    ("400", "0\\.00", COUNT, "SHOWN_OTHERWISE"),
    ("400", ";;;", COUNT, "SHOWN_OTHERWISE"),
    ("400", '0" households"', COUNT, "SHOWN_OTHERWISE"),
    ("400", "[$$-409]#,##0", COUNT, "SHOWN_OTHERWISE"),
    ("400", '"<"0', COUNT, "SHOWN_OTHERWISE"),
    ("400", '0"%"', COUNT, "SHOWN_OTHERWISE"),
    ("400", "0;0", COUNT, "400"),
    ("-400", "0;0", COUNT, "SHOWN_OTHERWISE"),
    ("400", '0" children"', COUNT, "400"),
    ("0", '#,##0;-#,##0;"-"', COUNT, "0"),
    ("12.5", '0.0"%"', RATE, "12.5"),
    ("12.345", "0.0\\ ", RATE, "12.345"),
    ("5", "# ?/?", RATE, "5"),
    ("400", "[$៛-453]#,##0", MONEY, "400"),
    ("-5", '#,##0"\u00a0";(#,##0)', MONEY, "-5"),
    ("1500", '[>=1000]#,##0," thousand";0', COUNT, "1500"),
    ("1500", '[>=1000]#,##0,;0', COUNT, "SHOWN_OTHERWISE"),
]  # fmt: skip


@pytest.mark.parametrize(("stored", "number_format", "unit", "expected"), FORMATTED)
def test_a_number_format_that_shows_another_figure_is_asked_about(
    stored, number_format, unit, expected
):
    cell = RawCell("A1", CellKind.NUMBER, stored, number_format=number_format)

    assert outcome(read_number(cell, "en_SG", FRAMEWORK.gap_codes, Asked(unit))) == expected


def test_an_amount_under_the_format_of_another_currency_is_asked_about():
    cell = RawCell("A1", CellKind.NUMBER, "400", number_format="[$$-409]#,##0")
    asked = Asked(MONEY, currency="KHR")

    ((code, found),) = read_number(cell, "km_KH", FRAMEWORK.gap_codes, asked).findings

    assert (code, found) == ("SHOWN_OTHERWISE", 'the cell holds 400 and shows "$400"')


@pytest.mark.parametrize(
    ("text", "locale", "unit", "how_read"),
    [
        ("១២.៥%", "km_KH", RATE,
         "text; point is the decimal separator; Khmer digits; percent sign or word"),
        ("539.224 orang", "id_ID", COUNT,
         "text; point groups thousands (as in id_ID); orang left out"),
        ("1.48 million", "en_SG", COUNT,
         "text; point is the decimal separator; times 1,000,000 (million)"),
        ("19,792‡", "th_TH", COUNT,
         "text; comma groups thousands (as in th_TH); footnote mark ‡ left out"),
        ("Unavailable", "en_SG", COUNT, 'gap code m, from "unavailable"'),
    ],
)  # fmt: skip
def test_the_rule_that_read_a_value_is_reported(text, locale, unit, how_read):
    assert typed(text, locale, unit).how_read == how_read


def test_what_was_added_to_a_figure_is_remarked_and_the_figure_kept():
    codes = [code for code, _ in typed("1.5 million*", "en_SG", COUNT).findings]

    assert codes == ["ROUNDED_FIGURE", "FOOTNOTE_MARK"]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_separators_of_every_member_state_are_those_of_cldr(locale):
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
