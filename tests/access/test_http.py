"""What holds for every answer: headers, limits, errors in words, the OpenAPI document."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

from geo_api.answers import is_known
from geo_api.app import create_app
from geo_api.codings import accepts_gzip
from geo_api.language import preferred
from geo_api.settings import Settings, driver_url
from tests.conftest import Server, TestDatabase, client_of

PATHS = ["/", "/tiles/communes/9/407/226.mvt", "/ogc/collections", "/health/live", "/nowhere", "/tiles/x/99/0/0.mvt"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_security_headers(client: TestClient, path: str):
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_head_is_get_without_the_body(client: TestClient):
    assert client.head("/tiles/communes/9/407/226.mvt").headers["etag"]
    assert client.head("/nowhere").status_code == 404


def test_fifty_megabytes_are_refused_at_once(client: TestClient):
    answer = client.post("/ogc/", content=b"x" * 50_000_000)
    assert answer.status_code == 413
    assert answer.json()["detail"] == "Dữ liệu gửi lên vượt quá 1 MB."


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_a_wrong_method_is_refused_in_words(client: TestClient, method: str):
    answer = client.request(method, "/tiles/communes/9/407/226.mvt")
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "vi"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("fr,en;q=0.1", "en"),
        ("vi;q=0.2,en;q=0.8", "en"),
        ("en;q=0.2,vi", "vi"),
        ("en;q=0", "vi"),
        ("en;q=many", "vi"),
        ("*", "vi"),
        ("zh-CN", "vi"),
        ("enm,en;q=0.1,vi;q=0.5", "vi"),
    ],
)
def test_the_language_is_the_one_asked_for(header: str, language: str):
    assert preferred(header) == language


@pytest.mark.parametrize(
    "header",
    [
        "gzip",
        "br, gzip;q=0.5",
        "*",
        "x-gzip",
        "*;q=0, gzip",
        "gzip, *;q=0",
        "br;q=0, *;q=0.1",
        "GZIP ; Q=1.0",
        "deflate, gzip",
    ],
)
def test_documents_are_zipped_for_clients_that_take_it(client: TestClient, header: str):
    answer = client.get("/ogc/collections", headers={"Accept-Encoding": header})
    assert answer.headers["content-encoding"] == "gzip"
    assert accepts_gzip(header)


@pytest.mark.parametrize(
    "header",
    ["", "identity", "br", "gzip;q=0", "gzip; q=0.0000", "*;q=0", "gzip;q=0, *", "identity, gzip;q=0.5", "gzip;q=x"],
)
def test_documents_are_sent_plain_to_the_others(client: TestClient, header: str):
    answer = client.get("/ogc/collections", headers={"Accept-Encoding": header})
    assert "content-encoding" not in answer.headers
    assert not accepts_gzip(header)


def test_tags_are_read_as_the_standard_says():
    assert is_known('W/"a", "b"', '"a"')
    assert is_known("*", '"a"')
    assert not is_known('"b"', '"a"')


def test_the_openapi_document_is_3_0_and_speaks_of_problems(client: TestClient):
    document = client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.0.")
    for path in document["paths"].values():
        for operation in path.values():
            assert "422" not in operation["responses"]
            assert "application/problem+json" in operation["responses"]["400"]["content"]
    assert "null" not in {value for schema in _schemas(document) for value in [schema.get("type")]}


def _schemas(part):
    if isinstance(part, dict):
        if isinstance(part.get("type"), str):
            yield part
        for value in part.values():
            yield from _schemas(value)
    elif isinstance(part, list):
        for value in part:
            yield from _schemas(value)


def test_a_database_that_is_away_is_503_with_a_time_to_come_back():
    away = driver_url("postgresql://wardmap_service@127.0.0.1:1/none")
    with TestClient(create_app(Settings(), away), raise_server_exceptions=False) as client:
        for path in ("/tiles/communes/9/407/226.mvt", "/ogc/collections/schools/items", "/health/ready"):
            answer = client.get(path)
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "1"
            assert "127.0.0.1" not in answer.text
        assert client.get("/health/live").status_code == 200


def test_a_database_that_is_not_migrated_is_503(server: Server):
    with server.database() as bare, client_of(bare) as client:
        answer = client.get("/health/ready")
        assert answer.status_code == 503
        assert "map_public" not in answer.text


def test_connections_that_died_while_idle_cost_no_request(
    server: Server, empty_db: TestDatabase, empty_client: TestClient
):
    # A statement that is planned once for each connection, and one that is not.
    prepared, plain = "/api/v1/units/resolve?name=Nam Định", "/health/ready"
    assert [empty_client.get(path).status_code for path in (prepared, plain)] == [200, 200]
    engine = create_engine(server.admin, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"),
            {"name": empty_db.admin.database},
        )
    engine.dispose()
    assert [empty_client.get(path).status_code for path in (prepared, plain)] == [200, 200]


def test_an_empty_database_is_served_without_an_error(empty_client: TestClient):
    for path in ("/", "/tiles/communes.json", "/ogc/collections/communes/items", "/health/ready"):
        assert empty_client.get(path).status_code == 200
    assert empty_client.get("/tiles/communes,schools/12/3256/1810.mvt").status_code == 204
