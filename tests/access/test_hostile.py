"""What comes from outside to be taken for another: paths, headers, methods, other sites, planted sessions, ids."""

from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from starlette.types import Message

from geo_api.account import Role
from geo_api.db import owner_connection
from geo_api.sessions import COOKIE
from tests.access.declared import matrix
from tests.access.examples import examples
from tests.access.oracle import seen
from tests.access.test_who_may import HELD_ANYWHERE, ask, is_hidden
from tests.access.world import Held, World
from tests.accounts.tools import PASSWORD, SESSION, add_account, password_hash, sign_in

ITEMS = "/ogc/collections/cameras/items"
# The path as the server gets it, before it is decoded.
PATHS = (
    f"/as//police{ITEMS}", f"//as/police{ITEMS}", f"/as/police/{ITEMS}", f"/as/police/../police{ITEMS}",
    f"/as/police/..{ITEMS}", f"/as/staff/../police{ITEMS}", f"/as/staff/%2e%2e/police{ITEMS}", f"/as/Police{ITEMS}",
    f"/AS/police{ITEMS}", f"/%61s/police{ITEMS}", f"/as%2fpolice{ITEMS}", f"/as/police%2f{ITEMS}",
    f"/as/staff/as/police{ITEMS}", f"/as/staff/as/admin{ITEMS}", f"/as/police;x=1{ITEMS}", f"/as/police%00{ITEMS}",
    f"/as/police%20{ITEMS}", f"/./as/police{ITEMS}", f"/as/./police{ITEMS}", f"/as\\police{ITEMS}",
    "/as/staff/ogc/collections/cameras/../cameras/items", "/as/staff/ogc/collections/Cameras/items",
    "/ogc/collections/cameras%2Fitems", "/as/staff/ogc/collections/%63ameras/items", f"/static/../as/police{ITEMS}",
    "/as/staff/tiles/communes,cameras.json", "/as/public" + ITEMS, "/as/wardmap_police" + ITEMS,
)  # fmt: skip


