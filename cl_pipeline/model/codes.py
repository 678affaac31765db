"""Closed sets of codes on which the program decides.

Source: SDMX CL_OBS_STATUS 2.2 and CL_CONF_STATUS for the statuses; the rest is this project's.
"""

from enum import StrEnum


class ObservationStatus(StrEnum):
    """SDMX CL_OBS_STATUS 2.2: what a value or a gap is."""

    NORMAL = "A"
    BREAK = "B"
    DEFINITION_DIFFERS = "D"
    ESTIMATED = "E"
    FORECAST = "F"
    EXPERIMENTAL = "G"
    HOLIDAY = "H"
    IMPUTED = "I"
    DEROGATION = "J"
    INCLUDED_ELSEWHERE = "K"
    NOT_COLLECTED = "L"
    CANNOT_EXIST = "M"
    NOT_SIGNIFICANT = "N"
    MISSING = "O"
    PROVISIONAL = "P"
    SUPPRESSED = "Q"
    SPECIAL_EVENT = "S"
    LOW_RELIABILITY = "U"
    UNVALIDATED = "V"
    INCLUDES_OTHER = "W"


class ConfidentialityStatus(StrEnum):
    FREE = "F"
    NOT_FOR_PUBLICATION = "N"
    SMALL_COUNTS = "A"
    SECONDARY_BY_SENDER = "D"
    SECONDARY_BY_RECEIVER = "S"
    EMBARGO = "E"


class Severity(StrEnum):
    REJECT = "reject"
    """The submission cannot be used; the sender is asked to send it again."""
    OMIT = "omit"
    """This cell is left out; the rest is kept."""
    WARNING = "warning"
    """The value is kept; something about it is unusual."""
    QUESTION = "question"
    """The value is kept; the sender is asked about it."""


NOT_A_FORM = frozenset({"DOCUMENT", "PACKED_FILE", "LINK_FILE"})
"""Codes of the findings about files that were no form from the start; they are kept, not read."""


PERSONAL_DATA = "PERSONAL_DATA"
"""The code of the findings about personal data, which quote nothing."""


class SubmissionState(StrEnum):
    """The state of a submission. The last four are derived, never read from a file."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    ACCEPTED_WITH_FINDINGS = "accepted_with_findings"
    PARTLY_ACCEPTED = "partly_accepted"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    SECOND = "second"
    """Another institution's sheets are shown instead of its own."""
    HELD = "held"
    """Its folder names another sender or round; it counts once the officer confirms the sender."""
    WITHDRAWN = "withdrawn"


ACCEPTED_STATES = frozenset(
    {
        SubmissionState.ACCEPTED,
        SubmissionState.ACCEPTED_WITH_FINDINGS,
        SubmissionState.PARTLY_ACCEPTED,
    }
)


class ListLetter(StrEnum):
    """The list of an indicator: A quantitative, B qualitative, C later."""

    A = "A"
    B = "B"
    C = "C"


class MeasureRole(StrEnum):
    """The role of a measure in its indicator; decides which checks and counts apply."""

    COUNT = "count"
    RATE = "rate"
    DENOMINATOR = "denominator"
    PART = "part"
    """A part of another measure of the indicator ("of which")."""
    APART = "apart"
    """Reported next to the headline and never added to it."""
    AMOUNT = "amount"
    """Money, in the currency the sender declares."""


class Basis(StrEnum):
    """Whether a row comes from a source document or is this project's assumption."""

    DOCUMENT = "document"
    ASSUMPTION = "assumption"


class Phase(StrEnum):
    TEMPLATE_FINALISATION = "template_finalisation"
    A_LIST_COLLECTION = "a_list_collection"
    SLOM_REVIEW = "slom_review"
    B_LIST_ASSESSMENT = "b_list_assessment"
    INTER_SECTORAL_WORKSHOP = "inter_sectoral_workshop"
    EVALUATION = "evaluation"


class FormKey(StrEnum):
    A_LIST = "a_list"
    B_LIST = "b_list"
    DATA_SOURCE_SURVEY = "data_source_survey"
    ACTIVITY_CHOICE = "activity_choice"
    ACTIVITY_STATUS = "activity_status"
    SCORECARD = "scorecard"
    CONFIRMATION = "confirmation"


ANSWERED_BY_SEVERAL = frozenset({FormKey.DATA_SOURCE_SURVEY})
"""Forms that every institution answers for itself: none replaces the sheets of a different one.

Source: 02-data-source-survey-2021 lines 191 and 221, two answers of the Philippines.
"""

COLLECTED_IN = {
    FormKey.A_LIST: Phase.A_LIST_COLLECTION,
    FormKey.B_LIST: Phase.B_LIST_ASSESSMENT,
}
"""The phase in which a form comes back; its last day is the deadline printed on the form.

A form without a phase has no deadline, so nothing of it is ever late.
"""


class FormStatus(StrEnum):
    """The status of a form version; only a final one is sent out."""

    DRAFT = "draft"
    CONSULTED = "consulted"
    FINAL = "final"


