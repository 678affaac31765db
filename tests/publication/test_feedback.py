"""The return pack: page, sheet, marked copy and mail of one answer."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser
from io import BytesIO

import pytest
from openpyxl import load_workbook

from cl_pipeline.catalogue import finding
from cl_pipeline.disclosure.feedback import make_feedback
from cl_pipeline.model.breakdown import UNBROKEN
from cl_pipeline.model.codes import (
    ConfidentialityStatus,
    Field,
    ObservationStatus,
    Severity,
    SubmissionState,
)
from cl_pipeline.model.feedback import FeedbackReport, TypedCell
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.identity import ColumnKey, Digest, RoundYear, SenderCode, SubmissionId
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.observation import Observation, ObservationKey
from cl_pipeline.model.submission import Submission
from cl_pipeline.publication.feedback.delivery import (
    copy_of_form,
    draft_mail,
    is_mail_address,
    pages_and_sheet,
)
from cl_pipeline.publication.feedback.page import feedback_page
from cl_pipeline.publication.feedback.sentences import ENGLISH, Language, languages_for
from cl_pipeline.publication.feedback.wording import point_texts
from tests.builders.framework import small_framework
from tests.builders.office import perfect, value
from tests.builders.submissions import CHILD_LABOUR

DIGEST = Digest("ab" * 32)
INDONESIAN = languages_for(["id"])[1]

TOTAL, GIRLS, RATE = value("children"), value("children", sex="F"), value("pct")


def submission(**changes: object) -> Submission:
    """A return of Cambodia."""
    one = Submission(
        submission_id=SubmissionId(f"S-{DIGEST[:16]}"),
        digest=DIGEST,
        path="2021/KHM/return.xlsx",
        form="a_list",
        version="1.0",
        sender=SenderCode("KHM"),
        round=RoundYear(2021),
        institution="Ministry of Labour",
        sheets=("A2",),
        state=SubmissionState.ACCEPTED,
        is_late=False,
        received_at=datetime(2021, 7, 15, 2, 0, tzinfo=UTC),
        finding_count=0,
        observation_count=3,
        is_sample=False,
        run_id="run",
    )
    return replace(one, **changes)  # type: ignore[arg-type]  # tests name real fields


def understood(asked: FormCell, typed: str, **changes: object) -> Observation:
    """What was read from a cell that holds a plain number."""
    assert asked.indicator and asked.measure
    key = ObservationKey(asked.indicator, asked.measure, ColumnKey("baseline"), UNBROKEN)
    number = Decimal(typed) if typed.replace(".", "").isdigit() else None
    one = Observation(
        key, number, asked.unit or "", 2016, ObservationStatus.NORMAL, ConfidentialityStatus.FREE,
        None, None, None, None, None, None, (), asked.sheet, asked.cell, typed, "number",
    )  # fmt: skip
    return replace(one, **changes)  # type: ignore[arg-type]  # tests name real fields


def at(code: str, asked: FormCell, found: str = "what was found", **words: object) -> Finding:
    """A finding at an input cell."""
    return finding(code, found=found, sheet=asked.sheet, cell=asked.cell, **words)


def answer(
    *findings: Finding,
    typed: tuple[TypedCell, ...] = (),
    observations: tuple[Observation, ...] = (),
    recognised: bool = True,
    **changes: object,
) -> FeedbackReport:
    """The answer to a return with those findings."""
    form = perfect().description if recognised else None
    one = submission(**changes)
    return make_feedback(one, findings, observations, form, typed, small_framework())


def feedback(given: FeedbackReport, languages: Sequence[Language]) -> dict[str, bytes]:
    """All files of an answer but the draft of its mail."""
    return {**pages_and_sheet(given, languages), **copy_of_form(given, languages)}


def text_of(page: bytes) -> str:
    """The words of a page without its mark-up and style."""
    words: list[str] = []

    class Words(HTMLParser):
        def handle_data(self, data: str) -> None:
            if self.get_starttag_text() != "<style>":
                words.append(data)

    Words().feed(page.decode())
    return " ".join(" ".join(words).split())


def unclear() -> Finding:
    """A number that can be read in two ways."""
    return at("NUMBER_UNCLEAR", GIRLS, '"1.234" can mean 1234 or 1.234')


def test_a_return_without_points_is_thanked_for() -> None:
    """There is a receipt, and nothing to do."""
    page = text_of(feedback_page(answer(), ENGLISH))

    assert "There is nothing to look at. Thank you for the return." in page
    assert "What to do next" not in page


def test_the_receipt_says_what_arrived_and_what_it_is() -> None:
    """File, time in Jakarta, fingerprint, form, institution, sheets."""
    page = text_of(feedback_page(answer(), ENGLISH))

    for words in (
        "2021/KHM/return.xlsx", "2021-07-15 09:00 (Jakarta time)", DIGEST, "version 1.0",
        "Cambodia", "Ministry of Labour", "A2",
    ):  # fmt: skip
        assert words in page


def test_a_point_says_where_what_and_what_to_do() -> None:
    """Cell, what it asks, what stands in it, what became of it, what is expected, what to do."""
    given = answer(unclear(), typed=(TypedCell(GIRLS, "1.234"),))

    (words,) = point_texts(given, ENGLISH)

    assert words.place == f"A2!{GIRLS.cell}"
    assert words.asks == "Children in child labour · Female · baseline"
    assert (words.typed, words.understood) == ("1.234", "left out")
    assert words.found == '"1.234" can mean 1234 or 1.234'
    assert words.remedy.startswith("We did not use the cell, because we do not guess.")


def test_a_kept_value_is_shown_as_it_was_understood() -> None:
    """With spaces between thousands, its unit and the rule that read it."""
    read = understood(TOTAL, "1234567", how_read="text; point as thousands")
    given = answer(at("SOURCE_MISSING", TOTAL), observations=(read,))

    (words,) = point_texts(given, ENGLISH)

    shown = "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567 children"
    assert words.understood == f"{shown} (read as: text; point as thousands)"


def test_points_come_in_the_order_of_the_form() -> None:
    """The file first, then sheet by sheet, down the rows."""
    later = at("SOURCE_MISSING", RATE)
    first = at("SOURCE_MISSING", perfect().cell(Field.COVERS))
    whole = finding("EXTRA_SHEET", found="the sheet 'x'")

    given = answer(later, unclear(), first, whole)

    places = [(point.finding.sheet, point.finding.cell) for point in given.points]
    assert places == [
        (None, None), ("Cover", first.cell), ("A2", GIRLS.cell), ("A2", RATE.cell)
    ]  # fmt: skip
    assert [name for name, _ in given.by_sheet()] == [None, "Cover", "A2"]


def test_the_page_needs_nothing_from_outside() -> None:
    """No script, no network, no picture; the language is named."""
    page = feedback_page(answer(unclear()), ENGLISH).decode()

    assert '<html lang="en">' in page
    assert not re.search(r"https?:|<script|<img|<link|@import|url\(", page)


def test_every_table_of_the_page_has_headers_and_a_caption() -> None:
    """Whoever listens to the page is told what a cell belongs to."""
    page = feedback_page(answer(unclear()), ENGLISH).decode()

    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)
    assert len(tables) == 3
    assert all("<caption>" in table and "<th scope=" in table for table in tables)


NASTY = '<script>alert("x")</script> & {braces} {{ 7 * 7 }}'


def test_typed_text_is_never_mark_up() -> None:
    """What a sender typed is shown as it was typed."""
    given = answer(
        at("NOT_A_NUMBER", TOTAL, f"{NASTY} is not a number"),
        typed=(TypedCell(TOTAL, NASTY),),
        institution=NASTY,
    )

    page = feedback_page(given, ENGLISH)

    assert b"<script" not in page
    assert text_of(page).count(NASTY) == 3


def test_text_that_no_file_can_hold_is_shown_by_a_sign() -> None:
    """Control characters and halves of pairs stop neither workbook nor page."""
    odd = "12\x07\ud800\uffff"
    given = answer(at("NOT_A_NUMBER", TOTAL, odd), typed=(TypedCell(TOTAL, odd),))

    files = feedback(given, [ENGLISH])

    copy = load_workbook(BytesIO(files["KHM_2021_a_list_marked_copy.xlsx"]))
    assert copy["A2"][TOTAL.cell].value == "12\ufffd\ufffd\ufffd"


@pytest.mark.parametrize("typed", ["=1+1", "@SUM(A1)", "+855 12", "-"])
def test_text_like_a_formula_stays_text(typed: str) -> None:
    """Neither the sheet nor the copy calculates what a sender typed, also after an edit."""
    given = answer(at("NOT_A_NUMBER", TOTAL, typed), typed=(TypedCell(TOTAL, typed),))

    files = feedback(given, [ENGLISH])

    sheet = load_workbook(BytesIO(files["KHM_2021_a_list_feedback.xlsx"]))["Feedback"]
    copied = load_workbook(BytesIO(files["KHM_2021_a_list_marked_copy.xlsx"]))["A2"][TOTAL.cell]
    written = [one for row in sheet.iter_rows() for one in row if one.value == typed]
    assert len(written) == 2
    for one in (*written, copied):
        assert (one.value, one.data_type, one.quotePrefix) == (typed, "s", True)


WITHHELD = [
    pytest.param(
        TypedCell(TOTAL, "c"),
        understood(TOTAL, "c", conf_status=ConfidentialityStatus.NOT_FOR_PUBLICATION),
        id="read-as-withheld",
    ),
    pytest.param(TypedCell(TOTAL, "c 4321"), None, id="code-beside-a-figure"),
    pytest.param(TypedCell(TOTAL, "confidential: 4321"), None, id="spelled-out"),
]


@pytest.mark.parametrize(("typed", "read"), WITHHELD)
def test_a_withheld_figure_is_not_repeated(typed: TypedCell, read: Observation | None) -> None:
    """Neither page nor sheet nor mail says what stands in the cell."""
    point = at("SOURCE_MISSING", TOTAL, f'the cell says "{typed.text}"')
    given = answer(point, typed=(typed,), observations=(read,) if read else ())

    files = pages_and_sheet(given, [ENGLISH])

    page = text_of(files["KHM_2021_a_list_feedback.html"])
    sheet = load_workbook(BytesIO(files["KHM_2021_a_list_feedback.xlsx"]))["Feedback"]
    texts = [str(one) for row in sheet.iter_rows(values_only=True) for one in row]
    assert "Entries that are confidential or personal are not repeated on this page." in page
    assert not any("4321" in text or "the cell says" in text for text in (page, *texts))


def test_a_text_that_begins_like_the_code_is_not_withheld() -> None:
    """Children is a word, and a source may begin with a C."""
    source = perfect().cell(Field.SOURCE, CHILD_LABOUR, column="baseline", measure=None)
    given = answer(
        at("NOT_A_NUMBER", TOTAL),
        at("SOURCE_MISSING", source),
        typed=(TypedCell(TOTAL, "children"), TypedCell(source, "C: survey")),
    )

    assert not any(point.is_hidden for point in given.points)


def test_contact_cells_stand_in_no_file() -> None:
    """The person a cover names stays with the Secretariat."""
    person = perfect().cell(Field.CONTACT_NAME)
    given = answer(
        at("CELL_ERROR", person, "the cell shows Contact Person"),
        typed=(TypedCell(person, "Contact Person"),),
    )

    files = feedback(given, [ENGLISH])

    copy = load_workbook(BytesIO(files["KHM_2021_a_list_marked_copy.xlsx"]))
    sheets = [copy, load_workbook(BytesIO(files["KHM_2021_a_list_feedback.xlsx"]))]
    texts = [str(c.value) for book in sheets for s in book for row in s.iter_rows() for c in row]
    assert copy["Cover"][person.cell].value is None
    assert not any("Contact Person" in text for text in texts)
    assert "Contact Person" not in text_of(files["KHM_2021_a_list_feedback.html"])


def test_the_copy_holds_what_was_typed_and_marks_what_is_asked_about() -> None:
    """Numbers as numbers, texts as texts, a colour and a comment at each point."""
    given = answer(
        unclear(),
        at("PARTS_EXCEED_WHOLE", TOTAL),
        typed=(
            TypedCell(TOTAL, "429380", Decimal(429380)),
            TypedCell(GIRLS, "1.234"),
            TypedCell(RATE, "12.5%", Decimal("0.125"), is_percent=True),
        ),
    )

    copy = load_workbook(BytesIO(feedback(given, [ENGLISH])["KHM_2021_a_list_marked_copy.xlsx"]))

    sheet = copy["A2"]
    assert [sheet[one.cell].value for one in (TOTAL, GIRLS, RATE)] == [429380, "1.234", 0.125]
    assert "%" in sheet[RATE.cell].number_format
    assert sheet[GIRLS.cell].comment.text.startswith("2 · left out until it is clear\n")
    assert sheet[RATE.cell].comment is None
    fills = [sheet[one.cell].fill.fgColor.rgb for one in (TOTAL, GIRLS, RATE)]
    assert len(set(fills)) == 3


def test_the_first_sheet_of_the_copy_jumps_to_the_cells() -> None:
    """One link per point that has a cell on a sheet of the form."""
    given = answer(unclear(), finding("EXTRA_SHEET", found="the sheet 'x'", sheet="x"))

    copy = load_workbook(BytesIO(feedback(given, [ENGLISH])["KHM_2021_a_list_marked_copy.xlsx"]))

    first = copy[copy.sheetnames[0]]
    links = [c.hyperlink.location for row in first.iter_rows() for c in row if c.hyperlink]
    assert first.title == "Feedback"
    assert links == [f"'A2'!{GIRLS.cell}"]


def test_a_point_on_a_cell_within_a_merged_area_marks_the_cell_that_shows() -> None:
    """A printed cell that was changed can be asked about as well."""
    description = perfect().description
    sheet = next(one for one in description.fixed if one.sheet == "A2")
    given = answer(finding("EXTRA_TEXT", found='"x"', sheet="A2", cell=f"B{sheet.cell[1:]}"))

    copy = feedback(given, [ENGLISH])["KHM_2021_a_list_marked_copy.xlsx"]

    comments = [
        c for row in load_workbook(BytesIO(copy))["A2"].iter_rows() for c in row if c.comment
    ]
    assert len(comments) == 1


def test_a_file_that_is_no_form_has_page_and_sheet_only() -> None:
    """There is nothing a copy could be made from."""
    given = answer(
        finding("NOT_A_WORKBOOK", found="it is a picture"),
        recognised=False, form=None, version=None, sender=None, round=None, institution=None,
    )  # fmt: skip

    files = feedback(given, [ENGLISH])

    assert sorted(files) == ["file_abababab_feedback.html", "file_abababab_feedback.xlsx"]
    page = text_of(files["file_abababab_feedback.html"])
    assert "could not be recognised as one of the forms" in page
    assert "please send again" in page


def test_the_same_feedback_gives_the_same_bytes() -> None:
    """A second call writes nothing new."""
    first, second = (
        feedback(answer(unclear(), typed=(TypedCell(GIRLS, "1.234"),)), [ENGLISH, INDONESIAN])
        for _ in range(2)
    )

    assert first == second


def test_what_is_made_from_the_sample_says_so() -> None:
    """On page, sheet, every sheet of the copy, and in the mail."""
    given = answer(unclear(), is_sample=True)

    files = feedback(given, [ENGLISH])

    mail = drafted(given)
    first = load_workbook(BytesIO(files["KHM_2021_a_list_marked_copy.xlsx"]))["Feedback"]
    assert SAMPLE_NOTICE in text_of(files["KHM_2021_a_list_feedback.html"])
    assert SAMPLE_NOTICE in [one for (one, *_) in first.iter_rows(values_only=True)]
    assert SAMPLE_NOTICE in " ".join(mail.split())


def drafted(given: FeedbackReport, *languages: str) -> str:
    """The text of the mail about an answer."""
    spoken = languages_for(languages)
    draft = draft_mail(
        given,
        spoken,
        sender="roadmap@example.org",
        recipients=["labour@example.org"],
        place="outgoing/KHM/answers/2021_abababab",
        attachments=pages_and_sheet(given, spoken),
    )
    body = draft.get_body()
    assert body is not None
    return str(body.get_content())


def test_the_mail_counts_and_names_cells_and_repeats_nothing() -> None:
    """No figure and no word that was typed stands in its text."""
    given = answer(
        at("NUMBER_UNCLEAR", GIRLS, '"98765.432" can mean two things'),
        typed=(TypedCell(GIRLS, "98765.432"),),
        institution="Ministry with a name",
    )

    text = drafted(given, "id")

    assert f"A2!{GIRLS.cell}: left out until it is clear" in text
    assert f"A2!{GIRLS.cell}: belum disertakan sampai jelas" in text
    assert "98765" not in text
    assert "can mean" not in text
    assert "Ministry with a name" not in text


def test_the_draft_opens_as_a_draft_with_page_and_sheet() -> None:
    """Addressed, undated, marked as unsent; the files come out as they went in."""
    given = answer(unclear())
    files = pages_and_sheet(given, [ENGLISH])

    draft = draft_mail(
        given, [ENGLISH], sender=None, recipients=["labour@example.org"], place=None,
        attachments=files,
    )  # fmt: skip

    read = message_from_bytes(draft.as_bytes(), policy=default)
    assert (read["To"], read["X-Unsent"], read["Date"], read["From"]) == (
        "labour@example.org", "1", None, None,
    )  # fmt: skip
    attached = {part.get_filename(): part for part in read.iter_attachments()}
    assert {name: part.get_payload(decode=True) for name, part in attached.items()} == files


@pytest.mark.parametrize(
    "text", ["", "Ministry", "a@b\nBcc: c@d", "a@b, c@d", "@b", "a@", "é@example.org"]
)
def test_what_is_no_mail_address_is_told_apart(text: str) -> None:
    """Nothing that could name a second recipient or a header is an address."""
    assert not is_mail_address(text)


def test_filled_in_words_are_taken_into_a_translation() -> None:
    """The translated sentence holds the words of the finding, braces and all."""
    point = at("YEAR_OUTSIDE_COLUMN", TOTAL, first="2014", last="{2016}")
    given = answer(point)

    (english,), (indonesian,) = (point_texts(given, one) for one in (ENGLISH, INDONESIAN))

    assert english.expected == "a year from 2014 to {2016}"
    assert indonesian.expected == "tahun dari 2014 sampai {2016}"
    assert indonesian.title == "Tahun acuan jauh dari kolomnya"


def test_words_stored_before_the_catalogue_changed_stand_as_they_are() -> None:
    """A finding keeps its words where its template is another by now, or gone."""
    old = Finding("YEAR_OUTSIDE_COLUMN", Severity.QUESTION, "A2", "C9", "f", "old words", "do so")
    gone = replace(old, code="NO_SUCH_CODE")

    words = point_texts(answer(old, gone), INDONESIAN)

    assert [(word.expected, word.remedy) for word in words] == [("old words", "do so")] * 2


def test_a_language_without_a_catalogue_is_left_to_english() -> None:
    """Territories are overlooked, English comes first and once."""
    spoken = languages_for(["km_KH", "en", "id-ID", "id", "../x"])

    assert [one.code for one in spoken] == ["en", "id"]
