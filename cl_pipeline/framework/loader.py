"""Load one folder of a framework's files as one validated ``Framework``.

Every reference leads somewhere, every key is unique and every row names its source. Mistakes are
reported together: first those of cells and keys, then those of rows that contradict each other.
"""

from functools import lru_cache
from pathlib import Path

from cl_pipeline.framework.indicators import indicators
from cl_pipeline.framework.roadmap import (
    calendar,
    codes,
    comparability,
    context,
    counting_alternatives,
    form_versions,
    gap_codes,
    key_result_areas,
    member_states,
    proposals,
)
from cl_pipeline.framework.rows import open_tables
from cl_pipeline.framework.rules import read_settings, rules
from cl_pipeline.framework.tables import FOLDER, Mistakes, framework_digest
from cl_pipeline.model.context import Body
from cl_pipeline.model.framework import (
    Activity,
    FocusArea,
    Framework,
    Ratification,
    Supplier,
)


def load_framework(folder: Path | None = None) -> Framework:
    """The framework in that folder; without a folder the one of this project, read once.

    Raises:
        FrameworkError: files are missing or hold mistakes; names file, line and remedy of each.
    """
    return _own_framework() if folder is None else _load(folder)


@lru_cache(maxsize=1)
def _own_framework() -> Framework:
    return _load(FOLDER)


def _load(folder: Path) -> Framework:
    mistakes = Mistakes(folder)
    settings, tables = read_settings(mistakes), open_tables(mistakes)
    areas = key_result_areas(tables)
    framework = Framework(
        key=settings.text_of("key"),
        title=settings.text_of("title"),
        digest=framework_digest(folder),
        member_states=member_states(tables),
        focus_areas=tables.records("focus_areas", FocusArea),
        key_result_areas=areas,
        activities=tables.records("activities", Activity),
        bodies=tables.records("bodies", Body),
        indicators=indicators(tables, areas),
        calendar=calendar(tables),
        rules=rules(settings),
        gap_codes=gap_codes(tables),
        codes=codes(tables),
        suppliers=tables.records("suppliers", Supplier),
        ratifications=tables.records("ratifications", Ratification),
        form_versions=form_versions(tables),
        context=context(tables),
        counting_alternatives=counting_alternatives(tables),
        comparability=comparability(tables),
        proposals=proposals(tables),
    )
    mistakes.raise_any()
    return framework
