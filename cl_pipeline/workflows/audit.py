"""What is not published of a vintage, for everything that is written for others."""

from dataclasses import replace

from cl_pipeline.disclosure.statements import declared_denominators
from cl_pipeline.disclosure.suppression import hidden_figures, shown_causes
from cl_pipeline.disclosure.texts import ShownTexts
from cl_pipeline.errors import NotAllowed
from cl_pipeline.model.disclosure import HiddenFigure
from cl_pipeline.model.identity import MeasureKey, VintageId
from cl_pipeline.model.vintage import ConsolidatedValue, Vintage
from cl_pipeline.store.vintages import figure_key
from cl_pipeline.workflows.round_facts import RoundFacts


def audited(facts: RoundFacts, vintage: Vintage) -> tuple[HiddenFigure, ...]:
    """What is not published of a vintage: as stored if it was shown before, else found now.

    Figures that were shown of other vintages count as known.

    Raises:
        NotAllowed: a figure could not be protected, although nothing shown before names it.
    """
    if vintage.vintage_id not in facts.audits:
        facts.audits[vintage.vintage_id] = _audit(facts, vintage)
    return facts.audits[vintage.vintage_id]


def _audit(facts: RoundFacts, vintage: Vintage) -> tuple[HiddenFigure, ...]:
    vintages = facts.store.vintages
    stored = vintages.hidden(vintage.vintage_id)
    if stored is not None:
        return stored
    before, denominators, protected = _known_before(facts, vintage)
    hidden = hidden_figures(vintage.values, facts.framework, before, denominators, protected)
    unprotected = [found.trace_key for found in hidden if not found.is_protected]
    if unprotected and not before:
        raise NotAllowed(
            f"nothing was written, because a reader could compute {', '.join(unprotected)}; "
            "please report this to the maintainers"
        )
    return hidden


def _known_before(
    facts: RoundFacts, vintage: Vintage
) -> tuple[tuple[ConsolidatedValue, ...], dict[str, MeasureKey], tuple[ConsolidatedValue, ...]]:
    """Figures shown with other vintages, declared denominators, and figures protected in others."""
    before, protected = facts.store.vintages.shown_and_protected_before(vintage.vintage_id)
    observations = facts.observations_of((*vintage.values, *before))
    denominators = declared_denominators((*before, *vintage.values), facts.framework, observations)
    return before, denominators, protected


def causes_shown_before(
    facts: RoundFacts, vintage: Vintage
) -> dict[str, tuple[tuple[VintageId, ConsolidatedValue], ...]]:
    """By trace key of a hidden figure: the figures of other vintages that matter to it.

    Each with a vintage that showed it; see ``shown_causes``.
    """
    before, denominators, protected = _known_before(facts, vintage)
    if not before:
        return {}
    causes = shown_causes(vintage.values, facts.framework, before, denominators, protected)
    shown_in = facts.store.vintages.showing(vintage.vintage_id) if causes else {}
    return {
        name: tuple((shown_in[figure_key(figure)], figure) for figure in figures)
        for name, figures in causes.items()
    }


def record_shown(facts: RoundFacts, vintage: Vintage) -> None:
    """Keeps that papers of a stored vintage go out, with what is not in them."""
    if facts.store.database.scope.as_of is None:
        facts.store.vintages.save_audit(vintage, audited(facts, vintage))


def shown_texts(facts: RoundFacts) -> ShownTexts:
    """The words of senders as others may read them next to the newest vintage of the round."""
    vintage = facts.newest_vintage
    if vintage is None:
        return ShownTexts(facts.framework)
    return ShownTexts(facts.framework, vintage.values, audited(facts, vintage))


def shown_vintage(facts: RoundFacts, vintage: Vintage) -> Vintage:
    """The vintage without the figures that are not published.

    Whatever is computed from it is published as well without giving any of them away.
    """
    hidden = hidden_keys(facts, vintage)
    shown = (
        replace(value, value=None) if value.trace_key in hidden else value
        for value in vintage.values
    )
    return replace(vintage, values=tuple(shown))


def hidden_keys(facts: RoundFacts, vintage: Vintage) -> frozenset[str]:
    """The trace keys of the figures that are not published."""
    return frozenset(found.trace_key for found in audited(facts, vintage))
