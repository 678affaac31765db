"""What others may read of the words of a sender: none about hidden figures or about persons."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from cl_pipeline.disclosure.words import quotes
from cl_pipeline.model.disclosure import HiddenFigure
from cl_pipeline.model.framework import Framework, regions
from cl_pipeline.model.identity import SenderCode
from cl_pipeline.model.labels import PERSONAL_HELD, WORDS_HELD
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.personal_data import personal_data
from cl_pipeline.model.review import AcceptedEntry
from cl_pipeline.model.vintage import ConsolidatedValue


class ShownTexts:
    """The words of senders as others may read them.

    ``hidden`` are the figures of ``values`` that are not published: a sender's words do not quote
    them, nor a small number. Words with personal data are shown of no sender.
    """

    def __init__(
        self,
        framework: Framework,
        values: Iterable[ConsolidatedValue] = (),
        hidden: Iterable[HiddenFigure] = (),
    ) -> None:
        self.regions = regions(framework)
        self.secret: dict[SenderCode, set[Decimal]] = defaultdict(set)
        small = {Decimal(count) for count in range(1, framework.rules.smallest_count_shown)}
        keys = set()
        for found in hidden:
            keys.add(found.trace_key)
            self.secret[found.sender] |= small
        for value in values:
            if value.trace_key in keys and value.value is not None:
                self.secret[value.sender].add(value.value.normalize())

    def is_personal(self, sender: SenderCode | None, text: str | None) -> bool:
        """Whether the text of that sender has personal data."""
        return bool(text and personal_data(text, self.regions.get(sender or "")))

    def shown(self, sender: SenderCode | None, text: str) -> str:
        """The text, or what is shown in its place."""
        if self.is_personal(sender, text):
            return PERSONAL_HELD
        secret = self.secret.get(sender) if sender is not None else None
        return WORDS_HELD if secret and quotes(text, secret) else text

    def _shown(self, sender: SenderCode | None, text: str | None) -> str | None:
        return text and self.shown(sender, text)

    def entries(self, rows: Iterable[AcceptedEntry]) -> tuple[AcceptedEntry, ...]:
        """The entries with their words as others may read them."""
        return tuple(
            replace(row, entry=replace(row.entry, text=self.shown(row.sender, row.entry.text)))
            for row in rows
        )

    def observation(self, sender: SenderCode | None, said: Observation) -> Observation:
        """The observation with its words as others may read them; the figure stays."""
        return replace(
            said,
            source=self._shown(sender, said.source),
            definition=self._shown(sender, said.definition),
            gap_note=self._shown(sender, said.gap_note),
            as_typed=PERSONAL_HELD if self.is_personal(sender, said.as_typed) else said.as_typed,
        )