class Field(StrEnum):
    VALUE = "value"
    ROW_LABEL = "row_label"
    """The name a sender gives to a row of its own (a first-level unit, an age group)."""
    REFERENCE_YEAR = "reference_year"
    SOURCE = "source"
    SOURCE_YEAR = "source_year"
    DEFINITION = "definition"
    AGE_RANGE = "age_range"
    ATTRIBUTE = "attribute"
    """A declared property of a column, e.g. with or without household chores."""
    AVAILABLE = "available"
    NATIONAL_TARGET = "national_target"
    PROGRESS = "progress"
    PROGRESS_DESCRIPTION = "progress_description"
    DESCRIPTION_FROM = "description_from"
    DESCRIPTION_FROM_OTHER = "description_from_other"
    REVISION_REASON = "revision_reason"
    INSTITUTION = "institution"
    COVERS = "covers"
    """Cover: does this submission cover that sheet?"""
    SENDER = "sender"
    CONTACT_NAME = "contact_name"
    CONTACT_ADDRESS = "contact_address"
    FILLED_ON = "filled_on"
    SUPPORT = "support"
    GOOD_PRACTICE = "good_practice"
    LEVEL = "level"
    NARRATIVE = "narrative"
    EVIDENCE = "evidence"
    SURVEY = "survey"
    """Data source survey, question 1; the next five fields are its questions 2 to 6."""
    INFORMATION_SYSTEM = "information_system"
    SECTORAL_STUDY = "sectoral_study"
    OTHER_STUDY = "other_study"
    FUTURE_SYSTEM = "future_system"
    DATA_GAP = "data_gap"
    ACTIVITY = "activity"
    """One column of an activity's row; ``attribute`` is ``<activity>.<column>``."""
    OUTPUT = "output"
    """One column of a row of the work programme's checklist."""
    PROJECT = "project"
    PROGRESS_REVIEW = "progress_review"
    CONFIRMATION = "confirmation"
    """One column of an indicator's row; ``attribute`` is ``<indicator>.<column>``."""


PERSONAL = frozenset({Field.CONTACT_NAME, Field.CONTACT_ADDRESS})
"""Cells about a person; they never leave the Secretariat."""

SOURCE_FIELDS = (
    Field.SURVEY,
    Field.INFORMATION_SYSTEM,
    Field.SECTORAL_STUDY,
    Field.OTHER_STUDY,
    Field.FUTURE_SYSTEM,
)
"""Questions 1 to 5 of the data source survey; each is answered by a table of sources."""

PLAN_FIELDS = (
    Field.ACTIVITY,
    Field.OUTPUT,
    Field.PROJECT,
    Field.PROGRESS_REVIEW,
    Field.CONFIRMATION,
)
"""Tables about plans and activities, whose rows have names of their own."""


class DecisionKind(StrEnum):
    """What people decide; the system records and applies it."""

    FINAL_FORM = "final_form"
    CLOSE_ROUND = "close_round"
    ACCEPT_LATE = "accept_late"
    CONFIRM_SENDER = "confirm_sender"
    """A submission is from the sender it names, although it lies in another folder."""
    CHOOSE_SUPPLIER = "choose_supplier"
    """Of several institutions, that of this submission is shown for a sheet."""
    ACCEPT_REVISION = "accept_revision"
    """A sheet of this submission may change figures of earlier rounds."""
    WITHDRAW = "withdraw"
    REOPEN_ROUND = "reopen_round"
    EXTEND_DEADLINE = "extend_deadline"
    MOVE_INDICATOR = "move_indicator"
    SIGN_OFF = "sign_off"
    ERASE = "erase"
    """The file of a submission is removed from the archive; its digest and observations stay."""
    REVOKE = "revoke"


class LateSubmissionPolicy(StrEnum):
    """Which submissions count that were received after their round was closed."""

    BY_DECISION = "by_decision"
    ALL = "all"
    NONE = "none"


class ExclusionReason(StrEnum):
    """Why a submission, or something in it, is not used."""

    UNREADABLE = "unreadable"
    """The whole submission could not be read."""
    OMITTED = "omitted"
    """The cell was left out; the rest of the submission counts."""
    NOT_COVERED = "not_covered"
    """The submission's cover does not declare the sheet."""
    HELD = "held"
    """Its folder names another sender or round, and nobody confirmed its sender."""
    WITHDRAWN = "withdrawn"
    AFTER_CLOSING = "after_closing"
    SUPERSEDED = "superseded"
    """A newer submission of the same round replaces the sheet."""
    OTHER_INSTITUTION = "other_institution"
    """The sheet of another institution is shown."""
    LATER_ROUND = "later_round"
    """A submission of a later round reports a different value for the same year."""
    REVISION_ASKED = "revision_asked"
    """It would change a figure of an earlier round, and no reason is known."""
    OTHER_ROUND = "other_round"
    """The submission is of a round after that of the vintage."""
    NOT_CONSOLIDATED = "not_consolidated"
    """The submission counts, and came after the vintage was made."""


EXCLUDED_STATES = {
    SubmissionState.REJECTED: ExclusionReason.UNREADABLE,
    SubmissionState.HELD: ExclusionReason.HELD,
    SubmissionState.WITHDRAWN: ExclusionReason.WITHDRAWN,
}
"""States in which nothing of a submission is used, and why."""


class CoverageState(StrEnum):
    REPORTED = "reported"
    EXPLAINED = "explained"
    UNEXPLAINED = "unexplained"
    NOT_EXPECTED = "not_expected"


class Suggestion(StrEnum):
    """What the rule of five proposes; SLOM decides."""

    KEEP = "keep"
    ASSESS_FEASIBILITY = "assess_feasibility"
    NOTHING = "nothing"
    """Nobody could report it yet: no form asked for it, or nothing at all has come in."""
