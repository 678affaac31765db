"""``make run`` and ``make ui`` fill only a folder of their own with the sample."""

import runpy
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "sample_timeline.py"


@pytest.mark.parametrize(
    ("name", "value"), [("CL_DRIVE", "drive"), ("CL_DATABASE_URL", "sqlite:///own.db")]
)
def test_a_drive_or_database_of_somebody_is_left_alone(tmp_path, monkeypatch, name, value):
    """The sample would mix with real submissions and close rounds for good."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv(name, value)
    main = runpy.run_path(str(SCRIPT))["main"]

    monkeypatch.setattr(sys, "argv", ["sample_timeline.py"])
    with pytest.raises(SystemExit, match=f"{name} is set; unset it"):
        main()
    monkeypatch.setattr(sys, "argv", ["sample_timeline.py", "--if-empty"])
    main()

    assert list(tmp_path.iterdir()) == []


def test_a_file_on_the_drive_is_not_replaced(tmp_path):
    """A file of that name may be somebody's own."""
    bring = runpy.run_path(str(SCRIPT))["bring"]
    for folder in ("sample", "drive"):
        (tmp_path / folder / "KHM").mkdir(parents=True)
        (tmp_path / folder / "KHM" / "a.xlsx").write_text(folder)

    bring(tmp_path / "sample", tmp_path / "drive")

    assert (tmp_path / "drive" / "KHM" / "a.xlsx").read_text() == "drive"
