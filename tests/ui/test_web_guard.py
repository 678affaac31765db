"""Who may ask the web server anything: the web UI's own pages, and nobody else."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster_webserver.app import create_app_from_workspace_process_context
from dagster_webserver.webserver import DagsterWebserver
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from cl_pipeline.errors import SettingsError
from resources.pipeline import refuse_unguarded
from schedules.web_guard import ADDRESS

ROOT = Path(__file__).resolve().parent.parent.parent
OWN = "http://127.0.0.1:3000"
SOCKET = "ws://127.0.0.1:3000/graphql"
BY_NAME = "https://statistics.example.org"
OWN_PAGE = {"Origin": OWN, "Sec-Fetch-Site": "same-origin"}
QUESTION = {"query": "{version}"}
JSON = {"Content-Type": "application/json"}


pytestmark = pytest.mark.xdist_group("web guard")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where Dagster keeps its runs."""
    return tmp_path_factory.mktemp("guarded")


@pytest.fixture(scope="module")
def instance(folder: Path) -> Iterator[dg.DagsterInstance]:
    """Dagster as this project sets it up, over an empty folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DagsterWebserver, "build_middleware", DagsterWebserver.build_middleware)
        patch.setenv("CL_DAGSTER_DIR", str(folder))
        patch.setenv(ADDRESS, BY_NAME)
        with dg.DagsterInstance.from_config(str(ROOT)) as instance:
            yield instance


@pytest.fixture(scope="module")
def client(instance: dg.DagsterInstance) -> Iterator[TestClient]:
    """The web server as Dagster makes it in this project."""
    instance.optimize_for_webserver(15000, 3600, 20)
    with WorkspaceProcessContext(instance, workspace_load_target=None) as context:
        app = create_app_from_workspace_process_context(context)
        yield TestClient(app, base_url=OWN, raise_server_exceptions=False)


def asked(client: TestClient, headers: Mapping[str, str]) -> int:
    return client.post("/graphql", json=QUESTION, headers=dict(headers)).status_code


@pytest.mark.parametrize(
    "headers",
    [
        OWN_PAGE,
        {"Origin": BY_NAME, "Host": "statistics.example.org", "Sec-Fetch-Site": "same-origin"},
        {"Origin": BY_NAME, "Host": "STATISTICS.example.org"},
        {"Origin": BY_NAME},
        {},
    ],
    ids=["own page", "behind a name", "capitals", "behind a proxy", "own script"],
)
def test_the_own_page_is_answered(client, headers):
    assert asked(client, headers) == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://other.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://other.example"},
        {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1:3000.other.example"},
        {"Origin": "https://127.0.0.1:3000"},
        {"Origin": "http://statistics.example.org"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "other.example:3000", "Origin": "http://other.example:3000"},
        {"Host": "other.example:3000"},
        {"Host": "127.0.0.1:8000"},
        {"Host": "localhost.:3000"},
        {"Host": ""},
        {"Host": "statistics.example.org", "Origin": "http://statistics.example.org"},
        {"Host": "statistics.example.org", "Origin": OWN},
        {"Sec-Fetch-Site": "none", "Sec-Purpose": "prefetch;prerender"},
        {"Sec-Fetch-Site": "none", "Purpose": "prefetch"},
    ],
    ids=repr,
)
def test_another_page_is_refused(client, headers):
    assert asked(client, headers) == 403
    assert client.get("/server_info", headers=headers).status_code == 403
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(SOCKET, headers=headers),
    ):
        pass


def test_a_web_socket_needs_an_origin(client):
    """A browser always sends one."""
    with client.websocket_connect(SOCKET, headers={"Origin": OWN}) as own:
        own.send_json({"type": "connection_init"})
        assert own.receive_json() == {"type": "connection_ack"}
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(SOCKET):
        pass


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "text/plain; x=application/json", "application/graphql", "multipart/form-data",
     "application/x-www-form-urlencoded", ""],
)  # fmt: skip
def test_a_query_is_sent_as_json(client, content_type):
    """A page may send the other types without asking the server first."""
    headers = {**OWN_PAGE, "Content-Type": content_type}

    assert client.post("/graphql", content=json.dumps(QUESTION), headers=headers).status_code == 405
    in_address = client.post("/graphql", params=QUESTION, headers=headers)
    assert in_address.status_code == 405


def test_a_query_is_sent_by_post(client):
    """An image on a page, also on one of the UI's own, is a GET."""
    for method in ("GET", "HEAD", "PUT", "OPTIONS"):
        for path in ("/graphql", "/graphql/"):
            asking = client.request(method, path, params=QUESTION, headers={**OWN_PAGE, **JSON})
            assert asking.status_code == 405
    charset = {**OWN_PAGE, "Content-Type": "application/json; charset=utf-8"}
    own = client.post("/graphql", content=json.dumps(QUESTION), headers=charset)
    assert own.status_code == 200


