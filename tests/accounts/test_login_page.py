"""The page `/login` as it is sent."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from geo_api.access import Role
from geo_api.accounts.page import local_path
from geo_api.accounts.words import LOGIN_WORDS, SCRIPT_WORDS
from geo_api.pages import FRAME_WORDS
from tests.accounts.tools import add_account, browser, cookie_of
from tests.conftest import TestDatabase

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "geo_api" / "accounts" / "templates" / "login.html"
PARTS = ("login", "account-forms", "own-access", "second-factor", "field-faults")
SCRIPTS = [ROOT / "static" / "src" / f"{name}.ts" for name in PARTS]
# Named where one of two is chosen.
CHOSEN = {"show_password", "hide_password", "may_read", "may_write", "field_choose", "field_missing"}


@pytest.fixture
def client(no_accounts: TestDatabase) -> Iterator[TestClient]:
    with browser(no_accounts) as client:
        yield client


LOCAL = ["/admin", "/admin?tab=loads&x=1#top", "/dia-chi?q=Hồng+Quang", "/", "/a//b", "/a:b", "/https://x", "/login2"]
FOREIGN = [
    "//evil",
    "///evil",
    "/\\evil",
    "\\\\evil",
    "/\t/evil",
    "/\n/evil",
    "\t//evil",
    "https:",
    "https://evil",
    "https:/evil",
    "https:evil",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil",
    "",
    " /admin",
    "/ad min",
    "/admin\\..\\x",
    "/\x00",
    "/" + "x" * 3000,
    "/login",
    "/login/",
    "/login?next=/login",
    "/login#x",
    "/login/oidc/leave",
    "/./login/oidc/leave",
    "/x/../login/oidc/leave",
    "/%2e/login/oidc/leave",
    "/%6cogin/oidc/leave",
]


@pytest.mark.parametrize("wanted", LOCAL)
def test_a_page_of_ours_is_where_it_leads(client: TestClient, wanted: str):
    assert next_of(client.get("/login", params={"next": wanted}).text) == wanted


@pytest.mark.parametrize("wanted", FOREIGN)
def test_no_other_place_is(client: TestClient, wanted: str):
    assert local_path(wanted) == "/"
    html = client.get("/login", params={"next": wanted}).text
    assert next_of(html) == "/"
    assert "evil" not in html


def next_of(html: str) -> str:
    found = re.search(r'<body data-next="([^"]*)"', html)
    assert found is not None
    return unescape(found[1])


def test_the_page_says_who_is_signed_in(client: TestClient, no_accounts: TestDatabase):
    assert 'id="enter"' in client.get("/login").text
    number = add_account(no_accounts, "lan", Role.ADMIN)
    client.cookies.update(cookie_of(no_accounts, number))
    html = client.get("/login?next=/admin").text
    assert '<span class="who">lan</span>' in html
    assert '<a class="do" href="/admin">' in html
    assert 'id="enter"' not in html


def test_a_first_password_has_to_be_changed(client: TestClient, no_accounts: TestDatabase):
    client.cookies.update(cookie_of(no_accounts, add_account(no_accounts, "lan", first=True)))
    html = client.get("/login?next=/admin").text
    assert "Đặt mật khẩu của riêng bạn" in html
    assert 'href="/admin"' not in html


@pytest.mark.parametrize(("query", "language"), [("", "vi"), ("?lang=en", "en"), ("?lang=vi", "vi")])
def test_both_languages(client: TestClient, query: str, language: str):
    answer = client.get(f"/login{query}")
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}">' in answer.text
    assert {"vi": "Đăng nhập", "en": "Sign in"}[language] in answer.text


def test_nothing_runs_that_stands_in_the_page(client: TestClient):
    html = client.get("/login").text
    assert re.findall(r"<script(?![^>]*(src=|application/json))", html) == []
    assert re.findall(r"\sstyle=|\son\w+=|<style|javascript:", html) == []
    assert re.findall(r'(?:src|href|action)="(?!/|#)', html) == []


def test_without_scripts_no_password_gets_into_an_address(client: TestClient):
    assert re.findall(r"<form[^>]*>", client.get("/login").text)[0].count('method="post"') == 1
    assert client.post("/login", data={"name": "lan", "password": "secret"}).status_code == 405


def test_every_word_is_used_and_every_used_word_is_there():
    template = TEMPLATE.read_text()
    used = set(re.findall(r"words\.(\w+)", template))
    scripts = "".join(script.read_text() for script in SCRIPTS)
    asked = set(re.findall(r'\bt\("(\w+)"', scripts)) | CHOSEN
    assert used <= set(LOGIN_WORDS) | set(FRAME_WORDS)
    assert asked == set(SCRIPT_WORDS)
    assert set(LOGIN_WORDS) == (used | asked) - set(FRAME_WORDS)
