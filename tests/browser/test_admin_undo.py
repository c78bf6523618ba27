"""Taking a load back on the page `/admin`: what it would do is told before anything is done."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.admin_page import enter, flaws, refused
from tests.browser.conftest import PHONE, Visit
from tests.conftest import Server
from tests.loads.world import World, world_of

TWO = "key,name,lon,lat\na,Trường A,106.1683,20.42\nb,Trường B,106.29,20.19\n"
OTHER = "key,name,lon,lat\nb,Trường B mới,106.29,20.19\n"


@pytest.fixture(scope="module")
def world(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with server.database(template) as database, world_of(database, tmp_path_factory.mktemp("data")) as world:
        world.start_worker()
        yield world


def loaded(world: World, folder: Path, layer: str, content: str) -> int:
    path = folder / "truong.csv"
    path.write_text(content)
    upload = world.sent(path, layer=layer, mode="upsert", key="key")
    world.settled(upload)
    world.commit(upload)
    return int(world.settled(upload)["load_id"])


def test_a_load_is_found_in_the_list_of_its_layer_and_taken_back(
    visit_to: Callable[..., Visit], world: World, tmp_path: Path
) -> None:
    load = loaded(world, tmp_path, "schools", TWO)
    visit = visit_to(str(world.client.base_url).rstrip("/"))
    page = enter(visit, world)
    page.get_by_label("Xem của").select_option("wifi")
    expect(page.get_by_text("Chưa nạp lần nào.")).to_be_visible()
    page.get_by_label("Xem của").select_option("schools")
    page.get_by_role("link", name=f"Thu hồi lần nạp số {load}").click()
    box = page.get_by_role("region", name="Thu hồi thì sẽ thế này")
    expect(box).to_contain_text("2 dòng do lần nạp này thêm vào sẽ bị xóa")
    assert world.count("schools") == 2
    page.reload()
    box.get_by_role("button", name=f"Thu hồi lần nạp số {load} ngay").click()
    expect(page.get_by_role("region", name="thu hồi bởi lần")).to_contain_text("2 dòng đã xóa khỏi lớp")
    assert world.count("schools") == 0
    assert flaws(page) == []


def test_why_it_cannot_be_taken_back_is_told_and_looked_into_again(
    visit_to: Callable[..., Visit], world: World, tmp_path: Path
) -> None:
    first, later = (loaded(world, tmp_path, "markets", content) for content in (TWO, OTHER))
    visit = visit_to(str(world.client.base_url).rstrip("/"), size=PHONE)
    page = enter(visit, world, f"?load={first}")
    box = page.get_by_role("region", name="Không thu hồi được, chưa đổi gì")
    expect(box).to_contain_text(f"№ {later}")
    assert flaws(page) == []
    page.goto(f"{visit.base}/admin?load={later}")
    offer = page.get_by_role("region", name="Thu hồi thì sẽ thế này")
    expect(offer).to_contain_text("1 dòng bị lần nạp này đổi hoặc xóa sẽ trở lại như trước")
    expect(offer).not_to_contain_text("0 dòng")
    assert flaws(page) == []
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name=f"Load {later}")).to_be_visible()
    page.goto(f"{visit.base}/admin?load=999999")
    expect(page.get_by_role("heading", name="Không có lần nạp số 999999")).to_be_visible()
    refused(visit)
