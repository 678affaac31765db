"""One folder of a framework's files becomes one validated ``Framework``.

In: a folder. Out: ``model.framework.Framework``. Guarantee: every reference leads somewhere, no
key stands twice, every row names its source; else all mistakes of all files are named at once.
"""

from functools import lru_cache
from pathlib import Path

from cl_pipeline.framework.areas import activities, bodies, focus_areas, key_result_areas
from cl_pipeline.framework.calendar import calendar, form_versions
from cl_pipeline.framework.code_lists import codes, gap_codes
from cl_pipeline.framework.comparability import comparability
from cl_pipeline.framework.context import context
from cl_pipeline.framework.counting import counting_alternatives
from cl_pipeline.framework.indicators import indicators
from cl_pipeline.framework.mistakes import Mistakes
from cl_pipeline.framework.proposals import proposals
from cl_pipeline.framework.rows import open_tables
from cl_pipeline.framework.rules import read_settings_text, rules
from cl_pipeline.framework.states import member_states, ratifications, suppliers
from cl_pipeline.framework.tables import FOLDER, framework_digest
from cl_pipeline.model.framework import Framework


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
    settings, tables = read_settings_text(mistakes), open_tables(mistakes)
    # Rows that could not be read at all would only be missed by every reference to them.
    mistakes.settle()
    areas = key_result_areas(tables)
    framework = Framework(
        key=settings.text_of("key"),
        title=settings.text_of("title"),
        digest=framework_digest(folder),
        member_states=member_states(tables),
        focus_areas=focus_areas(tables),
        key_result_areas=areas,
        activities=activities(tables),
        bodies=bodies(tables),
        indicators=indicators(tables, areas),
        calendar=calendar(tables),
        rules=rules(settings),
        gap_codes=gap_codes(tables),
        codes=codes(tables),
        suppliers=suppliers(tables),
        ratifications=ratifications(tables),
        form_versions=form_versions(tables),
        context=context(tables),
        counting_alternatives=counting_alternatives(tables),
        comparability=comparability(tables),
        proposals=proposals(tables),
    )
    mistakes.settle()
    return framework
