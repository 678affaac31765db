"""Who may send which form: Member States, and ASEAN bodies for what they report themselves."""

from dataclasses import dataclass

from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.framework import Framework, MemberState
from cl_pipeline.model.identity import SenderCode

BODY_LOCALE = "en_GB"
"""Bodies report in English, the working language of ASEAN."""


@dataclass(frozen=True, slots=True)
class BodySender:
    """An ASEAN body as a sender; key ``code`` (its short name)."""

    code: SenderCode
    name: str
    locale: str = BODY_LOCALE

    @property
    def names(self) -> tuple[str, ...]:
        """The names met in files."""
        return (self.name, self.code)


Sender = MemberState | BodySender


def senders_of(framework: Framework, form: FormKey) -> tuple[Sender, ...]:
    """Everybody who may send that form, in the order of the framework's files."""
    if form == FormKey.ACTIVITY_STATUS:
        return tuple(BodySender(SenderCode(body.key), body.name) for body in framework.bodies)
    if form == FormKey.SCORECARD:
        bodies = framework.context.subsidiary_bodies
        return tuple(BodySender(SenderCode(body.key), body.name) for body in bodies)
    return framework.member_states


def all_senders(framework: Framework) -> dict[str, Sender]:
    """Every sender of any form, by code."""
    return {one.code: one for form in FormKey for one in senders_of(framework, form)}


def sender_of(framework: Framework, form: FormKey, code: str) -> Sender:
    """The sender of that code, in any case of letters.

    Raises:
        KeyError: nobody of that code sends that form.
    """
    for one in senders_of(framework, form):
        if one.code == code.upper():
            return one
    raise KeyError(f"no sender {code!r} of the form {form}")
