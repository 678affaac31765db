"""Run the checks on submission drafts, and leave out the cells that cannot be used."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from cl_pipeline.catalogue import finding
from cl_pipeline.checks.frames import Submissions
from cl_pipeline.checks.rules import across, declarations, parts, presence, shares, years
from cl_pipeline.checks.schemas import SOURCES, validate
from cl_pipeline.checks.view import (
    Address,
    FormCells,
    SubmissionView,
    identity_of,
    omitted_addresses,
)
from cl_pipeline.errors import FrameworkError
from cl_pipeline.forms.description import describe
from cl_pipeline.model.codes import FormKey, Severity
from cl_pipeline.model.finding import Finding, finding_order
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import Digest, RoundYear
from cl_pipeline.model.submission import SubmissionDraft

Rule = Callable[[SubmissionView], Iterable[Finding]]

RULES: Mapping[Rule, str | None] = {
    parts.parts_are_within_wholes: None,
    parts.parts_add_up: None,
    across.parts_fit_across_sheets: None,
    shares.shares_fit: None,
    declarations.denominators_are_declared: "denominators are declared",
    declarations.all_ages_are_the_total: None,
    declarations.age_ranges_fit: "ages are those of the indicator",
    years.years_fit_columns: "reference years fit their columns",
    years.years_are_stated: "reference years are stated",
    years.years_have_one_figure: None,
    years.rows_are_unique: None,
    presence.something_is_filled_in: None,
    presence.covered_sheets_are_filled: "covered sheets are filled in",
    presence.headlines_are_answered: "headline cells are answered",
    presence.availability_agrees: None,
    presence.included_says_where: None,
    presence.counts_are_not_below_half: None,
    presence.parts_have_a_total: None,
    declarations.sources_are_named: "sources are named",
    declarations.properties_are_declared: "properties are declared",
    presence.descriptions_say_where_from: None,
    presence.levels_have_narratives: None,
    presence.tables_are_consistent: "rows of tables are named and agree",
}
"""Every rule, in the order in which they run, with what it looks at where it needs the form.

The text completes "it could not be checked whether …".
"""


def check_drafts(
    drafts: Sequence[SubmissionDraft], framework: Framework
) -> dict[Digest, tuple[Finding, ...]]:
    """The findings of the checks in each draft, by digest, in the order of the workbook.

    Findings of reading are not repeated. A draft that was not recognised or is rejected has no
    findings here: its cells may not mean what the form says. Each
    source is validated in one call over all drafts, because a call costs 10 ms however many rows.

    Raises:
        BrokenInvariant: a schema and its frame, or a finding and the catalogue, do not fit.
    """
    # A file given twice is one draft here: its rows would otherwise repeat each other.
    usable = list({draft.digest: draft for draft in drafts if _can_be_checked(draft)}.values())
    found: dict[Digest, list[Finding]] = {draft.digest: [] for draft in usable}
    submissions = Submissions(tuple(usable), _forms(usable, framework), framework)
    for source in SOURCES:
        for digest, source_finding in validate(source, submissions):
            found[digest].append(source_finding)
    for draft in usable:
        known = _one_per_cell(found[draft.digest], omitted_addresses(draft.findings))
        view = SubmissionView(draft, framework, submissions.forms[draft.digest], known)
        found[draft.digest] = [*known, *_rule_findings(view)]
    return {draft.digest: _in_order(found.get(draft.digest, ())) for draft in drafts}


def apply_omissions(draft: SubmissionDraft, findings: Sequence[Finding]) -> SubmissionDraft:
    """The draft with these findings added, in order, and without the cells any of them leaves out.

    The text of such a cell stays in its finding as typed.
    """
    together = _in_order((*draft.findings, *findings))
    omitted = omitted_addresses(together)
    return replace(
        draft,
        observations=tuple(
            observation
            for observation in draft.observations
            if (observation.sheet, observation.cell) not in omitted
        ),
        entries=tuple(entry for entry in draft.entries if (entry.sheet, entry.cell) not in omitted),
        findings=together,
    )


def _can_be_checked(draft: SubmissionDraft) -> bool:
    is_rejected = any(finding.severity == Severity.REJECT for finding in draft.findings)
    return draft.identity is not None and not is_rejected


def _forms(
    drafts: Iterable[SubmissionDraft], framework: Framework
) -> dict[Digest, FormCells | None]:
    """The cells of the form each draft was typed into; worked out once per form and round."""

    @cache
    def cells(form: FormKey, version: str, round_year: RoundYear) -> FormCells | None:
        try:
            return FormCells(describe(framework, form, version, round_year))
        except FrameworkError:
            # A version that has no layout any more: its rules are reported as not run.
            return None

    identities = {draft.digest: identity_of(draft) for draft in drafts}
    return {
        digest: cells(identity.form, identity.version, identity.round)
        for digest, identity in identities.items()
    }


def _rule_findings(view: SubmissionView) -> Iterator[Finding]:
    """The findings of the rules, except at cells that are left out: those have findings already."""
    for rule, looks_at in RULES.items():
        if looks_at and view.form is None:
            identity = identity_of(view.draft)
            yield finding(
                "CHECK_NOT_RUN",
                found=f"it could not be checked whether {looks_at}",
                needed="a form version whose cells are known; this one is "
                f"{identity.form} {identity.version}",
            )
            continue
        yield from (known for known in rule(view) if _address(known) not in view.omitted)


def _one_per_cell(found: Iterable[Finding], omitted: frozenset[Address]) -> list[Finding]:
    """The first omission of each cell, and every finding that leaves its cell in."""
    omissions: dict[Address, Finding] = {}
    others = []
    for known in found:
        if known.severity != Severity.OMIT:
            others.append(known)
        elif _address(known) not in omitted:
            omissions.setdefault(_address(known), known)
    left_out = omitted | set(omissions)
    return [*omissions.values(), *(known for known in others if _address(known) not in left_out)]


def _address(known: Finding) -> Address:
    return (known.sheet or "", known.cell or "")


def _in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(set(found), key=finding_order))
