"""The languages of a feedback report and its fixed sentences, in English."""

import gettext
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cl_pipeline.model.codes import Field, Severity, SubmissionState
from cl_pipeline.model.feedback import Closed

LOCALE = Path(__file__).parent.parent / "locale"
DOMAIN = "feedback"
ENGLISH_CODE = "en"


@dataclass(frozen=True, slots=True)
class Language:
    """One language of a report; key ``code`` (CLDR). A sentence without translation is English."""

    code: str
    catalogue: gettext.NullTranslations

    @property
    def is_translation(self) -> bool:
        """True for every language but English."""
        return self.code != ENGLISH_CODE

    def translate(self, sentence: str, **words: object) -> str:
        """The sentence in this language, its braces filled with ``words``."""
        translated = self.catalogue.gettext(sentence) if sentence else ""
        return translated.format(**words) if words else translated


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


def to_translate(sentence: str) -> str:
    """The sentence itself; shows it to the extraction of sentences where no call translates it."""
    return sentence


STATE_SENTENCES = {
    SubmissionState.ACCEPTED: to_translate(
        "We could read everything in your return, and there is nothing to correct in it. Thank you."
    ),
    SubmissionState.ACCEPTED_WITH_FINDINGS: to_translate(
        "We could read your return, and it counts. Please look at the points below; your "
        "return counts in the meantime."
    ),
    SubmissionState.PARTLY_ACCEPTED: to_translate(
        "We could read your return, and it counts, except for the cells that are marked as "
        "left out."
    ),
    SubmissionState.REJECTED: to_translate(
        "We could not read the file as a return. Please send it again; the points below "
        "say what to change."
    ),
}
"""What became of a submission, by the state that follows from its findings."""

EMPTY = to_translate(
    "We read the form and found no entries in it. Perhaps an empty copy was saved."
)
"""For a form without entries."""

HELD = to_translate(
    "We received this file and do not use it yet: it lies in the folder of another Member State or "
    "round than its cover names. Please tell us whose file it is. The Secretariat then confirms it."
)
"""For a file in the folder of another sender or round, until it is confirmed."""

FROM_ANOTHER = to_translate(
    "Another institution sent figures for the same sheets. We keep both. Until your country says "
    "which to use, we show those of the other institution for the sheets named below."
)
"""For a submission with sheets that are not shown because of another institution's."""

SENT_BEFORE = to_translate(
    "You sent this file before, and another one after it. It was saved again in its old place, so "
    "we use it instead of the other one. Please tell us if that was not meant."
)
"""For a file to which its path went back."""

CLOSED_SENTENCES = {
    Closed.ERASED: to_translate(
        "This file was deleted for good by a decision. We do not show what was in it. If you have "
        "a question, please write to the ASEAN Secretariat."
    ),
    Closed.WITHDRAWN: to_translate(
        "This file was withdrawn by a decision, and we do not use it. If you did not expect this, "
        "please write to the ASEAN Secretariat."
    ),
    Closed.REPLACED: to_translate(
        "A newer file replaces this one. We keep this file, and you do not need to do anything "
        "about it."
    ),
    Closed.REMOVED: to_translate(
        "This file is no longer on the shared drive. We keep a copy and do not use it. You do not "
        "need to do anything about it."
    ),
    Closed.CONFIRMED: to_translate(
        "The Secretariat has confirmed that this file is from another Member State. You do not "
        "need to do anything about it."
    ),
}
"""For a file about which there is nothing to do any more."""

KEPT = to_translate(
    "We received the file and keep it. Figures are read only from the form; the point below says "
    "what you can do."
)
"""For a file that is no form."""

AFTER_CLOSING = to_translate(
    "We received this return after the round was closed. We have read it and keep it. "
    "Whether it counts in this round is not decided yet; the Secretariat will inform "
    "you."
)
"""For a submission received after the closing, whatever its findings."""

SEVERITY_LABELS = {
    Severity.REJECT: to_translate("please send again"),
    Severity.OMIT: to_translate("left out until it is clear"),
    Severity.WARNING: to_translate("please look at this"),
    Severity.QUESTION: to_translate("a question to you"),
}
"""What a finding asks of a sender, on the command line too."""

