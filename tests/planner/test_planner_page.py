"""The page `/planner` as it is sent."""

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import pytest

from geo_api.account import Role
from geo_api.desk import DESK_WORDS
from geo_api.planner.words import PLANNER_WORDS
from geo_api.planner.words_wall import WALL_WORDS
from layers.layer import Text
from tests.accounts.office import open_office
from tests.conftest import TestDatabase

PAGE = "/planner"
STATIC = Path(__file__).parents[2] / "static" / "src"


@pytest.mark.parametrize(
    ("role", "base"), [(Role.PLANNER, "/as/planner"), (Role.RULE_EDITOR, "/as/planner"), (Role.ADMIN, "/as/admin")]
)
def test_planners_get_the_page_and_read_as_their_kind(empty_db: TestDatabase, role: Role, base: str):
    with open_office(empty_db) as office, office.other(office.add("lan", role)) as theirs:
        answer = theirs.get(PAGE, params={"lang": "en", "unit": "7"})
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        assert "<title>Coverage planning · " in unescape(answer.text)
        assert f'"base": "{base}"' in answer.text


def test_the_wall_is_for_the_same(empty_db: TestDatabase):
    with open_office(empty_db) as office:
        with office.other(office.add("lan", Role.PLANNER)) as theirs:
            assert "<title>Độ phủ hôm nay · " in unescape(theirs.get(f"{PAGE}/wall", params={"lang": "vi"}).text)
        with office.other(office.add("minh", Role.AUDITOR)) as theirs:
            assert theirs.get(f"{PAGE}/wall").status_code == 404


def test_nobody_else_learns_that_it_is_there(empty_db: TestDatabase):
    with open_office(empty_db) as office:
        with office.other(office.add("lan", Role.COMMUNE_EDITOR)) as theirs:
            answer = theirs.get(PAGE)
            assert (answer.status_code, answer.json()) == (404, theirs.get("/nothing-there").json())
        office.client.cookies.clear()
        assert office.client.get(f"{PAGE}?unit=7").headers["location"] == "/login?next=/planner%3Funit%3D7"


@pytest.mark.parametrize(("page", "words"), [("planner", PLANNER_WORDS), ("wall", WALL_WORDS)])
def test_every_word_that_the_scripts_use_is_there(page: str, words: Mapping[str, Text]):
    paths = [STATIC / f"{page}.ts", *(STATIC / page).glob("*.ts")]
    called = {word for path in paths for word in re.findall(r'\bt\("(\w+)"', path.read_text())}
    assert called
    assert called - (words.keys() | DESK_WORDS.keys()) == set()
