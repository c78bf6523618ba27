"""What tests of the page `/admin` share: files that an office might have, and the page opened by an administrator."""

from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect
from pyproj import Transformer

from tests.browser.conftest import Visit
from tests.loads.world import World

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# Degrees of schools in Nam Định and Hải Hậu, and what they are called.
SCHOOLS = [
    (106.1683, 20.4200, "Trường Tiểu học Nguyễn Tất Thành"),
    (106.1790, 20.4312, "Trường THCS Trần Đăng Ninh"),
    (106.2900, 20.1900, "Trường THCS Hải Hậu"),
    (106.1555, 20.4100, "Trường Mầm non Hoa Sen"),
    (106.2201, 20.3051, "Trường Tiểu học Nam Trực"),
]
# Moved by the 26 km between two meridians of VN-2000 they would still be in the province.
INLAND = [(106.050, 20.360), (106.072, 20.341), (106.090, 20.372), (106.101, 20.352), (106.064, 20.318)]
HEAD = ["Mã trường", "Tên trường", "Cấp học", "Số chỗ học", "X", "Y"]
LEVELS = ["Tiểu học", "THCS", "THCS", "Mầm non", "Tiểu học"]


def vn2000_table(folder: Path, epsg: int = 9209) -> Path:
    """A CSV of schools in metres of VN-2000 that does not say in which of its systems."""
    to_metres = Transformer.from_crs(4326, epsg, always_xy=True)
    lines = ["Tên trường;X;Y"]
    for (lon, lat), (_, _, name) in zip(INLAND, SCHOOLS, strict=True):
        east, north = to_metres.transform(lon, lat)
        lines.append(f"{name};{east:.2f};{north:.2f}")
    path = folder / "truong_hoc_xa.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def faulty_workbook(folder: Path) -> Path:
    """Five schools, of which two have a fault."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD)
    for number, ((lon, lat, name), level) in enumerate(zip(SCHOOLS, LEVELS, strict=True), start=1):
        places = "rất nhiều" if number == 4 else 200 + number
        sheet.append([f"TH{number:02}", name, "cấp ba rưỡi" if number == 2 else level, places, lon, lat])
    path = folder / "truong_hoc.xlsx"
    book.save(path)
    return path


def enter(visit: Visit, world: World, query: str = "") -> Page:
    """The page as the administrator `nga` of `world` sees it."""
    visit.page.context.add_cookies(
        [{"name": name, "value": value, "url": visit.base} for name, value in world.client.cookies.items()]
    )
    visit.page.goto(f"{visit.base}/admin{query}")
    visit.page.wait_for_load_state("networkidle")
    return visit.page


def choose(page: Page, file: Path, layer: str = "Trường học") -> None:
    """Choose a file and a layer."""
    page.get_by_label("Chọn tệp trên máy").set_input_files(file)
    page.get_by_role("searchbox", name="Tìm lớp").fill(layer)
    page.get_by_role("radio", name=layer).first.check()


def send(page: Page, file: Path, layer: str = "Trường học") -> None:
    """Choose a file and a layer, and send them."""
    choose(page, file, layer)
    page.get_by_role("button", name="Gửi và kiểm tra").click()


def expect_state(page: Page, words: str) -> None:
    expect(page.locator(".state .badge")).to_have_text(words)


def refused(visit: Visit) -> None:
    """The browser itself writes every refusal to its console: that one was expected."""
    assert [each for each in visit.complaints if "Failed to load resource" not in each] == []
    visit.complaints.clear()


def flaws(page: Page) -> list[str]:
    """What axe finds, what is wider than the window, what a finger cannot hit."""
    page.evaluate(AXE.read_text())
    results = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    found = [f"{v['id']}: {n['html'][:120]} {n['failureSummary']}" for v in results["violations"] for n in v["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("wider than the window")
    targets = "a, button, summary, select, .pick, .choose, input:not(.pick input, #file)"
    found += page.locator(targets).evaluate_all("""(targets) => targets
        .filter((t) => t.checkVisibility() && !t.matches(".leaflet-control-attribution a, .skip"))
        .map((t) => [t.outerHTML.slice(0, 80), t.getBoundingClientRect()])
        .filter(([, box]) => box.height < 43.5 || box.width < 28).map(([html, box]) => `${html} ${box.height}`)""")
    return found
