"""What is refused is told to a browser as a page, and to a program as a problem document."""

import pytest

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/khong-co", "/ogc/collections/khong-co", "/planner/khong-co", "/khong/%00"])
def test_a_browser_is_told_in_a_page_with_a_way_on(empty_client, path):
    answer = empty_client.get(path, headers={**BROWSER, "Accept-Language": "vi"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")
    assert {"Accept", "Accept-Language"} <= {name.strip() for name in answer.headers["vary"].split(",")}
    assert "<h1>Không tìm thấy</h1>" in answer.text
    assert 'href="/?lang=vi"' in answer.text
    assert "<script" not in answer.text
    english = empty_client.get(path, headers={**BROWSER, "Accept-Language": "en"})
    assert "<h1>Not found</h1>" in english.text


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/khong-co", {}), ("/khong-co", {"Accept": "application/json"}), ("/api/v1/khong-co", BROWSER)],
)
def test_programs_are_told_as_before(empty_client, path, headers):
    answer = empty_client.get(path, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_what_was_asked_for_is_never_repeated(empty_client):
    answer = empty_client.get("/tiles/<b>x/1/1/1.mvt?rule=<i>", headers=BROWSER)
    assert answer.status_code in (400, 404)
    assert "<b>" not in answer.text
    assert "<i>" not in answer.text
