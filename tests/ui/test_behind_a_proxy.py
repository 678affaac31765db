"""The web UI for colleagues: read-only, under a name, behind a proxy that ends the encryption."""

import asyncio
import os
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.builders.samba import free_port
from tests.builders.web_ui import WebUi, running_web_ui
from tests.ui.conftest import CHROMIUM

pytestmark = [pytest.mark.ui, pytest.mark.xdist_group("web ui")]

NAME = "statistics.example.org"
A_PAGE = 60_000
ASK = """async query => {
    const answer = await fetch("/graphql", {method: "POST", body: JSON.stringify({query}),
        headers: {"Content-Type": "application/json"}});
    return answer.status + " " + await answer.text();
}"""
"""Asked by a page of the web UI itself."""

MUTATION = """mutation { startSensor(sensorSelector: {repositoryName: "__repository__",
    repositoryLocationName: "cl_pipeline", sensorName: "x"}) { __typename } }"""


@dataclass(frozen=True)
class Proxy:
    """Takes https on a port of loopback and hands on every byte, so web sockets as well."""

    port: int
    certificate: ssl.SSLContext

    async def serve(self, backend: int, is_ready: threading.Event, stop: asyncio.Event) -> None:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            from_ui, to_ui = await asyncio.open_connection("127.0.0.1", backend)
            await asyncio.gather(handed_on(reader, to_ui), handed_on(from_ui, writer))

        async def handed_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(OSError):
                while some := await reader.read(65536):
                    writer.write(some)
                    await writer.drain()
            writer.close()

        server = await asyncio.start_server(connected, "127.0.0.1", self.port, ssl=self.certificate)
        is_ready.set()
        async with server:
            await stop.wait()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory) -> Proxy:
    if not CHROMIUM.exists() or shutil.which("openssl") is None:
        missing = pytest.fail if os.environ.get("CI") else pytest.skip
        missing("Chromium or openssl is not installed")
    folder = tmp_path_factory.mktemp("proxy")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         f"/CN={NAME}", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return Proxy(free_port(), context)


@pytest.fixture(scope="module")
def web_ui(proxy, tmp_path_factory) -> Iterator[WebUi]:
    """Read-only, behind the proxy."""
    address = f"https://{NAME}:{proxy.port}"
    data = tmp_path_factory.mktemp("shown") / "data"
    with running_web_ui(data, "--read-only", CL_UI_ADDRESS=address) as running:
        loop, stop, is_ready = asyncio.new_event_loop(), asyncio.Event(), threading.Event()
        backend = urlsplit(running.address).port or 0
        serving = threading.Thread(
            target=loop.run_until_complete, args=(proxy.serve(backend, is_ready, stop),)
        )
        serving.start()
        is_ready.wait()
        yield WebUi(address, data, running.process)
        loop.call_soon_threadsafe(stop.set)
        serving.join()
        loop.close()


@pytest.fixture
def page(web_ui) -> Iterator[Page]:
    rules = f"--host-resolver-rules=MAP {NAME} 127.0.0.1, MAP other.example 127.0.0.1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", rules]
        )
        context = chromium.new_context(base_url=web_ui.address, ignore_https_errors=True)
        context.set_default_timeout(A_PAGE)
        yield context.new_page()
        chromium.close()


def test_its_pages_are_shown_under_its_name(page):
    with page.expect_websocket(timeout=A_PAGE) as opened:
        page.goto("/assets/submissions")

    expect(page.get_by_text("submissions", exact=True).first).to_be_visible(timeout=A_PAGE)
    assert opened.value.url.startswith(f"wss://{NAME}")


def test_colleagues_press_nothing(page):
    """Also a page of its own is refused what changes something."""
    page.goto("/assets/submissions")

    answer, asked = page.evaluate(ASK, MUTATION), page.evaluate(ASK, "{ version }")

    assert asked.startswith("200")
    assert "UnauthorizedError" in answer


def test_another_name_of_the_same_place_is_refused(page, proxy):
    page.goto(f"https://other.example:{proxy.port}/assets")

    expect(page.get_by_text("not from a page of this web UI")).to_be_visible(timeout=A_PAGE)


def test_its_sockets_are_in_a_folder_of_its_own(web_ui):
    """Whoever can open the socket of a code server can have it do what it likes."""
    own = Path(f"/proc/{web_ui.process.pid}/task/{web_ui.process.pid}/children")
    folders = {
        os.fsdecode(entry.removeprefix(b"TMPDIR="))
        for child in own.read_text().split()
        for entry in Path(f"/proc/{child}/environ").read_bytes().split(b"\0")
        if entry.startswith(b"TMPDIR=")
    }

    (folder,) = folders
    assert Path(folder).stat().st_mode & 0o777 == 0o700
    assert any(Path(folder).iterdir())
