"""Signing in through a provider in a real browser: from the button, over the provider's forms, back, and out again."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from geo_api.settings import Settings
from tests.accounts.oidc.tools import CLIENT, MAPPING, People, provider
from tests.conftest import Server, serving


@pytest.fixture
def page(browser: Browser, server: Server, template: str, tmp_path: Path) -> Iterator[Page]:
    """At `/login` of a service that people sign in to through a provider."""
    people = People(tmp_path / "settings.json")
    people.say("7f3a", preferred_username="lan.tran", groups=["map administrators"])
    (tmp_path / "roles.toml").write_text(MAPPING, encoding="utf-8")
    with ExitStack() as stack:

        def settings(address: str) -> Settings:
            people.service = address
            return Settings(
                public_url=address,
                oidc_issuer=stack.enter_context(provider(people)),
                oidc_client_id=CLIENT,
                oidc_roles=tmp_path / "roles.toml",
                oidc_title="SSO tỉnh",
            )

        base = stack.enter_context(serving(stack.enter_context(server.database(template)), settings))
        context = browser.new_context(locale="vi-VN", base_url=base)
        yield context.new_page()
        context.close()


def test_to_the_provider_and_back_and_out_of_both(page: Page):
    page.goto("/login?next=/dia-chi%3Fq%3Dtruc")
    page.get_by_role("link", name="Đăng nhập bằng SSO tỉnh").click()
    page.locator("input[name=login]").fill("7f3a")
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button").click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/dia-chi?q=truc")
    assert page.evaluate("document.cookie") == ""

    page.goto("/login")
    expect(page.get_by_role("heading")).to_have_text("Bạn đang đăng nhập với tên lan.tran")
    page.get_by_role("button", name="Đăng xuất cả ở SSO tỉnh").click()
    page.get_by_role("button", name="Yes").click()
    page.wait_for_url(re.compile(r"/login(\?.*)?$"))
    expect(page.get_by_label("Tên tài khoản")).to_be_visible()
    page.get_by_role("link", name="Đăng nhập bằng SSO tỉnh").click()
    expect(page.locator("input[name=login]")).to_be_visible()


def test_a_sign_in_that_is_over_is_said_and_leads_to_the_beginning(page: Page):
    answer = page.goto("/login/oidc/callback?code=x&state=y")
    assert answer
    assert answer.status == 400
    expect(page.get_by_role("alert")).to_contain_text("Lần đăng nhập này không dùng được")
    page.get_by_role("link", name="Về trang đăng nhập").click()
    expect(page.get_by_role("link", name="Đăng nhập bằng SSO tỉnh")).to_be_visible()
