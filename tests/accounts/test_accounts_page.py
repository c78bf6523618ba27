"""The page `/admin/accounts` as it is sent."""

import re
from html import unescape
from pathlib import Path

import pytest

from geo_api.access import Role
from geo_api.accounts.administration.queries import State
from geo_api.accounts.administration.words import ACCOUNTS_WORDS
from geo_api.desk import DESK_WORDS
from tests.accounts.office import open_office
from tests.conftest import TestDatabase

PAGE = "/admin/accounts"
STATIC = Path(__file__).parents[2] / "static" / "src"
SCRIPTS = [STATIC / "accounts.ts", STATIC / "desk.ts", *(STATIC / "accounts").glob("*.ts")]


@pytest.mark.parametrize(("lang", "title"), [("vi", "Tài khoản"), ("en", "Accounts")])
def test_the_page_is_private_and_speaks_both_languages(no_accounts: TestDatabase, lang: str, title: str):
    with open_office(no_accounts) as office:
        answer = office.client.get(PAGE, params={"lang": lang, "account": "7"})
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        assert f"<title>{title} · " in unescape(answer.text)
        ways = re.findall(r'<a href="(/admin[^"?]*)\?[^"]*"( aria-current="page")?>', answer.text)
        assert (PAGE, ' aria-current="page"') in ways
        assert ("/admin", "") in ways


def test_whoever_is_no_administrator_learns_nothing(no_accounts: TestDatabase):
    with open_office(no_accounts) as office:
        with office.other(office.add("lan", Role.PLANNER)) as theirs:
            answer = theirs.get(PAGE)
            assert (answer.status_code, answer.json()) == (404, theirs.get("/nothing-there").json())
        office.client.cookies.clear()
        assert office.client.get(f"{PAGE}?account=7").headers["location"] == "/login?next=/admin/accounts%3Faccount%3D7"


def test_every_word_has_its_use_and_every_use_its_word():
    scripts = "\n".join(path.read_text() for path in SCRIPTS)
    used = set(re.findall(r'"([a-z]+(?:_[a-z]+)*)"', scripts)) | {"accounts"}
    used |= {f"state_{state}" for state in State} | {
        f"{act}{end}" for act in ("disable", "sign_out", "factor_off") for end in ("_ask", "_why")
    }
    assert ACCOUNTS_WORDS.keys() - used == set()
    called = set(re.findall(r'\bt\("(\w+)"', scripts))
    assert called - (ACCOUNTS_WORDS.keys() | DESK_WORDS.keys()) == set()
