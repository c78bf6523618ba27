"""The page `/admin` as it is sent: to whom, in which language, with which words."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any, get_args

import pytest
from fastapi.testclient import TestClient

from geo_api.access import Role
from geo_api.desk import DESK_WORDS
from geo_api.loads.documents import State
from geo_api.loads.targets import targets
from geo_api.loads.wanted import INDICATORS, OSM, UNITS
from geo_api.loads.words_check import CHECK_WORDS
from geo_api.loads.words_figures import FIGURE_WORDS
from geo_api.loads.words_page import PAGE_WORDS
from geo_api.loads.words_targets import TARGET_WORDS
from geo_api.loads.words_undo import UNDO_WORDS
from geo_api.map_frame import MAP_WORDS
from layers.units import LEVELS
from loaders.errors import Asked
from loaders.options import Mode, OnError
from loaders.units.boundaries.change import GIVEN_STATUSES
from tests.accounts.tools import add_account, browser, cookie_of
from tests.conftest import Server, TestDatabase

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static" / "src"
SCRIPTS = [STATIC / "admin.ts", STATIC / "desk.ts", *(STATIC / "admin").glob("*.ts")]
TEMPLATES = [ROOT / "geo_api" / "loads" / "templates" / "admin.html", ROOT / "geo_api" / "templates" / "desk.html"]
WORDS = {**PAGE_WORDS, **CHECK_WORDS, **TARGET_WORDS, **FIGURE_WORDS, **UNDO_WORDS}


@pytest.fixture(scope="module")
def database(server: Server, template: str) -> Iterator[TestDatabase]:
    with server.database(template) as database:
        yield database


@pytest.fixture(scope="module")
def cookies(database: TestDatabase) -> dict[Role, dict[str, str]]:
    roles = (Role.ADMIN, Role.AUDITOR)
    return {role: cookie_of(database, add_account(database, role.value, role)) for role in roles}


@pytest.fixture
def client(database: TestDatabase) -> Iterator[TestClient]:
    with browser(database) as client:
        yield client


def catalogue(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="catalogue">(.*?)</script>', html, re.S)
    assert found
    read: dict[str, Any] = json.loads(found[1])
    return read


def test_whoever_is_not_signed_in_is_shown_where_to_and_comes_back(client: TestClient) -> None:
    answer = client.get("/admin", params={"upload": "12", "lang": "en"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?lang=en&next=/admin%3Fupload%3D12%26lang%3Den"


def test_whoever_may_not_load_learns_nothing(client: TestClient, cookies: dict[Role, dict[str, str]]) -> None:
    client.cookies.update(cookies[Role.AUDITOR])
    answer = client.get("/admin")
    assert answer.status_code == 404
    assert answer.json() == client.get("/nothing-there").json()


@pytest.mark.parametrize(("lang", "title"), [("vi", "Nạp dữ liệu"), ("en", "Load data")])
def test_the_page_is_private_and_speaks_both_languages(
    client: TestClient, cookies: dict[Role, dict[str, str]], lang: str, title: str
) -> None:
    client.cookies.update(cookies[Role.ADMIN])
    answer = client.get("/admin", params={"lang": lang, "upload": "7"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert f"<title>{title} · " in unescape(answer.text)
    other = "en" if lang == "vi" else "vi"
    assert f'href="/admin?lang={other}&upload=7"' in unescape(answer.text)
    known = catalogue(answer.text)
    assert known["targets"] == list(targets())
    assert "duplicate" in known["checks"]


def test_a_number_that_is_none_is_not_repeated(client: TestClient, cookies: dict[Role, dict[str, str]]) -> None:
    client.cookies.update(cookies[Role.ADMIN])
    assert "x%22y" not in client.get("/admin", params={"upload": 'x"y'}).text


def test_every_word_has_its_use_and_every_use_its_word() -> None:
    scripts = "\n".join(path.read_text() for path in SCRIPTS)
    templates = "\n".join(path.read_text() for path in TEMPLATES)
    used = set(re.findall(r"words\.(\w+)", templates))
    used |= set(re.findall(r'"([a-z]+(?:_[a-z]+)*)"', scripts))
    used |= {f"ask_{kind}{end}" for kind in [*Asked, "other", "position"] for end in ("", "_hint")}
    used |= {f"other_{kind}" for kind in [*Asked, "other"]}
    used |= {
        f"{name}_{value}{end}"
        for name, values in (("mode", Mode), ("on_error", OnError))
        for value in values
        for end in ("", "_hint")
    }
    used |= {f"option_{name}" for name in ("crs", "encoding", "source_layer")}
    used |= {f"role_{name}" for name in ("lon", "lat", "wkt")}
    used |= {f"{name}_none" for name in ("uploads", "loads")}
    used |= {f"severity_{name}" for name in ("warning", "repaired", "note")}
    used |= {f"{name}_{state}" for name in ("state", "say") for state in get_args(State)}
    of_target = ("into_layer", "load", "load_no_count", "ready_note", "done_title")
    used |= {f"{key}_{target}" for key in of_target for target in (UNITS, OSM, INDICATORS)}
    used |= {f"level_{level}" for level in LEVELS} | {f"standing_{standing}" for standing in GIVEN_STATUSES}
    used |= {f"undo_{when}_{what}" for when in ("will", "did") for what in ("delete", "restore")} | {"mode_undo"}
    # Whatever has words of its own for figures has words for all else.
    used |= {f"{key}_{INDICATORS}" for key in used if f"{key}_{INDICATORS}" in FIGURE_WORDS and key in WORDS}
    assert WORDS.keys() - used == set()
    called = set(re.findall(r'\bt\("(\w+)"', scripts)) | set(re.findall(r"words\.(\w+)", templates))
    assert called - (WORDS.keys() | MAP_WORDS.keys() | DESK_WORDS.keys()) == set()
