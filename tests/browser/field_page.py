"""The page `/field` on a phone in a small town, as its collectors use it."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import text

from geo_api.account import Role
from geo_api.db import owner_connection
from tests.access.world import Held, World
from tests.browser.conftest import PHONE, WATCH_POLICY

# Inside hamlet A1, far from all that tests add.
HOME = (106.1050, 20.4200)
GPS_IFD = 0x8825
KEPT = """
SELECT a.draft_id::text AS draft, a.status, a.version, ST_X(p.geom) AS lon, ST_Y(p.geom) AS lat, p.method, t.number,
       (SELECT count(*) FROM address_photo AS f WHERE f.addressable_id = a.id) AS photos,
       (SELECT count(*) FROM address_event AS e WHERE e.addressable_id = a.id AND e.step = 'submit') AS submits
  FROM addressable AS a
  JOIN address_point AS p ON p.addressable_id = a.id AND upper_inf(p.valid)
  LEFT JOIN address_text AS t ON t.addressable_id = a.id AND upper_inf(t.valid)
  JOIN account AS c ON c.id = a.collected_by WHERE c.name = :name ORDER BY a.id
"""


@dataclass
class Town:
    world: World
    address: str

    def collector(self, who: int = 0, role: Role = Role.COLLECTOR, unit: str = "hamlet A1") -> list[dict[str, Any]]:
        """The cookies of one; `who` tells those of one kind apart."""
        cookie = self.world.headers(Held(role, unit, first=-60 - who))["Cookie"]
        return [
            {"name": n, "value": v, "url": self.address} for n, v in [part.split("=", 1) for part in cookie.split("; ")]
        ]

    def kept(self, page: Page) -> list[Any]:
        """What the register has of whoever the page is for."""
        name = page.evaluate("JSON.parse(document.getElementById('catalogue').textContent).own.name")
        with owner_connection(self.world.database.owner) as connection:
            return list(connection.execute(text(KEPT), {"name": name}))


def phone(size: dict[str, int] = PHONE) -> dict[str, Any]:
    """What a browser is told to be one in the town."""
    lon, lat = HOME
    return {
        "viewport": size,
        "locale": "vi-VN",
        "geolocation": {"longitude": lon, "latitude": lat, "accuracy": 5},
        "permissions": ["geolocation"],
        **({"is_mobile": True, "has_touch": True, "device_scale_factor": 2} if size == PHONE else {}),
    }


@contextmanager
def restarted(browser: Browser, folder: Path) -> Iterator[BrowserContext]:
    """A browser whose profile lies in `folder`: closed and opened again it has what it had."""
    context = browser.browser_type.launch_persistent_context(
        folder, executable_path="/usr/bin/chromium", args=["--no-sandbox"], **phone()
    )
    context.add_init_script(WATCH_POLICY)
    yield context
    context.close()


def opened(context: BrowserContext, town: Town, path: str = "/field?lang=vi") -> Page:
    """The page, brought up to date and kept on the phone."""
    page = context.pages[0] if context.pages else context.new_page()
    page.goto(town.address + path)
    expect(page.locator("#updated")).to_contain_text(re.compile("Cập nhật|Updated"))
    expect(page.locator("body")).to_have_attribute("data-kept", "true")
    return page


def stand_at(page: Page, lon: float, lat: float, accuracy: int) -> None:
    page.context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": accuracy})
    expect(page.locator("#accuracy")).to_have_text(f"sai số {accuracy} m")


def collect(page: Page, kind: str = "Nhà ở", **fields: str) -> None:
    """Three taps; `fields`: what is filled in between, by the id of the input."""
    page.get_by_role("button", name="Bản đồ", exact=True).click()
    page.get_by_role("button", name="Thêm địa chỉ ở đây").click()
    page.get_by_text(kind, exact=True).click()
    show_the_place(page)
    if fields:
        page.locator(".more summary").click()
    for name, value in fields.items():
        page.locator(f"#{name}").fill(value)
    save(page)


def save(page: Page) -> None:
    """Saved, and the form closed: what is to be sent counts as waiting by then."""
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("button", name="Thêm địa chỉ ở đây")).to_be_visible()


def show_the_place(page: Page) -> None:
    """Where the phone does not know it, a person moves the map: there and back."""
    if page.locator(".place-told").inner_text().startswith("Chưa biết vị trí"):
        page.locator("#map").press("ArrowRight")
        page.locator("#map").press("ArrowLeft")


def all_sent(page: Page) -> None:
    expect(page.locator("#waiting")).to_have_text("Đã gửi hết")


def photo_of_a_gate() -> bytes:
    """As cameras write them: large, and saying where it was taken."""
    picture = Image.effect_noise((2400, 1800), 40).convert("RGB")
    exif = Image.Exif()
    exif[GPS_IFD] = {1: "N", 2: (20.0, 25.0, 12.0)}
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=90, exif=exif)
    return written.getvalue()


def violations(page: Page) -> list[str]:
    found: list[str] = page.evaluate("window.violations")
    return found
