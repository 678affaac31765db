"""The real web UI in a headless browser: what the officer presses, and what she sees then.

Nothing waits for a time: the browser waits for what should appear, and says what did not.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.settings import read_settings
from cl_pipeline.workflows.a_list_collection.collection import collect
from cl_pipeline.workflows.pipeline import open_pipeline
from cl_pipeline.workflows.slom_review.vintages import consolidate_round
from tests.builders.web_ui import WebUi, put_on_the_drive, running_web_ui

pytestmark = [pytest.mark.ui, pytest.mark.xdist_group("web ui")]

A_PAGE = 60_000
A_RUN = 180_000
"""Milliseconds to wait at most, where other things keep the machine busy; some ten seconds pass
between a press and a run's end on an idle one."""

GREEN, GREY = re.compile("accent-green"), re.compile("accent-gray")
"""The colours of the mark next to a partition, by the names the UI gives them."""


VIET_NAM = "2022/VNM/VNM_2022_a_list.xlsx"
THAILAND = "2023/THA/THA_2023_a_list.xlsx"

QUESTIONED = """ops:
  explain_one_number:
    config:
      indicator: A2
      country: VNM
      year: "2022"
      measure: pct
"""


@pytest.fixture(scope="module")
def web_ui(browser, tmp_path_factory) -> Iterator[WebUi]:
    """One web UI; a submission of Viet Nam was collected and consolidated before it started."""
    data = tmp_path_factory.mktemp("ui") / "data"
    put_on_the_drive(data, VIET_NAM)
    pipeline = open_pipeline(read_settings({"CL_DATA_DIR": str(data)}), "test")
    with pipeline.store:
        collect(pipeline)
        consolidate_round(pipeline, RoundYear(2022))
    with running_web_ui(data) as running:
        yield running


