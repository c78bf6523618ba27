"""The page `/planner` on paper: the map with title, legend, day and source on the first sheet, then the whole table."""

from collections.abc import Callable

import pypdfium2
import pytest
from sqlalchemy import text

from geo_api.access import Role
from geo_api.db import owner_connection
from tests.accounts.tools import add_account, cookie_of
from tests.browser.conftest import Visit
from tests.conftest import TestDatabase

NAME = "lan.tren.giay"


@pytest.mark.parametrize("margin", ["0", "12mm"], ids=["to the edge", "with margins"])
def test_the_map_of_planners_on_paper(
    sample_db: TestDatabase, visit_to: Callable[..., Visit], live_url: str, margin: str
) -> None:
    visit = visit_to(live_url)
    cookies = cookie_of(sample_db, add_account(sample_db, NAME, Role.PLANNER))
    visit.page.context.add_cookies([{"name": k, "value": v, "url": live_url} for k, v in cookies.items()])
    try:
        page = visit.open("/planner?rule=wifi.public-place")
        names = page.locator(".units tbody th").all_inner_texts()
        sides = dict.fromkeys(("top", "right", "bottom", "left"), margin)
        paper = pypdfium2.PdfDocument(page.pdf(format="A4", margin=sides))
    finally:
        with owner_connection(sample_db.owner) as connection:
            connection.execute(text("DELETE FROM account WHERE name = :name"), {"name": NAME})
    sheets = [" ".join(sheet.get_textpage().get_text_range().split()) for sheet in paper]
    for words in ("Wifi miễn phí", "6/57", "< 30%", "Chưa đạt, chưa rõ", "Cho ngày", "không có giá trị pháp lý"):
        assert words in sheets[0], words
    assert "Dữ liệu mở" in sheets[0]
    assert len(names) == 57
    assert [name for name in names if " ".join(name.split()) not in " ".join(sheets)] == []
    # Nothing that is pressed, and no empty sheet.
    for words in ("Đổi tiêu chí", "English", "Tải CSV", "Đặt tiếp ở đâu"):
        assert words not in " ".join(sheets), words
    assert all(sheets)
    first = paper[0].render(scale=1).to_pil().convert("RGB")
    drawn = sum(count for count, (red, green, blue) in first.getcolors(1 << 24) or [] if red > blue + 60 and red > 150)
    assert drawn > 0.02 * first.width * first.height
