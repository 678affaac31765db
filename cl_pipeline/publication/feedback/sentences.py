"""The languages of a pack and its fixed sentences, in English, as translators find them."""

import gettext
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cl_pipeline.model.codes import Field, Severity, SubmissionState

LOCALE = Path(__file__).parent.parent / "locale"
DOMAIN = "feedback"
ENGLISH_CODE = "en"


@dataclass(frozen=True, slots=True)
class Language:
    """One language a pack is worded in; key ``code`` (CLDR). A sentence it lacks is English."""

    code: str
    catalogue: gettext.NullTranslations

    @property
    def is_translation(self) -> bool:
        """True for every language but English."""
        return self.code != ENGLISH_CODE

    def say(self, sentence: str, **words: object) -> str:
        """The sentence in this language, with the words filled in for its braces."""
        said = self.catalogue.gettext(sentence) if sentence else ""
        return said.format(**words) if words else said


ENGLISH = Language(ENGLISH_CODE, gettext.NullTranslations())


def languages_for(codes: Iterable[str]) -> tuple[Language, ...]:
    """English, then each of those languages that has a catalogue, in the order given.

    A code may carry a territory: ``id_ID`` and ``id-ID`` are ``id``.
    """
    short = (code.replace("-", "_").partition("_")[0].lower() for code in codes)
    found = [_language(code) for code in dict.fromkeys(short) if code != ENGLISH_CODE]
    return (ENGLISH, *(finding for finding in found if finding is not None))


@cache
def _language(code: str) -> Language | None:
    if not code.isalpha() or gettext.find(DOMAIN, LOCALE, [code]) is None:
        return None
    return Language(code, gettext.translation(DOMAIN, LOCALE, [code]))


def to_say(sentence: str) -> str:
    """The sentence itself: marks it for translators where it is not said at once."""
    return sentence


STATE_SENTENCES = {
    SubmissionState.ACCEPTED: to_say(
        "Everything in the return could be read. There is nothing you need to do now. Thank you."
    ),
    SubmissionState.ACCEPTED_WITH_FINDINGS: to_say(
        "The return could be read and counts. There are some points to look at; the return counts "
        "meanwhile."
    ),
    SubmissionState.PARTLY_ACCEPTED: to_say(
        "The return could be read and counts, except for the cells that are marked as left out."
    ),
    SubmissionState.REJECTED: to_say(
        "The file could not be read as a return. Please send it again; what helps stands below."
    ),
}
"""What became of a return, by the state its findings put it in."""

EMPTY = to_say(
    "The form was read; there are no entries in it yet. Perhaps an empty copy was saved."
)
"""Said of a form in which nothing stands."""

AFTER_CLOSING = to_say(
    "This return arrived after the round was closed. It could be read and is kept. Whether it "
    "counts in this round is still to be decided; the Secretariat will tell you."
)
"""Said of a return that came after the closing, whatever its findings."""

SEVERITY_LABELS = {
    Severity.REJECT: to_say("please send again"),
    Severity.OMIT: to_say("left out until it is clear"),
    Severity.WARNING: to_say("please look at this"),
    Severity.QUESTION: to_say("a question to you"),
}
"""What a finding asks of a sender; the command line says it in the same words."""

SEVERITY_SENTENCES = {
    Severity.REJECT: to_say("Nothing of the file could be used yet."),
    Severity.OMIT: to_say(
        "The cell does not count for now; the other entries are not affected. "
        "Please enter it again as described."
    ),
    Severity.WARNING: to_say(
        "The entry counts. Something about it is missing or could be clearer."
    ),
    Severity.QUESTION: to_say(
        "The entry counts. Please correct it, or tell us that it stands as it is."
    ),
}

FIELD_LABELS = {
    Field.ROW_LABEL: to_say("name of the row"),
    Field.REFERENCE_YEAR: to_say("year the figures are about"),
    Field.SOURCE: to_say("source"),
    Field.SOURCE_YEAR: to_say("year of the source"),
    Field.DEFINITION: to_say("definition"),
    Field.AGE_RANGE: to_say("ages covered"),
    Field.ATTRIBUTE: to_say("property of the figures"),
    Field.AVAILABLE: to_say("whether data are available"),
    Field.NATIONAL_TARGET: to_say("national target"),
    Field.PROGRESS: to_say("self-assessment of progress"),
    Field.PROGRESS_DESCRIPTION: to_say("description of progress"),
    Field.DESCRIPTION_FROM: to_say("where the description comes from"),
    Field.DESCRIPTION_FROM_OTHER: to_say("name of another report or plan"),
    Field.REVISION_REASON: to_say("reason for a revision"),
    Field.INSTITUTION: to_say("institution"),
    Field.COVERS: to_say("whether the return covers a sheet"),
    Field.SENDER: to_say("Member State"),
    Field.CONTACT_NAME: to_say("contact"),
    Field.CONTACT_ADDRESS: to_say("contact"),
    Field.FILLED_ON: to_say("date"),
    Field.SUPPORT: to_say("support needed"),
    Field.GOOD_PRACTICE: to_say("good practice"),
    Field.LEVEL: to_say("step"),
    Field.NARRATIVE: to_say("description of the situation"),
    Field.EVIDENCE: to_say("evidence"),
    Field.SURVEY: to_say("survey"),
    Field.INFORMATION_SYSTEM: to_say("information system"),
    Field.SECTORAL_STUDY: to_say("sectoral study"),
    Field.OTHER_STUDY: to_say("other study"),
    Field.FUTURE_SYSTEM: to_say("system that could serve in future"),
    Field.DATA_GAP: to_say("gap in the data or wish"),
    Field.ACTIVITY: to_say("activity"),
    Field.OUTPUT: to_say("output of the work programme"),
    Field.PROJECT: to_say("project of the work programme"),
    Field.PROGRESS_REVIEW: to_say("review of the work programme"),
    Field.CONFIRMATION: to_say("confirmation of figures"),
}
"""What an input cell asks for, where it does not ask for a figure."""

HOW_TO_CORRECT = (
    to_say(
        "Open your own workbook and go to the cells listed here. The marked copy is for reading; "
        "it need not come back."
    ),
    to_say(
        "Correct what needs correcting. Where there is no figure, a gap code is an answer too; "
        "the codes are explained on the sheet Guide."
    ),
    to_say(
        "If an entry is right as it stands, leave it and tell us so in a few words: in the "
        "description on the same sheet, or in a mail to the ASEAN Secretariat."
    ),
    to_say(
        "Save the workbook in your folder on the shared drive, under the same or another name. "
        "What you send last counts, sheet by sheet."
    ),
    to_say("You receive a new answer like this one."),
)

SEND_AGAIN = (
    to_say("Please do what is described above, and save the workbook in your folder again."),
    to_say("If that does not help, please write to the ASEAN Secretariat."),
    to_say("You receive a new answer like this one."),
)
"""The steps where the file could not be read."""
