"""A guard around Dagster's web server: only the web UI's own pages may ask it anything.

Dagster answers every page that is open in the officer's browser. ``dagster.yaml`` names
``GuardedInstance``, so that the guard is there however the web server is started in this project.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dagster as dg
from dagster._core.instance.config import dagster_instance_config
from dagster._core.instance.ref import InstanceRef
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cl_pipeline.errors import SettingsError

ADDRESS = "CL_UI_ADDRESS"
"""The setting for a web UI behind a name, e.g. ``https://statistics.example.org``."""

CLOSED = ("/logs/", "/report_asset_", "/notebook", "/dagit/notebook")
"""Beginnings of addresses that the web UI does not need: files of the server and outside events."""

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

USUAL_PORTS = {"http": 80, "https": 443}

OWN_SITE = ("same-origin", "none")
"""What a browser says of a request of our own page (or of an address that was typed in)."""

SENT_WITH_EVERY_PAGE = {
    "Content-Security-Policy": "img-src 'self' data:; frame-ancestors 'none'; form-action 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


class Guard:
    """Answers 403, 404 or 405 itself, or hands the request to ``app``.

    ``prefix`` is the path that all addresses of the web UI begin with.
    """

    def __init__(self, app: ASGIApp, prefix: str = "") -> None:
        self._app, self._prefix = app, prefix
        self._address = _address_in_force()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        if refused := self._refusal(scope, Headers(scope=scope)):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008, "reason": refused[1]})
            else:
                answer = PlainTextResponse(refused[1], refused[0], headers=SENT_WITH_EVERY_PAGE)
                await answer(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, content in SENT_WITH_EVERY_PAGE.items():
                    headers.append(name, content)
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        """Status and sentence where the request is refused."""
        if not self._is_from_own_page(scope, headers):
            return 403, (
                "This request is not from a page of this web UI. Type the address of the web UI "
                f"into your browser. If the UI is behind a name, set {ADDRESS} to its address, "
                "e.g. https://statistics.example.org\n"
            )
        path = scope["path"].removeprefix(self._prefix)
        # Dagster's routes take a line break at the end for no part of the address.
        if path.startswith(CLOSED) or not path.isprintable():
            return 404, "This address is closed.\n"
        if scope["type"] == "websocket":
            return None
        if not path.startswith("/graphql"):
            return None if scope["method"] in ("GET", "HEAD") else (405, "Only GET is allowed.\n")
        types = [given.partition(";")[0].strip() for given in headers.getlist("content-type")]
        if scope["method"] != "POST" or types != ["application/json"]:
            return 405, "Only POST with the content type application/json is allowed.\n"
        return None

    def _is_from_own_page(self, scope: Scope, headers: Headers) -> bool:
        _, port = scope.get("server") or ("", None)
        own = {*self._address, *(_origin(f"http://{name}:{port or 80}") for name in LOOPBACK)}
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        return (
            len(hosts) == 1
            and hosts[0].lower() in {origin.partition("://")[2] for origin in own}
            and {*self._address, f"http://{hosts[0].lower()}"}.issuperset(origins)
            # A browser names the page that opens a WebSocket, always.
            and (scope["type"] == "http" or len(origins) == 1)
            and all(site in OWN_SITE for site in headers.getlist("sec-fetch-site"))
        )


class GuardedInstance(dg.DagsterInstance):
    """Dagster's instance; its web server is guarded."""

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


def require_guarded_instance() -> None:
    """Refuse to go on where a web server of this process's instance would not be guarded.

    Without DAGSTER_HOME, or with that of another project, Dagster makes an instance of its own.

    Raises:
        SettingsError: DAGSTER_HOME is not a folder whose ``dagster.yaml`` names the guard.
    """
    home = os.environ.get("DAGSTER_HOME", "")
    instance_class = dagster_instance_config(home)[1] if Path(home).is_dir() and home else None
    if instance_class is not GuardedInstance:
        raise SettingsError(
            f"DAGSTER_HOME is {home!r}, so any web page could press the buttons of this web UI; "
            "start it with `make ui`, or set DAGSTER_HOME to the folder of this project's "
            "dagster.yaml"
        )


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
    if origin.startswith("http://") and urlsplit(origin).hostname not in ("127.0.0.1", "localhost"):
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
