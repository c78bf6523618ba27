"""The page “địa chỉ cũ → địa chỉ mới” as it is sent."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from geo_api.maps.finder import words_in
from geo_api.maps.words import WORDS
from geo_api.maps.words_finder import FINDER_WORDS, SHARED

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "geo_api" / "maps" / "templates" / "finder.html"
SOURCES = ROOT / "static" / "src"


def catalogue_in(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="catalogue">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    catalogue: dict[str, Any] = json.loads(found[1])
    return catalogue


def attributes(html: str, name: str) -> list[str]:
    return [unescape(value) for value in re.findall(rf'\s{name}="([^"]*)"', html)]


@pytest.mark.parametrize(
    ("query", "accept", "language"), [("", "vi", "vi"), ("?lang=en", "vi", "en"), ("?q=x", "en-GB", "en")]
)
def test_the_page_is_in_the_language_asked_for(
    empty_client: TestClient, query: str, accept: str, language: str
) -> None:
    answer = empty_client.get(f"/dia-chi{query}", headers={"Accept-Language": accept})
    assert answer.headers["content-language"] == language
    assert "Accept-Language" in answer.headers["vary"]
    assert f'<html lang="{language}">' in answer.text
    assert catalogue_in(answer.text)["words"] == words_in(language)


def test_without_scripts_the_form_keeps_what_was_asked_and_the_data_is_a_link(empty_client: TestClient) -> None:
    html = empty_client.get("/dia-chi", params={"q": "Trực Hưng", "to": "old", "lang": "en"}).text
    assert "Trực Hưng" in attributes(html, "value")
    assert re.search(r'name="to" value="old" checked', html)
    assert not re.search(r'name="to" value="new" checked', html)
    noscript = re.search(r"<noscript>(.*)</noscript>", html, re.DOTALL)
    assert noscript is not None
    (address,) = attributes(noscript[1], "href")
    assert urlsplit(address).path == "/api/v1/units/resolve"
    assert parse_qs(urlsplit(address).query) == {"name": ["Trực Hưng"]}


def test_the_other_language_asks_the_same(empty_client: TestClient) -> None:
    html = empty_client.get("/dia-chi?q=Hồng+Quang&to=old").text
    link = re.search(r'id="other-language" href="([^"]*)"', html)
    assert link is not None
    assert parse_qs(urlsplit(unescape(link[1])).query) == {"lang": ["en"], "q": ["Hồng Quang"], "to": ["old"]}


def test_what_was_asked_stands_in_the_page_as_text(empty_client: TestClient) -> None:
    hostile = '"><script>alert(1)</script>'
    html = empty_client.get("/dia-chi", params={"q": hostile}).text
    assert hostile in attributes(html, "value")
    assert "<script>alert" not in html
    assert re.findall(r"<script(?![^>]*(src=|application/json))", html) == []
    assert re.findall(r"\sstyle=|\son\w+=|<style|javascript:", html) == []
    assert re.findall(r'(?:src|href|action)="(?!/|#)', html) == []


@pytest.mark.parametrize("query", ["to=sideways", "lang=xx", f"q={'x' * 201}"])
def test_an_impossible_question_is_refused(empty_client: TestClient, query: str) -> None:
    assert empty_client.get(f"/dia-chi?{query}").status_code == 400


def test_what_sites_add_to_links_and_the_chosen_unit_are_let_pass(empty_client: TestClient) -> None:
    assert empty_client.get("/dia-chi?q=a&unit=12&fbclid=1").status_code == 200


def test_built_files_of_the_page_are_served(empty_client: TestClient) -> None:
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', empty_client.get("/dia-chi").text)
    assert sorted(name.rsplit(".")[-1] for name in files) == ["css", "js", "svg", "svg"]
    assert [empty_client.get(name).status_code for name in files] == [200] * 4


def test_the_page_can_be_kept_and_asked_again(empty_client: TestClient) -> None:
    tag = empty_client.get("/dia-chi?q=x").headers["etag"]
    assert empty_client.get("/dia-chi?q=x", headers={"If-None-Match": tag}).status_code == 304
    assert empty_client.get("/dia-chi?q=y", headers={"If-None-Match": tag}).status_code == 200


def test_every_word_is_used_and_every_used_word_is_there() -> None:
    own = [SOURCES / "finder.ts", SOURCES / "map" / "boundaries.ts", *(SOURCES / "finder").glob("*.ts")]
    scripts = "\n".join(path.read_text() for path in own)
    template = TEMPLATE.read_text()
    named = set(re.findall(r'\bt\("(\w+)"', scripts)) | set(re.findall(r"words\.(\w+)", template))
    families = set(re.findall(r"\bt\(`(\w+_)\$", scripts)) | set(re.findall(r'words\["(\w+_)"', template))
    words = words_in("vi")
    assert named <= set(words)
    quoted = set(re.findall(r'"(\w+)"', scripts))
    unused = {key for key in words if key not in named | quoted and not key.startswith(tuple(families | {"example_"}))}
    assert unused == set()


def test_no_word_is_written_twice() -> None:
    assert set(SHARED) <= set(WORDS)
    assert set(FINDER_WORDS) & set(WORDS) == set()
