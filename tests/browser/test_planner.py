"""The pages `/planner` and `/planner/wall` in a real browser, over the sample data."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from geo_api.access import Role
from geo_api.db import owner_connection
from tests.accounts.tools import add_account, cookie_of
from tests.browser.admin_page import flaws, refused
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.conftest import TestDatabase

NAME = "lan.quy.hoach"
# A commune with gaps, and what the rule found there.
# Not the largest: pieces of road and points of a grid are many there.
DARK_ROADS = """
SELECT unit_id FROM layer.coverage_communes
 WHERE rule = 'camera.main-road' AND valid @> current_date AND unit_valid @> current_date AND failed BETWEEN 5 AND 30
 ORDER BY failed DESC LIMIT 1
"""
WORST = """
SELECT unit_id, full_name, failed FROM layer.coverage_units
 WHERE rule = 'wifi.public-place' AND valid @> current_date AND unit_valid @> current_date AND failed > 0
 ORDER BY share, failed DESC LIMIT 1
"""
Opened = Callable[..., Page]


@pytest.fixture
def signed_in(sample_db: TestDatabase) -> Iterator[dict[str, str]]:
    """The cookies of a planner."""
    account = add_account(sample_db, NAME, Role.PLANNER)
    yield cookie_of(sample_db, account)
    with owner_connection(sample_db.owner) as connection:
        connection.execute(text("DELETE FROM account WHERE name = :name"), {"name": NAME})


def enter(visit: Visit, cookies: dict[str, str]) -> None:
    visit.page.context.add_cookies([{"name": k, "value": v, "url": visit.base} for k, v in cookies.items()])


@pytest.fixture
def open_page(signed_in: dict[str, str], visit_to: Callable[..., Visit], live_url: str) -> Opened:
    """Opens a page as a planner, whose account outlives the page."""

    def open_it(path: str, size: dict[str, int] = DESKTOP, **options: object) -> Page:
        visit = visit_to(live_url, size, **options)
        enter(visit, signed_in)
        visit.page.goto(live_url + path)
        visit.page.wait_for_load_state("networkidle")
        return visit.page

    return open_it


def test_distances_are_ticked_on_with_what_their_colours_mean(open_page: Opened):
    page = open_page("/planner?rule=wifi.public-place&lang=en&map=13/20.43/106.17")
    with page.expect_response(
        lambda answer: "nearest_distances" in answer.url and answer.url.endswith("wifi.public-place")
    ) as tile:
        page.get_by_role("button", name="Distance to the nearest").click()
    assert tile.value.ok
    expect(page.locator(".color-key")).to_have_text("< 100 < 300 < 500 < 1000 ≥ 1000 m")


def test_roads_that_no_camera_sees_are_drawn_for_a_rule_by_length(open_page: Opened):
    page = open_page("/planner?rule=camera.main-road&lang=en")
    expect(page.get_by_role("button", name="Blind spots")).to_have_attribute("aria-pressed", "true")
    # Where cameras look is for others.
    expect(page.get_by_role("button", name="What cameras see")).to_have_count(0)


def test_a_level_that_there_is_no_longer_gives_way_to_that_of_the_rule(open_page: Opened) -> None:
    page = open_page("/planner?rule=wifi.public-place&level=district")
    expect(page.locator(".units tbody tr").first).to_be_visible()
    expect(page.locator("#figures")).to_contain_text("xã")
    assert "level=" not in page.url


def true_flaws(page: Page) -> list[str]:
    """Without what is hit by more than is seen of it: the handle of the sheet, a box by its label."""
    known = ("sheet-handle", "missing-only", "scenarios-here", "compare-", "next-planned", "next-forbidden")
    return [flaw for flaw in flaws(page) if not any(name in flaw for name in known)]


def flaws_wide_and_narrow(page: Page) -> list[str]:
    """The same on a wide screen and on a phone; the page stays as wide as it was."""
    before, found = page.viewport_size, []
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        found += [f"{size['width']}: {flaw}" for flaw in true_flaws(page)]
    page.set_viewport_size(before or DESKTOP)
    return found


@pytest.fixture
def worst(sample_db: TestDatabase) -> tuple[int, str, int]:
    with owner_connection(sample_db.owner) as connection:
        unit, name, failed = connection.execute(text(WORST)).one()
    return unit, name, failed


def test_from_the_table_to_a_gap_on_the_map_and_back(open_page: Opened, worst: tuple[int, str, int]) -> None:
    unit, name, failed = worst
    page = open_page("/planner?rule=wifi.public-place")
    page.get_by_role("searchbox", name="Tìm theo tên hoặc mã").fill(name)
    page.get_by_role("row").get_by_role("button", name=name, exact=True).press("Enter")
    card = page.get_by_role("complementary", name="Chi tiết")
    expect(card.get_by_role("heading", name=name)).to_be_visible()
    expect(card.get_by_role("heading", name=f"Còn thiếu ({failed})")).to_be_visible()
    assert f"unit={unit}" in page.url
    overview = page.url
    card.locator(".gaps button").first.click()
    expect(page).not_to_have_url(overview)
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.go_back()
    expect(card.get_by_role("heading", name=name)).to_be_visible()


def test_gaps_are_limited_to_one_kind_of_place(open_page: Opened, worst: tuple[int, str, int]) -> None:
    page = open_page(f"/planner?rule=wifi.public-place&unit={worst[0]}", PHONE)
    kinds = page.get_by_label("Loại địa điểm")
    listed = {
        re.sub(r" \(.*", "", words): int(re.sub(r"\D", "", words))
        for words in kinds.locator("option").all_inner_texts()
    }
    everything = listed.pop("Mọi loại")
    assert len(listed) > 1
    assert sum(listed.values()) == everything
    name, count = min(listed.items(), key=lambda each: each[1])
    kinds.select_option(label=f"{name} ({count})")
    shown = page.locator(".gaps small")
    expect(shown).to_have_count(min(count, shown.count()))
    assert all(words.startswith(name) for words in shown.all_inner_texts())
    assert true_flaws(page) == []


def test_what_the_legend_counts_is_what_the_table_has(open_page: Opened) -> None:
    page = open_page("/planner?rule=wifi.public-place&lang=en")
    page.locator("#figures .big").wait_for()
    rows = page.locator(".units tbody tr")
    in_classes = page.locator(".classes .count").all_inner_texts()
    assert sum(map(int, in_classes)) == rows.count()
    page.get_by_role("button", name="Pass", exact=True).click()
    passed = [int(cell) for cell in page.locator(".units tbody td:nth-child(3)").all_inner_texts()]
    assert passed == sorted(passed, reverse=True)
    with page.expect_download() as table:
        page.get_by_role("button", name="CSV").click()
    lines = table.value.path().read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("unit_id,code,full_name,outcome,share")
    assert [int(line.split(",")[6]) for line in lines[1:]] == passed


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_barrier_that_axe_knows_and_everything_fits(
    open_page: Opened, worst: tuple[int, str, int], size: dict[str, int], scheme: str
) -> None:
    page = open_page(f"/planner?lang=en&unit={worst[0]}", size, color_scheme=scheme)
    page.locator("#details .gaps button").first.wait_for()
    assert true_flaws(page) == []


def test_places_are_proposed_and_tried_out(open_page: Opened, worst: tuple[int, str, int]) -> None:
    unit, _, failed = worst
    page = open_page(f"/planner?rule=wifi.public-place&unit={unit}&view=next")
    page.get_by_label("Số vị trí").fill("2")
    page.get_by_role("button", name="Tìm vị trí").click()
    expect(page.locator(".sites li")).to_have_count(2)
    expect(page.locator("#map .mark.proposed")).to_have_count(2)
    assert flaws_wide_and_narrow(page) == []
    page.get_by_role("button", name="Thử phương án này").click()
    expect(page.get_by_role("tab", name="Thử phương án")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".effect .failed dd")).to_have_text(f"{failed} → {failed - 2}")
    assert flaws_wide_and_narrow(page) == []
    page.locator("#map").press("Enter")
    expect(page.locator(".changes li")).to_have_count(3)
    page.get_by_role("button", name="Làm lại từ đầu").click()
    expect(page.locator("#map .mark")).to_have_count(0)


def test_a_budget_pays_for_sites_of_what_each_kind_costs(open_page: Opened, worst: tuple[int, str, int]) -> None:
    page = open_page(f"/planner?rule=wifi.public-place&unit={worst[0]}&view=next")
    page.get_by_label("Giới hạn theo").select_option("ngân sách")
    expect(page.get_by_label("Số vị trí")).to_be_hidden()
    page.get_by_label("Ngân sách (triệu đồng)").fill("100")
    for kind in page.get_by_role("group", name="Chi phí một vị trí").get_by_role("spinbutton").all():
        kind.fill("40")
    page.get_by_role("button", name="Tìm vị trí").click()
    expect(page.locator(".sites li")).to_have_count(2)
    expect(page.locator(".found")).to_contain_text("2 vị trí, hết 80 trong 100 triệu đồng.")
    assert flaws_wide_and_narrow(page) == []
    page.get_by_label("Chọn trong").select_option("lưới 200 m")
    page.get_by_label("Điểm trên lưới").fill("100")
    page.get_by_role("button", name="Tìm vị trí").click()
    expect(page.locator(".sites li")).to_have_count(1)


def test_cameras_that_look_one_way_are_proposed_for_metres_of_road(open_page: Opened, sample_db: TestDatabase) -> None:
    with owner_connection(sample_db.owner) as connection:
        unit = connection.scalar(text(DARK_ROADS))
    page = open_page(f"/planner?rule=camera.main-road&unit={unit}&view=next")
    expect(page.get_by_label("Mỗi thiết bị mới thêm được")).to_be_hidden()
    page.get_by_label("Số vị trí").fill("2")
    page.get_by_label("Chọn trong").select_option("junctions")
    page.get_by_label("Góc nhìn của camera").fill("90")
    page.get_by_role("button", name="Tìm vị trí").click()
    first = page.locator(".sites li").first
    expect(first).to_contain_text(re.compile(r"phủ thêm \d+ m.*nhìn về hướng \d+°", re.DOTALL), timeout=30_000)
    page.get_by_role("button", name="Thử phương án này").click()
    expect(page.locator(".changes li")).to_have_count(2)


def test_a_scenario_is_saved_opened_by_its_link_and_compared(open_page: Opened, worst: tuple[int, str, int]) -> None:
    unit, _, failed = worst
    page = open_page(f"/planner?rule=wifi.public-place&unit={unit}&view=next", PHONE)
    page.get_by_label("Số vị trí").fill("2")
    page.get_by_role("button", name="Tìm vị trí").click()
    page.get_by_role("button", name="Thử phương án này").click()
    page.get_by_role("button", name="Lưu phương án").click()
    form = page.get_by_role("dialog", name="Lưu phương án")
    form.get_by_label("Tên phương án").fill("Hai điểm")
    assert true_flaws(page) == []
    form.get_by_role("button", name="Lưu phương án").click()
    expect(page).to_have_url(re.compile("scenario="))
    number = page.url.split("scenario=")[1].split("&")[0]
    # The link alone says all.
    page = open_page(f"/planner?view=try&scenario={number}", PHONE)
    expect(page.locator(".scenario-title")).to_have_text("Hai điểm")
    expect(page.locator(".effect .failed dd")).to_have_text(f"{failed} → {failed - 2}")
    page.get_by_text("Tác động, kế hoạch").click()
    page.get_by_role("button", name="Tác động lên mọi tiêu chí").click()
    effects = page.get_by_role("dialog", name="Tác động: Hai điểm")
    expect(effects.get_by_role("row", name="Wifi miễn phí").get_by_role("cell").last).to_have_text("+2")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Đưa vào kế hoạch").click()
    expect(page.get_by_role("dialog", name="Đưa vào kế hoạch: Hai điểm")).to_contain_text("Chỉ quản trị viên")
    assert true_flaws(page) == []
    page.keyboard.press("Escape")
    page.locator(".changes").get_by_role("button", name="Hoàn lại").first.click()
    expect(page.locator(".scenario-title")).to_contain_text("chưa lưu")
    page.get_by_role("button", name="Lưu phương án").click()
    form = page.get_by_role("dialog", name="Lưu phương án")
    form.get_by_label("Tên phương án").fill("Một điểm")
    form.get_by_role("button", name="Lưu thành phương án mới").click()
    expect(page.locator(".scenario-title")).to_have_text("Một điểm")
    page.get_by_role("button", name="Phương án đã lưu").click()
    listed = page.get_by_role("dialog", name="Phương án đã lưu")
    for name in ("Hai điểm", "Một điểm"):
        listed.get_by_role("checkbox", name=f"Chọn để so sánh: {name}").check()
    assert flaws_wide_and_narrow(page) == []
    listed.get_by_role("button", name="So sánh phương án").click()
    table = page.get_by_role("dialog", name="So sánh phương án").get_by_role("table")
    expect(table.get_by_role("row", name="Số thêm mới")).to_have_text(re.compile("–21$"))
    lacking = table.get_by_role("row", name="Số chưa đạt").first
    expect(lacking).to_have_text(f"Số chưa đạt{failed}{failed - 2}{failed - 1}")
    assert flaws_wide_and_narrow(page) == []


def test_places_beside_services_and_the_scorecard(open_page: Opened, worst: tuple[int, str, int]) -> None:
    unit, name, failed = worst
    page = open_page(f"/planner?rule=wifi.public-place&unit={unit}")
    page.get_by_role("button", name="Địa điểm × dịch vụ").click()
    matrix = page.get_by_role("dialog", name=f"Địa điểm × dịch vụ: {name}")
    expect(matrix.locator("tbody tr").first).to_be_visible()
    column = matrix.locator("thead th").all_inner_texts()
    wifi = next(index for index, words in enumerate(column) if words.startswith("Wifi miễn phí"))
    expect(matrix.locator(f"tbody td:nth-child({wifi + 1}).fail")).to_have_count(failed)
    assert true_flaws(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Phiếu chấm điểm").click()
    expect(page.get_by_role("dialog", name=f"Phiếu chấm điểm: {name}").locator("tbody tr").first).to_be_visible()
    # Of how many a share is stands beside it, as on paper.
    expect(page.get_by_role("dialog").locator("tbody small").first).to_have_text(re.compile(r"^[\d,]+% · \d+/\d+"))
    assert flaws(page) == []
    # The address says it; the way back leads out of one and to the other.
    page.reload()
    expect(page.get_by_role("dialog", name=f"Phiếu chấm điểm: {name}").locator("tbody tr").first).to_be_visible()
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.go_back()
    expect(matrix.locator("tbody tr").first).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_wall_has_no_barrier_that_axe_knows(open_page: Opened, size: dict[str, int]) -> None:
    page = open_page("/planner/wall", size)
    page.locator("#gaps li").first.wait_for()
    assert flaws(page) == []


def test_the_wall_says_when_its_figures_are_no_longer_fresh(
    signed_in: dict[str, str], visit_to: Callable[..., Visit], live_url: str
) -> None:
    visit = visit_to(live_url)
    page = visit.page
    page.clock.install()
    enter(visit, signed_in)
    page.goto(f"{live_url}/planner/wall")
    expect(page.locator(".wall-tile").first).to_contain_text("đơn vị đạt")
    wifi = page.locator(".wall-tile[data-rule='wifi.public-place']")
    expect(wifi.locator(".missing")).to_have_text(re.compile(r"^Thiếu [\d.]+: Điểm phát wifi"))
    # What is to stay away is not missing.
    far = page.locator(".wall-tile[data-rule='business.game-far-from-school'] .missing")
    expect(far).to_have_text(re.compile(r"^Chưa đạt: [\d.]+ địa điểm$"))
    expect(page.get_by_role("status")).to_contain_text("Cập nhật lúc")
    page.context.set_offline(True)
    page.clock.run_for(61_000)
    expect(page.get_by_role("status")).to_contain_text("MẤT KẾT NỐI từ")
    page.clock.run_for(120_000)
    expect(page.get_by_role("status")).to_contain_text("SỐ LIỆU CŨ")
    page.context.set_offline(False)
    page.clock.run_for(61_000)
    expect(page.get_by_role("status")).to_contain_text("Cập nhật lúc")
    refused(visit)


@pytest.mark.parametrize(
    ("language", "busy", "fresh"), [("vi", "MÁY CHỦ ĐANG BẬN", "Cập nhật lúc"), ("en", "SERVICE IS BUSY", "As of")]
)
def test_a_wall_that_is_told_to_wait_says_so_and_goes_on_by_itself(
    signed_in: dict[str, str], visit_to: Callable[..., Visit], live_url: str, language: str, busy: str, fresh: str
) -> None:
    visit = visit_to(live_url)
    page = visit.page
    page.clock.install()
    enter(visit, signed_in)
    page.route(
        "**/api/v1/coverage/rules", lambda route: route.fulfill(status=503, headers={"Retry-After": "12"}), times=1
    )
    page.goto(f"{live_url}/planner/wall?lang={language}")
    expect(page.get_by_role("status")).to_contain_text(busy)
    page.clock.run_for(11_000)
    expect(page.get_by_role("status")).to_contain_text(busy)
    # Long before the next minute, not before the service wanted it.
    page.clock.run_for(2_000)
    expect(page.get_by_role("status")).to_contain_text(fresh)
    expect(page.locator(".wall-tile").first).to_be_visible()
    refused(visit)


def test_figures_that_were_being_calculated_come_without_asking(open_page: Opened, sample_db: TestDatabase) -> None:
    """The log of what was written says that there is something new, until somebody has looked at it."""
    old = "Số liệu chưa tính theo tiêu chí hoặc dữ liệu mới nhất"
    with owner_connection(sample_db.owner) as connection:
        connection.execute(text("INSERT INTO row_change (layer) VALUES ('wifi')"))
    try:
        page = open_page("/planner?rule=wifi.public-place")
        expect(page.get_by_text(old)).to_be_visible()
    finally:
        with owner_connection(sample_db.owner) as connection:
            connection.execute(text("DELETE FROM row_change"))
            connection.execute(
                text("UPDATE coverage_run SET computed_at = computed_at + interval '1 second' WHERE rule_id = :rule"),
                {"rule": "wifi.public-place"},
            )
    expect(page.get_by_text(old)).to_be_hidden(timeout=20_000)
