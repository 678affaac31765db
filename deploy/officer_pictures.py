"""Takes the pictures of ``docs/officer.md`` from the running web UI, over the sample.

One command, some four minutes: ``.venv/bin/python deploy/officer_pictures.py``. It runs the sample
timeline into a folder of its own, puts the form with mistakes on the drive, takes the pictures and
forgets the folder. With a folder as argument (one that ``make run`` made) it works over a copy of
that. Every picture carries the sample notice.
"""

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from cl_pipeline.cli.console import message
from cl_pipeline.model.labels import SAMPLE_NOTICE

REPOSITORY = Path(__file__).resolve().parent.parent
PICTURES = REPOSITORY / "docs" / "pictures" / "officer"
CHROMIUM = "/usr/bin/chromium"
QUIETLY = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SCREEN = {"width": 1440, "height": 900}
PORT = 3456
A_RUN = 300_000
A_PAGE = 90_000
COLOURS = 128
"""A page of text needs no more, and the file becomes a third of its size."""

STRIP = """notice => {
    document.getElementById('sample-notice')?.remove();
    const strip = document.createElement('div');
    strip.id = 'sample-notice';
    strip.textContent = notice;
    strip.style = 'position:fixed;left:0;right:0;bottom:0;padding:6px 24px;z-index:99999;' +
        'background:#fff4cc;color:#1a1a1a;font:13px sans-serif;border-top:1px solid #d9b500';
    document.body.append(strip);
}"""

DECISION = """ops:
  record_decision:
    config:
      kind: accept_late
      subject: S-0000000000000000
      decided_by: SLOM
      reason: The ministry corrected its form.
"""


EXPLANATION = """ops:
  explain_one_number:
    config:
      indicator: A2
      country: KHM
      year: baseline
"""


def main(arguments: list[str]) -> None:
    """Prepares the folder, starts the web UI and takes every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        environment = _environment(data)
        if arguments:
            shutil.copytree(arguments[0], data)  # keeps times: the files on the drive stay known
        else:
            data.mkdir()
            _python("deploy/sample_timeline.py", environment)
        with _web_ui(environment), _window() as page:
            _with_mistakes_on_the_drive(page, data)
            for take in (
                graph, jobs, collect, unclear, checks, answers, review, coverage, rule_of_five,
                decision, decisions, explain, automation, failed_run,
            ):  # fmt: skip
                take(page)
                _save(page, take.__name__)


def graph(page: Page) -> None:
    """The phases and the assets in them."""
    page.goto("/asset-groups")
    for group in ("4_", "3_", "2_", "1_"):
        arrow = page.locator("[data-index]").filter(has_text=re.compile(f"^{group}"))
        arrow.first.get_by_role("img").first.click()
    expect(page.get_by_text("fetching statuses")).to_have_count(0)
    _settled(page)


def jobs(page: Page) -> None:
    """The officer's buttons."""
    page.goto("/jobs")
    _settled(page)


def collect(page: Page) -> None:
    """One button with what it does."""
    page.goto("/locations/cl_pipeline/jobs/collect_the_a_list")
    _settled(page)


def unclear(page: Page) -> None:
    """What came from one Member State for one round, and what is unclear."""
    page.goto("/assets/submissions?view=partitions&partition=KHM%7C2021")
    _settled(page)
    page.get_by_text("what is unclear").evaluate("cell => cell.scrollIntoView()")


def checks(page: Page) -> None:
    """The answers of the checks, with the cells."""
    page.goto("/assets/submissions?view=checks&checkDetail=cells_could_be_read")
    expect(page.get_by_text("left out until clear").first).to_be_visible()
    _settled(page)


def answers(page: Page) -> None:
    """What was answered to whom."""
    page.goto("/assets/feedback_reports")
    expect(page.get_by_text("answered in this run").first).to_be_visible()
    _settled(page)


def review(page: Page) -> None:
    """Choosing the round of a review."""
    page.goto("/locations/cl_pipeline/jobs/prepare_the_slom_review")
    page.get_by_role("button", name="Materialize all").click()
    page.get_by_text("Select a partition").click()
    page.get_by_role("menuitem").filter(has_text="2021").click()
    page.get_by_text("Launch runs to materialize").click()
    expect(page.get_by_role("button", name="Launch 1 run")).to_be_visible()
    expect(page.get_by_placeholder("Filter partitions")).to_have_count(0)


