"""Load one folder of a framework's files as one validated ``Framework``.

Every reference leads somewhere, every key is unique and every row names its source. Mistakes are
reported together: first those of cells and keys, then those of rows that contradict each other.
"""

from functools import lru_cache
from pathlib import Path

from cl_pipeline.framework import roadmap
from cl_pipeline.framework.indicators import indicators, wholes
from cl_pipeline.framework.rows import FOLDER, Mistakes, framework_digest, open_tables
from cl_pipeline.model.context import Body
from cl_pipeline.model.framework import Activity, Framework, Ratification, Supplier


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
    tables = open_tables(mistakes)
    key, title = roadmap.name_and_title(tables)
    areas = roadmap.key_result_areas(tables)
    framework = Framework(
        key=key,
        title=title,
        digest=framework_digest(folder),
        member_states=roadmap.member_states(tables),
        key_result_areas=areas,
        activities=tables.records("activities", Activity),
        bodies=tables.records("bodies", Body),
        indicators=indicators(tables, areas),
        calendar=roadmap.calendar(tables),
        rules=roadmap.rules(tables),
        gap_codes=roadmap.gap_codes(tables),
        codes=roadmap.codes(tables),
        suppliers=tables.records("suppliers", Supplier),
        ratifications=tables.records("ratifications", Ratification),
        form_versions=roadmap.form_versions(tables),
        context=roadmap.context(tables),
        counting_alternatives=roadmap.counting_alternatives(tables),
        comparability=roadmap.comparability(tables),
        wholes=wholes(tables),
        proposals=roadmap.proposals(tables),
    )
    mistakes.raise_any()
    return framework