@pytest.fixture
def page(browser, web_ui) -> Iterator[Page]:
    """A fresh window on the web UI, as wide as an officer's screen."""
    context = browser.new_context(base_url=web_ui.address, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(A_PAGE)
    expect.set_options(timeout=A_PAGE)
    window = context.new_page()
    # It asks "Are you sure?" where an earlier phase was never run from here; an officer confirms.
    window.add_locator_handler(
        window.get_by_role("button", name="Confirm"), lambda confirm: confirm.click()
    )
    yield window
    context.close()


def open_job(page: Page, name: str) -> None:
    page.goto("/jobs")
    page.locator(f"a[href$='/jobs/{name}']").first.click()


def follow_the_run(page: Page) -> None:
    """From the message that appears after a launch to its run, until that has succeeded."""
    page.locator("a[href^='/runs/']").filter(has_text="View").click()
    expect(page.get_by_text("Success", exact=True).first).to_be_visible(timeout=A_RUN)


def dot_of(page: Page, partition: str) -> Locator:
    return page.locator(f"[data-tooltip='{partition}'] + div")


def open_submission(page: Page, sender: str, year: str) -> None:
    page.goto("/assets/submissions")
    page.get_by_role("tab", name="Partitions").click()
    page.locator(f"[data-tooltip='{sender}']").click()
    page.locator(f"[data-tooltip='{year}']").click()
    expect(page.get_by_text(f"{sender}|{year}", exact=True).first).to_be_visible()


def test_the_review_of_a_round_is_prepared_from_its_job(page, web_ui):
    open_job(page, "prepare_the_slom_review")
    page.get_by_role("button", name="Materialize all").click()
    page.get_by_text("Select a partition").click()
    page.get_by_role("menuitem").filter(has_text="2022").click()
    page.get_by_text("Launch runs to materialize").click()
    page.get_by_role("button", name="Launch 1 run").click()
    follow_the_run(page)

    page.goto("/assets/rule_of_five?view=partitions&partition=2022")
    proposals = page.get_by_role("row").filter(has_text="Children 5–17 in child labour")
    expect(proposals.filter(has_text="Viet Nam").last).to_be_visible()
    page.goto("/assets/review_workbook?view=partitions&partition=2022")
    workbook = web_ui.data_dir / "output" / "2022" / "slom_review_2022.xlsx"
    expect(page.get_by_text(str(workbook))).to_be_visible()
    assert workbook.exists()


def test_a_questioned_number_explains_itself(page, web_ui):
    open_job(page, "explain_a_number")
    page.get_by_role("tab", name="Launchpad").click()
    page.locator(".CodeMirror").first.click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(QUESTIONED)
    page.get_by_role("button", name="Launch Run").click()

    expect(page.get_by_text("Success", exact=True).first).to_be_visible(timeout=A_RUN)
    page.get_by_text("[Show Markdown]").first.click()
    answer = page.get_by_role("dialog")
    expect(answer).to_contain_text("6.6 %")
    expect(answer.get_by_role("row").filter(has_text="As typed")).to_contain_text("6.6")
    expect(answer).to_contain_text(VIET_NAM)
    expect(answer).to_contain_text(SAMPLE_NOTICE)
    assert list((web_ui.data_dir / "output" / "explained").glob("A2_VNM_2022_pct_*.html"))


def test_a_file_dropped_on_the_drive_turns_its_submission_green_by_itself(page, web_ui):
    """The drive sensor starts the run; nobody presses anything."""
    open_submission(page, "THA", "2023")
    expect(dot_of(page, "2023")).to_have_attribute("style", GREY)

    put_on_the_drive(web_ui.data_dir, THAILAND)

    page.goto("/runs")
    run = page.locator("[data-index]").filter(has_text="drive_sensor")
    expect(run.filter(has_text="Success").first).to_be_visible(timeout=A_RUN)
    open_submission(page, "THA", "2023")
    expect(dot_of(page, "2023")).to_have_attribute("style", GREEN, timeout=A_RUN)
    # The details next to the dots do not follow by themselves.
    open_submission(page, "THA", "2023")
    expect(page.get_by_text("Materialized", exact=True).first).to_be_visible()
    expect(page.get_by_text("Unsynced")).to_have_count(0)
    expect(page.get_by_text(SAMPLE_NOTICE).first).to_be_visible()
    expect(page.get_by_role("cell", name=THAILAND, exact=True)).to_be_visible()


A_BUTTON = quote(
    'mutation{launchRun(executionParams:{selector:{repositoryLocationName:"cl_pipeline",'
    'repositoryName:"__repository__",jobName:"show_the_framework"},mode:"default"}){__typename}}'
)
FOREIGN_PAGE = """<!doctype html><title>a foreign page</title>
<img src="{ui}/graphql?query={button}">
<iframe name="frame" src="{ui}/runs"></iframe>
<form method="post" target="frame" enctype="text/plain" action="{ui}/graphql?query={button}"></form>
<script>
const query = decodeURIComponent("{button}");
const tried = [];
const press = (how) => tried.push(fetch("{ui}/graphql?query={button}", how).catch(() => null));
press({{method: "POST", mode: "no-cors", body: JSON.stringify({{query}})}});
press({{method: "POST", headers: {{"Content-Type": "application/json"}}, body: "{{}}"}});
press({{mode: "no-cors"}});
const socket = new WebSocket("{socket}/graphql", "graphql-ws");
tried.push(new Promise((done) => {{
  socket.onopen = () => {{ document.title = "connected"; done(); }};
  socket.onclose = done;
}}));
document.querySelector("form").submit();
onload = () => Promise.all(tried).then(() => document.body.append("everything was tried"));
</script>"""


@contextmanager
def foreign_page(content: str) -> Iterator[int]:
    """The port of another web server on this computer; all its pages are this one."""

    class Foreign(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, *_: object) -> None:
            """Nothing is written."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Foreign) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever).start()
        try:
            yield server.server_port
        finally:
            server.shutdown()


def runs_so_far(page: Page) -> list[str]:
    """The runs of the button, as the web UI's own page asks; sensors start others."""
    page.goto("/runs")
    return page.evaluate(
        """() => fetch("/graphql", {
            method: "POST",
            headers: {"Content-Type": "application/json"},
            body: JSON.stringify({query: "{runsOrError{...on Runs{results{runId jobName}}}}"}),
        }).then((answer) => answer.json()).then((answer) => answer.data.runsOrError.results
            .filter((run) => run.jobName === "show_the_framework").map((run) => run.runId))"""
    )


@pytest.mark.parametrize("name", ["other.example", "127.0.0.1"])
def test_a_foreign_page_presses_no_button(page, browser, web_ui, name):
    before = runs_so_far(page)
    socket = web_ui.address.replace("http", "ws")
    content = FOREIGN_PAGE.format(ui=web_ui.address, socket=socket, button=A_BUTTON)
    with foreign_page(content) as port, browser.new_context() as context:
        window = context.new_page()
        asked, answers = [], []
        window.on("request", lambda request: asked.append(request.url))
        window.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108
        window.goto(f"http://{name}:{port}/")
        expect(window.get_by_text("everything was tried")).to_be_visible()
        expect(window).to_have_title("a foreign page")

    statuses = [answer.status for answer in answers if answer.url.startswith(web_ui.address)]
    # Most refusals never reach the page: their headers keep them from other sites.
    assert len([url for url in asked if url.startswith(web_ui.address)]) >= 4
    assert set(statuses) <= {403}
    assert runs_so_far(page) == before


def test_a_foreign_name_for_this_computer_shows_nothing(page, web_ui):
    """The name of a foreign page may lead to this computer later."""
    answer = page.goto(web_ui.address.replace("127.0.0.1", "other.example"))

    assert answer.status == 403


def test_a_picture_in_a_text_presses_no_button(page):
    """Dagster draws some texts as Markdown, in a page of the web UI itself."""
    before = runs_so_far(page)
    with page.expect_response(lambda answer: "/graphql?query" in answer.url) as pressed:
        page.evaluate(f"() => {{ new Image().src = '/graphql?query={A_BUTTON}' }}")

    assert pressed.value.status == 405
    assert runs_so_far(page) == before