def coverage(page: Page) -> None:
    """The picture of who reports what."""
    page.goto("/assets/coverage?view=partitions&partition=2021")
    page.get_by_text("[Show Markdown]").first.click()
    expect(page.get_by_role("img", name=re.compile("Coverage of list A"))).to_be_visible()
    _settled(page)


def rule_of_five(page: Page) -> None:
    """The proposals of the rule."""
    page.goto("/assets/rule_of_five?view=partitions&partition=2021")
    expect(page.get_by_text("proposals")).to_be_visible()
    _settled(page)


def decision(page: Page) -> None:
    """The form in which a decision is recorded, with the meaning of a field."""
    page.goto("/locations/cl_pipeline/jobs/record_a_decision/playground")
    editor = page.locator(".CodeMirror").first
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(DECISION)
    for _ in range(4):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Launch Run")).to_be_enabled()
    _settled(page)


def decisions(page: Page) -> None:
    """The register of decisions."""
    page.goto("/assets/decisions")
    expect(page.get_by_text("decided on").first).to_be_visible()
    _settled(page)


def explain(page: Page) -> None:
    """A number that was questioned, led back to its cell in the run of the job."""
    page.goto("/locations/cl_pipeline/jobs/explain_a_number/playground")
    page.locator(".CodeMirror").first.click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(EXPLANATION)
    page.get_by_role("button", name="Launch Run").click()
    expect(page.get_by_text("Success", exact=True).first).to_be_visible(timeout=A_RUN)
    page.get_by_text("[Show Markdown]").first.click()
    expect(page.get_by_text("How read").first).to_be_visible()
    _settled(page)


def automation(page: Page) -> None:
    """What runs by itself."""
    page.goto("/automation")
    _settled(page)


def failed_run(page: Page) -> None:
    """A run that failed, because its decision was about nothing, and what it says."""
    page.goto("/locations/cl_pipeline/jobs/record_a_decision/playground")
    page.get_by_role("button", name="Launch Run").click()
    expect(page.get_by_text("Failure", exact=True).first).to_be_visible(timeout=A_RUN)
    _settled(page)


def _with_mistakes_on_the_drive(page: Page, data: Path) -> None:
    """The form with mistakes replaces its original; the sensor takes it in."""
    source = data / "with_mistakes" / "KHM_2021_a_list.xlsx"
    shutil.copy(source, data / "drive" / "2021" / "KHM" / source.name)
    page.goto("/runs")
    run = page.locator("[data-index]").filter(has_text="drive_sensor")
    expect(run.filter(has_text="Success").first).to_be_visible(timeout=A_RUN)


def _settled(page: Page) -> None:
    """Until the page asks for nothing more; pictures of spinners explain nothing."""
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("Loading")).to_have_count(0)
    page.wait_for_timeout(1500)


def _save(page: Page, name: str) -> None:
    page.evaluate(STRIP, SAMPLE_NOTICE)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS)
    path = PICTURES / f"{name}.png"
    picture.save(path, optimize=True)
    message(f"{path.relative_to(REPOSITORY)}  {path.stat().st_size // 1024} kB")


@contextmanager
def _window() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        context = browser.new_context(base_url=f"http://127.0.0.1:{PORT}", viewport=SCREEN)
        context.set_default_timeout(A_PAGE)
        expect.set_options(timeout=A_PAGE)
        yield context.new_page()
        browser.close()


@contextmanager
def _web_ui(environment: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "deploy/web_ui.py"]
    process = subprocess.Popen(
        command, cwd=REPOSITORY, env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr
        for line in process.stderr:
            if "The web UI is at" in line:
                break
        threading.Thread(target=process.stderr.read, daemon=True).start()  # a full pipe would block
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _environment(data: Path) -> dict[str, str]:
    ours = {name: text for name, text in os.environ.items() if not name.startswith("CL_")}
    return {
        **ours,
        "CL_DATA_DIR": str(data),
        "CL_DAGSTER_DIR": str(data / "dagster"),
        "CL_UI_PORT": str(PORT),
        "DAGSTER_HOME": str(REPOSITORY),
    }


def _python(script: str, environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, script], cwd=REPOSITORY, env=environment, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