def raw(visitor: TestClient, path: str, headers: dict[str, str], method: str = "GET") -> tuple[int, bytes]:
    """As it stands on the wire: clients put paths in order before they send them."""
    pairs = [(name.lower().encode(), value.encode()) for name, value in {"host": "ward.example", **headers}.items()]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": unquote(path), "raw_path": path.encode(), "query_string": b"", "headers": pairs, "root_path": "",
        "client": ("203.0.113.9", 1), "server": ("ward.example", 80), "state": {},
    }  # fmt: skip
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    assert visitor.portal
    visitor.portal.call(visitor.app, scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.parametrize("path", PATHS)
def test_no_spelling_of_a_path_opens_what_the_plain_one_does_not(world: World, visitor: TestClient, path: str):
    hamlet = (Held(Role.COLLECTOR, "hamlet A1"),)
    status, body = raw(visitor, path, {})
    assert status in (303, 400, 401, 404), "nobody"
    status, body = raw(visitor, path, world.headers(*hamlet))
    shown = {row.key for row in world.rows_of("cameras") if f'"{row.key}"'.encode() in body}
    assert shown <= {row.key for row in seen(world, "cameras", hamlet, "staff")}
    assert status in (200, 400, 404)
    assert status != 200 or "staff" in path


HEADERS = (
    {"X-Original-URL": f"/as/police{ITEMS}"}, {"X-Rewrite-URL": f"/as/police{ITEMS}"},
    {"X-Forwarded-Prefix": "/as/police"}, {"X-Forwarded-Host": "evil.example"}, {"X-Host": "evil.example"},
    {"Forwarded": "host=evil.example;proto=https;for=127.0.0.1"}, {"X-Forwarded-For": "127.0.0.1"},
    {"X-Forwarded-Proto": "https"}, {"X-Forwarded-Port": "8443"}, {"X-Real-IP": "127.0.0.1"},
    {"X-Forwarded-User": "root"},
    {"X-Remote-User": "root"}, {"Remote-User": "root"}, {"X-HTTP-Method-Override": "DELETE"},
    {"X-Method-Override": "PUT"},
    {"Authorization": "Basic YWRtaW46YWRtaW4="}, {"X-Script-Name": "/as/police"},
    {"Cookie": "role=admin; account_id=1"},
    {"X-Wardmap-Units": "1"}, {"Accept-Charset": "utf-7"}, {"Transfer-Encoding": "identity"},
)  # fmt: skip
OPEN_PATHS = (
    "/ogc/collections", "/ogc/collections/wifi/items?f=json", "/tiles/wifi.json", "/styles/wardmap.json",
    "/ogc/?f=json",
    "/api/v1/search?q=commune", "/tiles/communes/12/3255/1810.mvt", "/",
)  # fmt: skip


@pytest.mark.parametrize("headers", HEADERS, ids=lambda headers: next(iter(headers)))
def test_no_header_changes_an_answer_that_caches_keep(visitor: TestClient, headers: dict[str, str]):
    for path in OPEN_PATHS:
        plain, tried = visitor.get(path), visitor.get(path, headers=headers)
        assert (tried.status_code, tried.content) == (plain.status_code, plain.content), path
        assert tried.headers["cache-control"] == plain.headers["cache-control"]


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_method_is_the_one_that_is_sent(world: World, visitor: TestClient, name: str):
    headers = world.headers(Held(Role.ADMIN, None))
    assert visitor.get(SESSION, headers={**headers, name: "DELETE"}).status_code == 200
    assert visitor.get(SESSION, headers=headers).status_code == 200
    assert visitor.get(f"{SESSION}?_method=DELETE", headers=headers).status_code == 400


UNSAFE = sorted(route for route in matrix()["routes"] if not route.startswith("GET "))


@pytest.mark.parametrize("sender", [
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "", "Origin": "null"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://ward.example"}, {"Sec-Fetch-Site": ""},
])  # fmt: skip
@pytest.mark.parametrize("route", UNSAFE)
def test_no_other_site_has_a_browser_change_anything(
    world: World, visitor: TestClient, route: str, sender: dict[str, str]
):
    example = next(each for each in examples(world) if each.route == route)
    headers = {**world.headers(Held(Role.ADMIN, None)), **sender}
    for before in ("", "/as/admin"):
        answer = ask(visitor, example, headers, before)
        assert answer.status_code == 403, answer.text
        assert "set-cookie" not in answer.headers


def test_a_session_that_was_planted_is_nobody_s(world: World, visitor: TestClient):
    add_account(world.database, "planted", Role.ADMIN, password_hash=password_hash())
    planted = "A" * 43
    visitor.cookies.set(COOKIE, planted)
    answer = sign_in(visitor, "planted", PASSWORD)
    assert answer.status_code == 200, answer.text
    assert planted not in answer.headers["set-cookie"]
    visitor.cookies.clear()
    assert visitor.get(SESSION, headers={"Cookie": f"{COOKIE}={planted}"}).status_code == 401


NO_RULES = (
    "/api/v1/coverage/{}/units", "/embed/coverage/{}", "/og/coverage/{}.png",
    "/oembed?url=http%3A%2F%2Fward.example%2Fembed%2Fcoverage%2F{}",
    "/oembed?url=http%3A%2F%2Fward.example%2F%3Frule%3D{}",
)  # fmt: skip


@pytest.mark.parametrize("name", ["%00", "wifi%00", "%C2%85", "%ED%A0%80", "x" * 300])
@pytest.mark.parametrize("path", NO_RULES)
def test_what_cannot_be_the_name_of_a_rule_is_not_there(visitor: TestClient, path: str, name: str):
    """Nobody knows it, as nobody knows a rule of which there was never one."""
    asked = path.format(name.replace("%", "%25") if "oembed" in path else name)
    assert visitor.get(asked).status_code in (400, 404)
    assert visitor.get(path.format("no.rule")).status_code == 404


def test_a_slash_too_many_leads_to_no_other_host(visitor: TestClient):
    for path, meant in (
        ("/planner/", "/planner"),
        ("/as/police/ogc/collections/?f=json", "/as/police/ogc/collections?f=json"),
    ):
        answer = visitor.get(path, headers={"Host": "evil.example"}, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (307, meant)


def test_things_of_others_by_their_number_are_not_there(world: World, visitor: TestClient):
    """Every address with a number in it that is not of the map, with numbers that exist, asked by everybody else."""
    with owner_connection(world.database.owner) as connection:
        upload = (
            "INSERT INTO upload (created_by, file_name, file_size, layer, options)"
            " VALUES ('x', 'x.csv', 1, 'wifi', '{}') RETURNING id"
        )
        number = connection.scalar(text(upload))
        account = connection.scalar(text("SELECT min(id) FROM account"))
    others = {role: world.headers(Held(role, unit)) for role, unit in (
        (Role.AUDITOR, None), (Role.APPROVER, None), (Role.ADMIN, "commune A"), (Role.PUBLIC, None),
    )}  # fmt: skip
    own = [each for each in examples(world) if "999999" in each.path and each.who not in ("rows", "everybody")]
    assert len(own) > 10
    for example in own:
        there = example.path.replace("999999", str(number if "loads" in example.path else account))
        for role, headers in others.items():
            # Of the register approvers are no others: what they may do where is asked in tests/addresses.
            if role is Role.APPROVER and example.who in HELD_ANYWHERE:
                continue
            body = {"json": {}} if example.method in ("POST", "PUT") else {}
            answer = visitor.request(example.method, there, headers=headers, **body)
            assert is_hidden(visitor, answer), (example, answer.text)