@pytest.mark.parametrize("path", ["/logs/history/runs/db", "/notebook", "/dagit/notebook"])
def test_no_file_of_the_server_is_handed_out(client, folder, path):
    assert (folder / "history" / "runs.db").exists()

    assert client.get(path, headers=OWN_PAGE).status_code == 404


@pytest.mark.parametrize("kind", ["materialization", "check", "observation"])
def test_no_event_is_taken_from_outside(client, kind):
    event = client.post(f"/report_asset_{kind}/planted", json={}, headers=OWN_PAGE)

    assert event.status_code == 404


def test_pages_show_no_foreign_picture_and_appear_in_no_frame(client):
    page = client.get("/runs", headers={"Sec-Fetch-Site": "none"})

    assert page.status_code == 200
    assert page.headers["cross-origin-opener-policy"] == "same-origin"
    policies = page.headers.get_list("content-security-policy")
    assert any("script-src" in policy for policy in policies)
    assert any("img-src 'self' data:; frame-ancestors 'none'" in policy for policy in policies)


@pytest.mark.parametrize(
    "address",
    [
        "statistics.example.org",
        "ftp://a.example",
        "http://",
        "https://a.example/ui",
        "http://statistics.example.org",
        "http://localhost:3000",
    ],
)
def test_an_address_that_is_none_stops_the_web_server(instance, monkeypatch, address):
    monkeypatch.setenv(ADDRESS, address)

    with pytest.raises(SettingsError):
        instance.optimize_for_webserver(15000, 3600, 20)


@pytest.mark.parametrize("path", ["/graphql%0a", "/graphql%0a/", "/graphql%0d", "/server_info%0a"])
def test_an_address_with_a_control_character_is_closed(client, path):
    """A route of the web server also fits where a line break follows."""
    page = client.get(f"{path}?query=%7Bversion%7D")

    assert page.status_code == 404
    assert "img-src 'self' data:" in page.headers["content-security-policy"]


@pytest.mark.parametrize("name", ["localhost:3000", "LOCALHOST:3000", "[::1]:3000"])
def test_another_name_of_this_computer_leads_to_the_own_address(client, name):
    """Another program may listen there, and hand its page the answers of the web UI."""
    headers = {"Host": name, "Origin": f"http://{name}", "Sec-Fetch-Site": "same-origin"}
    opened = {"Host": name, "Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}

    page = client.get("/runs?view=all", headers=opened, follow_redirects=False)

    assert (page.status_code, page.headers["location"]) == (307, f"{OWN}/runs?view=all")
    assert asked(client, headers) == 403
    fetched = {"Host": name, "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}
    assert client.get("/server_info", headers=fetched).status_code == 403
    linked = {**opened, "Sec-Fetch-Site": "cross-site"}
    assert client.get("/runs", headers=linked).status_code == 403
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(SOCKET, headers=headers):
        pass


JOB = "locations/cl_pipeline/jobs/record_a_decision"


@pytest.mark.parametrize(
    "path",
    [
        f"/{JOB}/playground/setup",
        f"/{JOB}/PlayGround/SetUp/",
        f"/{JOB}/playground%2Fsetup",
        f"/{JOB}/playground/%73etup",
        f"/{JOB}/playground/%2573etup",
        f"//{JOB}//playground//setup",
        f"/{JOB.replace('jobs', 'pipelines')}/playground/setup",
        f"/{JOB.replace('jobs', 'pipeline_or_job')}/playground/setup",
        f"/{JOB}/playground/setup-from-run/1",
    ],
)
def test_no_address_fills_in_a_launch_form(client, path):
    """Otherwise one press of the officer is missing, on a form that somebody else wrote."""
    assert (
        client.get(f"{OWN}{path}?config=ops", headers={"Sec-Fetch-Site": "none"}).status_code == 404
    )
    assert client.get(f"/{JOB}/playground", headers={"Sec-Fetch-Site": "none"}).status_code == 200


@pytest.mark.parametrize(
    "body",
    ["[]", '[{"query": "{version}"}]', '"{version}"', "null", "{}", '{"query": 1}', "{",
     "[" * 100_000, '{"query": "{version}", "variables": [1]}', b"\xff"],
    ids=range(10),
)  # fmt: skip
def test_a_body_that_is_not_one_query_is_refused(client, body):
    assert client.post("/graphql", content=body, headers={**OWN_PAGE, **JSON}).status_code == 400


def test_every_site_that_a_browser_names_must_be_the_own(client):
    headers = [("Sec-Fetch-Site", "none"), ("Sec-Fetch-Site", "cross-site")]

    assert client.post("/graphql", json=QUESTION, headers=headers).status_code == 403


def test_no_button_works_where_the_web_server_is_not_guarded(instance, tmp_path):
    """Without DAGSTER_HOME Dagster makes an instance of its own."""
    (tmp_path / "dagster.yaml").write_text("telemetry: {enabled: false}\n")

    with (
        dg.DagsterInstance.from_config(str(tmp_path)) as own,
        pytest.raises(SettingsError, match="make ui"),
    ):
        refuse_unguarded(own)

    refuse_unguarded(instance)