SEVERITY_SENTENCES = {
    Severity.REJECT: to_translate("Nothing of the file could be used yet."),
    Severity.OMIT: to_translate(
        "This cell does not count for now; your other entries are not affected. Please "
        "enter it again as described."
    ),
    Severity.WARNING: to_translate(
        "The entry counts. Something about it is missing or could be clearer."
    ),
    Severity.QUESTION: to_translate(
        "The entry counts, unless the point says otherwise. Please correct it, or tell us that it "
        "is right."
    ),
}

KEPT_LABEL = to_translate("received and kept")
KEPT_MEANS = to_translate("We keep the file and do not read it.")

FIELD_LABELS = {
    Field.ROW_LABEL: to_translate("name of the row"),
    Field.REFERENCE_YEAR: to_translate("year the figures are about"),
    Field.SOURCE: to_translate("source"),
    Field.SOURCE_YEAR: to_translate("year of the source"),
    Field.DEFINITION: to_translate("definition"),
    Field.AGE_RANGE: to_translate("ages covered"),
    Field.ATTRIBUTE: to_translate("property of the figures"),
    Field.AVAILABLE: to_translate("whether data are available"),
    Field.NATIONAL_TARGET: to_translate("national target"),
    Field.PROGRESS: to_translate("self-assessment of progress"),
    Field.PROGRESS_DESCRIPTION: to_translate("description of progress"),
    Field.DESCRIPTION_FROM: to_translate("where the description comes from"),
    Field.DESCRIPTION_FROM_OTHER: to_translate("name of another report or plan"),
    Field.REVISION_REASON: to_translate("reason for a revision"),
    Field.INSTITUTION: to_translate("institution"),
    Field.COVERS: to_translate("whether the return covers a sheet"),
    Field.SENDER: to_translate("Member State"),
    Field.CONTACT_NAME: to_translate("contact"),
    Field.CONTACT_ADDRESS: to_translate("contact"),
    Field.FILLED_ON: to_translate("date"),
    Field.SUPPORT: to_translate("support needed"),
    Field.GOOD_PRACTICE: to_translate("good practice"),
    Field.LEVEL: to_translate("step"),
    Field.NARRATIVE: to_translate("description of the situation"),
    Field.EVIDENCE: to_translate("evidence"),
    Field.SURVEY: to_translate("survey"),
    Field.INFORMATION_SYSTEM: to_translate("information system"),
    Field.SECTORAL_STUDY: to_translate("sectoral study"),
    Field.OTHER_STUDY: to_translate("other study"),
    Field.FUTURE_SYSTEM: to_translate("system that could serve in future"),
    Field.DATA_GAP: to_translate("gap in the data or wish"),
    Field.ACTIVITY: to_translate("activity"),
    Field.OUTPUT: to_translate("output of the work programme"),
    Field.PROJECT: to_translate("project of the work programme"),
    Field.PROGRESS_REVIEW: to_translate("review of the work programme"),
    Field.CONFIRMATION: to_translate("confirmation of figures"),
}
"""What an input cell asks for, where it does not ask for a figure."""

HOW_TO_CORRECT = (
    to_translate(
        "Open your own workbook and go to the cells listed here. The marked copy is only "
        "for reading; please do not send it back."
    ),
    to_translate(
        "Correct what needs correcting. If you have no figure, enter a gap code, for "
        "example nc (not collected); the sheet Guide explains the codes."
    ),
    to_translate(
        "If an entry is right, leave it and tell us so in a few words: in the description "
        "on the same sheet, or in a mail to the ASEAN Secretariat."
    ),
    to_translate(
        "Save the workbook in your folder on the shared drive, under the same or another name. "
        "What you send last counts, sheet by sheet."
    ),
    to_translate("You will then receive new feedback like this."),
)

WHERE_KEPT = (
    to_translate("If the file only goes with your form, you do not need to do anything."),
    to_translate("If it has figures for us, please enter them in the form and save the form here."),
    to_translate("If that does not help, please write to the ASEAN Secretariat."),
)
"""The steps for a file that is no form."""

SEND_AGAIN = (
    to_translate("Please do what is described above, and save the workbook in your folder again."),
    to_translate("If that does not help, please write to the ASEAN Secretariat."),
    to_translate("You will then receive new feedback like this."),
)
"""The steps where the file could not be read."""
