"""A guard around Dagster's web server: only the web UI's own pages may ask it anything.

Dagster answers every page that is open in the officer's browser. ``dagster.yaml`` names
``GuardedInstance``, so that the guard is there however the web server is started in this project.
"""

import json
import os
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import unquote, urlsplit

import dagster as dg
from dagster._core.instance.ref import InstanceRef
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cl_pipeline.errors import SettingsError

ADDRESS = "CL_UI_ADDRESS"
"""The setting for a web UI behind a name, e.g. ``https://statistics.example.org``."""

CLOSED = ("/logs/", "/report_asset_", "/notebook", "/dagit/notebook")
"""Beginnings of addresses that the web UI does not need: files of the server and outside events."""

FILLS_THE_LAUNCH_FORM = ("playground", "setup")
"""Words in the addresses of Dagster's pages that take the text of the launch form from a link."""

NAMES_OF_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
"""Another program may listen at one of them, so the web UI answers under its own address only."""

USUAL_PORTS = {"http": 80, "https": 443}

OWN_SITE = ("same-origin", "none")
"""What a browser says of a request of our own page (or of an address that was typed in)."""

SENT_WITH_EVERY_PAGE = {
    "Content-Security-Policy": "img-src 'self' data:; frame-ancestors 'none'; form-action 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}

REMOVES_ITSELF = """addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(registration.unregister()
    .then(() => clients.matchAll())
    .then((pages) => pages.map((page) => page.navigate(page.url)))));
"""
"""A service worker instead of one that an earlier program left in the browser for this address."""


class Guard:
    """Answers what is not for the web UI itself, or hands the request to ``app``.

    ``prefix`` is the path that all addresses of the web UI begin with.
    """

    def __init__(self, app: ASGIApp, prefix: str = "") -> None:
        self._app, self._prefix = app, prefix
        self._address = _address_in_force()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, content in SENT_WITH_EVERY_PAGE.items():
                    headers.append(name, content)
            await send(message)

        answer = self._answer(scope, Headers(scope=scope))
        if answer is None and scope["type"] == "http" and scope["method"] == "POST":
            body = await Request(scope, receive).body()
            receive = _received_again(body, receive)
            answer = None if _is_one_query(body) else _refusal(400, "Send one query as an object.")
        if answer is None:
            await self._app(scope, receive, send_with_headers)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await answer(scope, receive, send_with_headers)

    def _answer(self, scope: Scope, headers: Headers) -> Response | None:
        """The guard's own answer; None where the web UI is to answer."""
        bound = _origin_of_socket(scope)
        if bound and _is_page_under_other_name(bound, scope, headers):
            path, query = scope["raw_path"].decode(), scope["query_string"].decode()
            return RedirectResponse(f"{bound}{path}?{query}" if query else f"{bound}{path}")
        if not self._is_from_own_page(bound, scope, headers):
            return _refusal(
                403,
                "This request is not from a page of this web UI. Type the address of the web UI "
                f"into your browser. If the UI is behind a name, set {ADDRESS} to its address, "
                "e.g. https://statistics.example.org",
            )
        if headers.get("service-worker"):
            return Response(REMOVES_ITSELF, media_type="text/javascript")
        return _refusal_of_address(scope, headers, self._prefix)

    def _is_from_own_page(self, bound: str, scope: Scope, headers: Headers) -> bool:
        origins = headers.getlist("origin")
        asked = {own for own in (*self._address, bound) if _name(own) == _host(headers)} - {""}
        return (
            bool(asked)
            and asked.union(self._address).issuperset(origins)
            # A browser names the page that opens a WebSocket, always.
            and (scope["type"] == "http" or len(origins) == 1)
            and _is_own_site(headers)
            # What a browser fetches before anybody goes there may be fetched for another page.
            and not {"sec-purpose", "purpose"}.intersection(headers.keys())
        )


def _refusal_of_address(scope: Scope, headers: Headers, prefix: str) -> Response | None:
    path = scope["path"].removeprefix(prefix)
    # Dagster's routes take a line break at the end for no part of the address.
    if path.startswith(CLOSED) or not path.isprintable():
        return _refusal(404, "This address is closed.")
    if all(word in unquote(path).casefold() for word in FILLS_THE_LAUNCH_FORM):
        return _refusal(404, "No address fills in a launch form. Open the job, then *Launchpad*.")
    if scope["type"] == "websocket":
        return None
    if not path.startswith("/graphql"):
        is_get = scope["method"] in ("GET", "HEAD")
        return None if is_get else _refusal(405, "Only GET is allowed.")
    types = [given.partition(";")[0].strip() for given in headers.getlist("content-type")]
    if scope["method"] != "POST" or types != ["application/json"]:
        return _refusal(405, "Only POST with the content type application/json is allowed.")
    return None


def _refusal(status: int, sentence: str) -> Response:
    return PlainTextResponse(f"{sentence}\n", status)


def _received_again(body: bytes, receive: Receive) -> Receive:
    """A body that was read already, then what else comes."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Message:
        return messages.pop() if messages else await receive()

    return received


def _is_one_query(body: bytes) -> bool:
    """Whether Dagster can read it; a list of queries ends in an error of the server."""
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return (
        isinstance(asked, dict)
        and isinstance(asked.get("query"), str)
        and isinstance(asked.get("variables"), dict | str | None)
    )


def _origin_of_socket(scope: Scope) -> str:
    """The address on loopback that the request came to; empty if it came to another."""
    host, port = scope.get("server") or ("", None)
    if not _is_loopback(host):
        return ""
    return _origin(f"http://{f'[{host}]' if ':' in host else host}:{port or 80}")


def _is_page_under_other_name(bound: str, scope: Scope, headers: Headers) -> bool:
    """Whether somebody opens a page at the own port of loopback, under another of its names."""
    port = urlsplit(bound).port or USUAL_PORTS["http"]
    names = {_name(_origin(f"http://{name}:{port}")) for name in NAMES_OF_LOOPBACK}
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and _host(headers) in names - {_name(bound)}
        and headers.get("sec-fetch-mode", "navigate") == "navigate"
        and _is_own_site(headers)
    )


def _name(origin: str) -> str:
    """Name and port, as in *Host*."""
    return origin.partition("://")[2]


def _host(headers: Headers) -> str:
    """The name that was asked; empty unless there is exactly one."""
    hosts = headers.getlist("host")
    return hosts[0].lower() if len(hosts) == 1 else ""


def _is_own_site(headers: Headers) -> bool:
    return all(site in OWN_SITE for site in headers.getlist("sec-fetch-site"))


def _is_loopback(host: str | None) -> bool:
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


class GuardedInstance(dg.DagsterInstance):
    """Dagster's instance; its web server is guarded. Runs of any other are refused."""

    is_guarded = True

    @staticmethod
    def config_schema() -> Mapping[str, Any]:
        """No settings of its own."""
        return {}

    @staticmethod
    def config_defaults(base_dir: str) -> Mapping[str, Any]:
        """Those of Dagster."""
        return InstanceRef.config_defaults(base_dir)

    def optimize_for_webserver(self, *arguments: Any, **named: Any) -> None:
        """Dagster calls this before it makes its web server, and nowhere else."""
        guard_the_web_server()
        super().optimize_for_webserver(*arguments, **named)


def guard_the_web_server() -> None:
    """Puts the guard in front of every web server that this process makes from now on.

    Raises:
        SettingsError: ``CL_UI_ADDRESS`` is not an address.
    """
    from dagster_webserver.webserver import DagsterWebserver  # noqa: PLC0415  only a web server

    _address_in_force()
    unguarded = DagsterWebserver.build_middleware

    def guarded(server: Any) -> list[Middleware]:
        return [Middleware(Guard, prefix=server._app_path_prefix), *unguarded(server)]

    DagsterWebserver.build_middleware = guarded


def _address_in_force() -> tuple[str, ...]:
    given = os.environ.get(ADDRESS, "")
    if not given:
        return ()
    origin = _origin(given)
    if origin.startswith("http://") and not _is_loopback(urlsplit(origin).hostname):
        raise SettingsError(
            f"{ADDRESS} is {given!r}; give an address with https, because a browser reports which "
            "page a request comes from only over https"
        )
    return (origin,)


def _origin(address: str) -> str:
    """Scheme, name and port as a browser writes them in *Origin*."""
    parts = urlsplit(address.strip().lower().rstrip("/"))
    is_bare = not (parts.path or parts.query or parts.fragment or parts.username)
    if parts.scheme not in USUAL_PORTS or not parts.hostname or not is_bare:
        raise SettingsError(f"{ADDRESS} is {address!r}; give e.g. https://statistics.example.org")
    return f"{parts.scheme}://{parts.netloc.removesuffix(f':{USUAL_PORTS[parts.scheme]}')}"
