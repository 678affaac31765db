"""What other programs of this computer can leave in the officer's browser, in Chromium.

One page behind the guard is enough to see what a browser asks it.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect
from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from schedules.web_guard import Guard
from tests.builders.samba import free_port

pytestmark = [pytest.mark.ui, pytest.mark.xdist_group("web ui")]

A_PAGE = 60_000

TAKES_OVER = """addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
    if (event.request.mode === "navigate") event.respondWith(
        new Response("<title>planted</title>", {headers: {"Content-Type": "text/html"}}));
});
"""
LEAVES_IT = """<title>another program</title><script>
navigator.serviceWorker.register("/worker.js").then(() => navigator.serviceWorker.ready)
    .then(() => document.title = "left");
</script>"""
WORKERS = "async () => (await navigator.serviceWorker.getRegistrations()).length"
PRESS = """async () => {
    const how = {method: "POST", headers: {"Content-Type": "application/json"},
        body: JSON.stringify({query: "mutation {press}"})};
    return (await fetch("/graphql", how)).status;
}"""


IN_ADVANCE = """(url) => {
    const rules = document.createElement("script");
    rules.type = "speculationrules";
    rules.text = JSON.stringify({prefetch: [
        {source: "list", urls: [url], eagerness: "immediate", referrer_policy: "no-referrer"}]});
    document.head.append(rules);
    document.body.innerHTML = `<a href="${url}">go</a>`;
}"""


@dataclass
class GuardedPage:
    """A web UI of one page behind the guard; ``reached`` is what the guard let through."""

    address: str
    reached: list[str] = field(default_factory=list)
    was_asked_in_advance: threading.Event = field(default_factory=threading.Event)

    async def watched(self, scope: Scope, receive: Receive, send: Send) -> None:
        if b"sec-purpose" in dict(scope["headers"]):
            self.was_asked_in_advance.set()
        await Guard(self.answered)(scope, receive, send)

    async def answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] != "/favicon.ico":
            self.reached.append(f"{scope['method']} {scope['path']}")
        await HTMLResponse("<title>the web UI</title>")(scope, receive, send)


@contextmanager
def guarded(port: int) -> Iterator[GuardedPage]:
    """A web UI at that port, until the block ends."""
    ui = GuardedPage(f"http://127.0.0.1:{port}")
    config = uvicorn.Config(ui.watched, interface="asgi3", lifespan="off", log_level="warning")
    server = uvicorn.Server(config)
    # Another program that was at the port before must not keep it.
    listening = socket.create_server(("127.0.0.1", port))
    serving = threading.Thread(target=server.run, args=([listening],))
    serving.start()
    try:
        yield ui
    finally:
        server.should_exit = True
        serving.join()


@contextmanager
def another_program(port: int, page: str, address: str = "127.0.0.1") -> Iterator[int]:
    """The port of another web server of this computer, whose pages are this one."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_worker = self.path == "/worker.js"
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript" if is_worker else "text/html")
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write((TAKES_OVER if is_worker else page).encode())

        def log_message(self, *_: object) -> None:
            """Nothing is written."""

    class Server(ThreadingHTTPServer):
        address_family = socket.AF_INET6 if ":" in address else socket.AF_INET
        daemon_threads = True

    with Server((address, port), Pages) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            yield server.server_port
        finally:
            server.shutdown()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(A_PAGE)
    expect.set_options(timeout=A_PAGE)
    yield context.new_page()
    context.close()


def test_a_service_worker_of_an_earlier_program_is_removed(page):
    """It answers for the web UI until the browser asks for its script again."""
    port = free_port()
    with another_program(port, LEAVES_IT):
        page.goto(f"http://127.0.0.1:{port}/")
        expect(page).to_have_title("left")

    with guarded(port) as ui:
        page.goto(f"{ui.address}/runs")
        expect(page).to_have_title("the web UI")
        assert page.evaluate(WORKERS) == 0


def test_another_program_at_localhost_presses_nothing(page):
    """`localhost` has two addresses; the web UI has one of them."""
    port = free_port()
    with guarded(port) as ui:
        try:
            with another_program(port, "<title>planted</title>", "::1"):
                page.goto(f"http://localhost:{port}/")
                expect(page).to_have_title("planted")
        except OSError:
            pytest.skip("this computer has no IPv6")
        assert page.evaluate(PRESS) == 403

        page.goto(f"http://localhost:{port}/runs?view=all")
        assert page.url == f"{ui.address}/runs?view=all"
        assert page.evaluate(PRESS) == 200
    assert ui.reached == ["GET /runs", "POST /graphql"]


def test_what_a_foreign_page_fetched_in_advance_is_not_shown(page):
    """The browser then names no site, as for an address that was typed in."""
    with guarded(free_port()) as ui, another_program(0, "<title>foreign</title>") as elsewhere:
        page.goto(f"http://other.example:{elsewhere}/")
        page.evaluate(IN_ADVANCE, f"{ui.address}/jobs")
        assert ui.was_asked_in_advance.wait(A_PAGE / 1000)
        page.get_by_text("go").click()
        expect(page.get_by_text("not from a page of this web UI")).to_be_visible()

    assert ui.reached == []
