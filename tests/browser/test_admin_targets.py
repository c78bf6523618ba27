"""The page `/admin`: administrative units with their own questions, and words told what they mean."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.admin_page import choose, enter, expect_state, flaws, send
from tests.browser.conftest import PHONE, Visit
from tests.conftest import Server
from tests.loads.world import World, world_of

WEST = [[[106.1, 20.3], [106.2, 20.3], [106.2, 20.4], [106.1, 20.4], [106.1, 20.3]]]
WORDS = "Tên trường,Cấp học,X,Y\nTrường A,cấp ba rưỡi,106.17,20.42\nTrường B,THCS,106.29,20.19\n"


@pytest.fixture(scope="module")
def world(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with server.database(template) as database, world_of(database, tmp_path_factory.mktemp("data")) as world:
        world.start_worker()
        yield world


@pytest.fixture
def commune(tmp_path: Path) -> Path:
    properties = {"code": "13801", "full_name": "Xã Phía Tây", "province_code": "37", "province": "Tỉnh Ninh Bình"}
    shape = {"type": "Polygon", "coordinates": WEST}
    feature = {"type": "Feature", "properties": properties, "geometry": shape}
    path = tmp_path / "xa.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def test_units_need_a_level_and_a_day_and_are_seen_before_they_go_on_record(
    visit_to: Callable[..., Visit], world: World, commune: Path
) -> None:
    page = enter(visit_to(str(world.client.base_url).rstrip("/")), world)
    expect(page.get_by_label("Cấp đơn vị (bắt buộc)")).to_be_hidden()
    choose(page, commune, "Ranh giới đơn vị hành chính")
    expect(page.locator("#send-reason")).to_contain_text("ngày bắt đầu có hiệu lực")
    page.get_by_label("Cấp đơn vị (bắt buộc)").select_option("commune")
    page.get_by_label("Có hiệu lực từ ngày (bắt buộc)").fill("2025-07-01")
    page.get_by_label("Văn bản").fill("NQ 1674/NQ-UBTVQH15")
    assert flaws(page) == []
    page.get_by_role("button", name="Gửi và kiểm tra").click()
    expect_state(page, "Sẵn sàng nạp")
    expect(page.get_by_role("group", name="Giá trị của dòng đang chọn")).to_contain_text("Phía Tây")
    expect(page.locator("#load-reason")).to_contain_text("không thu hồi được")
    expect(page.get_by_label("Có hiệu lực từ ngày (bắt buộc)")).to_have_value("2025-07-01")
    page.get_by_label("Có hiệu lực từ ngày (bắt buộc)").fill("2025-07-02")
    page.get_by_role("button", name="Kiểm tra lại").click()
    expect_state(page, "Sẵn sàng nạp")
    assert flaws(page) == []
    page.get_by_role("button", name="Ghi 1 đơn vị vào lịch sử").click()
    expect(page.get_by_role("heading", name="Đã ghi 1 đơn vị")).to_be_visible()
    assert world.value("SELECT lower(valid)::text FROM unit_version WHERE name = 'Phía Tây'") == "2025-07-02"


def test_what_a_word_means_is_chosen(visit_to: Callable[..., Visit], world: World, tmp_path: Path) -> None:
    (tmp_path / "truong.csv").write_text(WORDS)
    page = enter(visit_to(str(world.client.base_url).rstrip("/"), size=PHONE), world)
    page.get_by_text("Nguồn, giấy phép, ngày của dữ liệu").click()
    page.get_by_label("Ai làm ra dữ liệu").fill("Phòng Giáo dục")
    page.get_by_label("Giấy phép sử dụng").fill("CC BY 4.0")
    page.get_by_label("Số liệu của ngày").fill("2026-01-31")
    send(page, tmp_path / "truong.csv")
    expect_state(page, "Không đạt")
    assert "--" not in page.get_by_role("region", name="Dòng không đạt").inner_text()
    meaning = page.get_by_role("combobox", name="“cấp ba rưỡi” ở Cấp học nghĩa là")
    assert flaws(page) == []
    meaning.select_option(label="Trung học phổ thông")
    page.get_by_role("button", name="Kiểm tra lại", exact=True).click()
    expect_state(page, "Sẵn sàng nạp")
    expect(meaning).to_have_value("upper_secondary")
    expect(page.get_by_role("group", name="Giá trị của dòng đang chọn")).to_contain_text("Trung học phổ thông")
    page.get_by_role("button", name="Nạp 2 dòng vào lớp Trường học").click()
    expect_state(page, "Đã nạp")
    page.get_by_role("link", name="Nạp tệp khác").click()
    send(page, tmp_path / "truong.csv")
    expect_state(page, "Không đạt")
    expect(page.get_by_role("region", name="Như lần trước")).to_contain_text("Nguồn: Phòng Giáo dục.")
    page.get_by_role("button", name="Dùng như lần trước và kiểm tra lại").click()
    expect_state(page, "Sẵn sàng nạp")
    expect(page.get_by_label("Ai làm ra dữ liệu")).to_have_value("Phòng Giáo dục")
    expect(page.get_by_label("Giấy phép sử dụng")).to_have_value("CC BY 4.0")
    expect(page.get_by_label("Số liệu của ngày")).to_have_value("")
