"""The register of focal points: what a table adds or ends, and why it is refused."""

from pathlib import Path

import pytest

from cl_pipeline.errors import UsageError
from cl_pipeline.workflows.template_finalisation.focal_points import (
    add_focal_points,
)

HEADING = "sender,institution,address,language,indicators"


def table(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = folder / "focal_points.csv"
    path.write_bytes("\r\n".join((*lines, "")).encode(encoding))
    return path


def test_a_focal_point_who_left_is_ended(office, tmp_path):
    row, left = "KHM,Ministry of Labour,{}@example.org,km,A2", {"a": ",no", "b": ",", "c": ",Yes"}
    add_focal_points(
        office.pipeline,
        table(tmp_path, HEADING, *(row.format(name) for name in "abc")),
    )

    changed = add_focal_points(
        office.pipeline,
        table(
            tmp_path, f"{HEADING},active", *(row.format(name) + kept for name, kept in left.items())
        ),
    )

    addresses = [
        focal_point.address for focal_point in office.pipeline.store.focal_points.in_force()
    ]
    assert (changed, addresses) == (1, ["b@example.org", "c@example.org"])


@pytest.mark.parametrize(
    ("row", "named"),
    [
        pytest.param("KHM,Ministry,no address,en,A2,", "'no address'", id="address"),
        pytest.param("KHM,Ministry,a@example.org,Khmer,A2,", "'Khmer'", id="language"),
        pytest.param("KHM,Ministry,a@example.org,en,A2,n/a", "'n/a'", id="active"),
        pytest.param("KHM, ,a@example.org,en,A2,", "institution", id="empty"),
        pytest.param("XXX,Ministry,a@example.org,en,A2,", "'XXX'", id="sender"),
        pytest.param("KHM,Ministry,a@example.org,en,A99,", "A99", id="indicator"),
    ],
)
def test_a_table_with_a_mistake_adds_nothing(office, tmp_path, row, named):
    """It would only be noticed when a mail is not sent; the message names the line."""
    good = "LAO,Ministry of Labour,lao@example.org,lo,A2,"

    with pytest.raises(UsageError, match=f"line 3: .*{named}"):
        add_focal_points(office.pipeline, table(tmp_path, f"{HEADING},active", good, row))

    assert office.pipeline.store.focal_points.in_force() == ()


@pytest.mark.parametrize("language", ["km", "fil", "pt_BR", "zh-TW"])
def test_a_language_is_a_cldr_code(office, tmp_path, language):
    row = f"KHM,Ministry,a@example.org,{language},A2"

    assert add_focal_points(office.pipeline, table(tmp_path, HEADING, row)) == 1


def test_a_table_with_semicolons_and_all_indicators_is_read(office, tmp_path):
    """In many countries spreadsheet programs save CSV so; ``all`` is every indicator."""
    lines = (HEADING.replace(",", ";"), "KHM;Ministry;a@example.org;km;all")

    add_focal_points(office.pipeline, table(tmp_path, *lines))

    (added,) = office.pipeline.store.focal_points.in_force()
    assert added.indicators == tuple(
        indicator.key for indicator in office.pipeline.base_framework.indicators
    )
