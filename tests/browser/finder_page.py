"""What tests of the page “địa chỉ cũ → địa chỉ mới” share: opening it, and reading what the service says."""

import json
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit
from urllib.request import urlopen

from playwright.sync_api import Page

from tests.browser.conftest import Visit

LINE = "Số 12, xóm 3, xã Hồng Quang, huyện Nam Trực, tỉnh Nam Định"


def go(visit: Visit, question: str = "", **more: str) -> Page:
    """Open the page by its link and wait for the whole answer."""
    parts = {"q": question, **more} if question else more
    visit.page.goto(f"{visit.base}/dia-chi?" + "&".join(f"{key}={quote(value)}" for key, value in parts.items()))
    visit.page.wait_for_load_state("networkidle")
    return visit.page


def get(base: str, path: str) -> Any:
    with urlopen(base + path) as answer:
        return json.load(answer)


def asked(page: Page) -> dict[str, list[str]]:
    """The question as the address of the page has it."""
    return parse_qs(urlsplit(page.url).query)
