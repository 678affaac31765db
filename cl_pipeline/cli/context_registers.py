"""Commands about registers around the indicators: support, suppliers, definitions, work programme.

Belongs here: one function per command. Does not belong here: forms, sources and activities
(``context``).
"""

from dataclasses import asdict

from cl_pipeline.cli import context
from cl_pipeline.cli.options import AsJson, RoundOption, opened
from cl_pipeline.cli.rows import print_rows
from cl_pipeline.cli.tables import print_json, say
from cl_pipeline.model.notices import SAMPLE_NOTICE

app = context.app
"""One group of commands, so that people find them in one place."""


@app.command()
def support(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Support wished for beside good practice offered, by theme."""
    from cl_pipeline.stages.support import show_support, theme_name, write_support

    pipeline = opened()
    found = show_support(pipeline, pipeline.round(round_year))
    workbook, picture = write_support(pipeline, found)
    if as_json:
        rows = [
            {**asdict(row), "matches": [list(pair) for pair in row.matches]} for row in found.themes
        ]
        print_json({"workbook": str(workbook), "picture": str(picture), "themes": rows})
        return
    print_rows(
        f"Wishes and offers, as of {found.round}",
        ("theme", "wished for by", "offered by", "who may learn from whom"),
        [
            (
                theme_name(row),
                " ".join(sorted({one.sender for one in row.wishes})),
                " ".join(sorted({one.sender for one in row.offers})),
                "; ".join(f"{wishes} from {offers}" for wishes, offers in row.matches),
            )
            for row in found.themes
        ],
    )
    say(f"written: {workbook}, {picture}")
    say_if_sample(is_sample=found.is_sample)


@app.command()
def suppliers(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Which institutions supply which indicator, and what stands for the round."""
    from cl_pipeline.stages.support import show_support

    pipeline = opened()
    found = show_support(pipeline, pipeline.round(round_year))
    if as_json:
        print_json([asdict(row) for row in found.suppliers])
        return
    print_rows(
        f"Who supplies what, and what stands for round {found.round}",
        ("", "Member State", "this round", "institutions"),
        [
            (
                row.position,
                row.sender,
                row.standing,
                "; ".join(name for name, _ in row.institutions),
            )
            for row in found.suppliers
        ],
    )
    say_if_sample(is_sample=found.is_sample)


@app.command()
def definitions(round_year: RoundOption, as_json: AsJson = False) -> None:
    """The operational definitions: stated, in part or open, with national variants."""
    from cl_pipeline.stages.definitions import STATUS_WORDS, show_definitions, write_definitions

    pipeline = opened()
    found = show_definitions(pipeline, pipeline.round(round_year))
    workbook = write_definitions(pipeline, found)
    if as_json:
        rows = [asdict(one) for one in found.rows]
        print_json({"workbook": str(workbook), "definitions": rows})
        return
    print_rows(
        f"Definitions, as of {found.round}",
        ("term", "status", "definition", "still open", "national variants"),
        [
            (
                one.term,
                STATUS_WORDS[one.status],
                one.text or "-",
                one.open_question or "-",
                " ".join(sorted({variant.sender for variant in one.variants})) or "-",
            )
            for one in found.rows
        ],
    )
    say(f"written: {workbook}")
    say_if_sample(is_sample=found.is_sample)


def say_if_sample(*, is_sample: bool) -> None:
    """The notice, where what is shown is sample."""
    if is_sample:
        say(SAMPLE_NOTICE)
