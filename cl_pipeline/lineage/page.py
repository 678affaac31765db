"""The explanation of a number as a page, for a browser and for the web UI."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from cl_pipeline.lineage.absence import absence_title
from cl_pipeline.lineage.downstream import decided_lines, downstream_lines
from cl_pipeline.lineage.find import held_text
from cl_pipeline.lineage.trace_report import headline, title, trace_rows
from cl_pipeline.lineage.unused_values import unused_value_sentence
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.trace import Absence, Trace

STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#1a1a1a}"
    "h1{font-size:1.2em}.number{font-size:1.8em;white-space:pre-line}"
    "th{text-align:left;vertical-align:top;padding-right:1.5em;white-space:nowrap}"
    "td{overflow-wrap:anywhere}.notice{border-top:1px solid #888;padding-top:.5em}"
)

MARKUP = {ord(sign): f"&#{ord(sign)};" for sign in "&\\`*_[]<>#|"} | {ord("\n"): " "}
"""What would be mark-up in Markdown, as entities that show the sign itself."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What is on the page, however it is drawn."""

    title: str
    headline: str
    rows: Sequence[tuple[str, str]]
    lists: Sequence[tuple[str, Sequence[str]]]
    notice: str


def explanation_page(found: Trace | Absence, framework: Framework) -> str:
    """A whole HTML document."""
    page = _page(found, framework)
    rows = "".join(f"<tr><th>{escape(a)}</th><td>{escape(b)}</td></tr>\n" for a, b in page.rows)
    lists = "".join(
        f"<h2>{escape(name)}</h2>\n<ul>\n{''.join(map(_item, lines))}</ul>\n"
        for name, lines in page.lists
    )
    notice = f'<p class="notice">{escape(page.notice)}</p>\n' if page.notice else ""
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(page.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<h1>{escape(page.title)}</h1>\n<p class="number">{escape(page.headline)}</p>\n'
        f"<table>\n{rows}</table>\n{lists}{notice}</body>\n</html>\n"
    )


def explanation_markdown(found: Trace | Absence, framework: Framework) -> str:
    """The same as Markdown, for the metadata of a run."""
    page = _page(found, framework)
    parts = [f"### {_plain(page.title)}", f"**{_plain(page.headline)}**"]
    if page.rows:
        table = [f"| {_plain(label)} | {_plain(text)} |" for label, text in page.rows]
        parts.append("\n".join(["| | |", "|---|---|", *table]))
    for name, lines in page.lists:
        parts.append("\n".join([f"**{name}**", "", *(f"- {_plain(line)}" for line in lines)]))
    return "\n\n".join([*parts, *([page.notice] if page.notice else [])])


def _page(found: Trace | Absence, framework: Framework) -> _Page:
    return _absence_page(found) if isinstance(found, Absence) else _trace_page(found, framework)


def _trace_page(trace: Trace, framework: Framework) -> _Page:
    return _Page(
        title(trace.value, framework),
        headline(trace, framework),
        [(label, text) for label, text in trace_rows(trace) if text],
        _filled(
            ("Also sent, and not what stands", map(unused_value_sentence, trace.earlier)),
            ("It went into", downstream_lines(trace.downstream) if trace.downstream else ()),
            ("Decided about it", decided_lines(trace.downstream) if trace.downstream else ()),
        ),
        SAMPLE_NOTICE if trace.submission.is_sample else "",
    )


def _absence_page(absence: Absence) -> _Page:
    stands = [held_text(absence.current)] if absence.current else []
    is_sample = any(one.submission.is_sample for one in absence.unused)
    return _Page(
        absence_title(absence),
        "No number stands.",
        [],
        _filled(
            ("What was sent", map(unused_value_sentence, absence.unused)), ("Held instead", stands)
        ),
        SAMPLE_NOTICE if is_sample else "",
    )


def _filled(*lists: tuple[str, Iterable[str]]) -> list[tuple[str, Sequence[str]]]:
    return [(name, found) for name, lines in lists if (found := list(lines))]


def _item(line: str) -> str:
    return f"<li>{escape(line)}</li>\n"


def _plain(text: str) -> str:
    """Text in which Markdown sees no mark-up of a sender's making."""
    return text.translate(MARKUP)
