"""Whose map it is: what is set stands on every page, and what cannot be used is refused when the service starts."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from pydantic import ValidationError

from geo_api.accent import DARK_PAPERS, LEAST_CONTRAST, LIGHT_PAPERS, accent_of, contrast
from geo_api.app import create_app, from_environment
from geo_api.errors import CommandFailed
from geo_api.setting_refused import bad_setting
from geo_api.settings import Settings
from tests.servers import TestDatabase

STAR = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M1 1h6v6z"/></svg>'
AGENCY = {
    "site_title": "Bản đồ số phường Thử",
    "site_title_en": "Map of Thử Ward",
    "agency": "UBND phường <Thử> & Nghiệm",
    "agency_en": "People's Committee of Thử Ward",
    "agency_address": "Số 1 đường Thử",
    "agency_hotline": "0228 (3) 649-999",
    "agency_email": "bando@thu.example.vn",
    "agency_person": "Bà Trần Thị B",
    "agency_licence": "Giấy phép số 01/GP",
    "trust_badge_url": "https://tinnhiemmang.vn/danh-ba/thu.example.vn",
    "accent_color": "#9C1C2B",
}
PAGES = ("/", "/dia-chi", "/d", "/d/ND-XT4-32JN", "/embed", "/login", "/ogc/", "/about-data", "/khong-co")
BROWSER = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def agency(migrated: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The service of an agency that has said all there is to say."""
    logo = tmp_path_factory.mktemp("logo") / "star.svg"
    logo.write_text(STAR)
    with TestClient(create_app(Settings(logo=logo, **AGENCY), migrated.service)) as client:
        yield client


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_who_runs_it_and_how_to_reach_them(agency: TestClient, path: str) -> None:
    page = agency.get(f"{path}?lang=vi", headers={**BROWSER, "Accept-Language": "vi"}).text
    told = [AGENCY[name] for name in ("agency_address", "agency_hotline", "agency_person", "agency_licence")]
    assert [words for words in told if words not in page] == []
    assert "UBND phường &lt;Thử&gt; &amp; Nghiệm" in page
    assert "<Thử>" not in page
    links = ("tel:02283649999", "mailto:bando@thu.example.vn", AGENCY["trust_badge_url"], "/about-data?lang=vi")
    assert [link for link in links if f'href="{link}"' not in page] == []
    assert "Bản đồ số phường Thử</title>" in page
    assert "Bản đồ số Nam Định" not in page


@pytest.mark.parametrize("path", PAGES)
def test_in_english_it_has_its_english_names(agency: TestClient, path: str) -> None:
    page = agency.get(f"{path}?lang=en", headers={**BROWSER, "Accept-Language": "en"}).text
    assert "People&#39;s Committee of Thử Ward" in page
    assert "Map of Thử Ward</title>" in page


def test_one_name_stands_for_both_languages(migrated: TestDatabase) -> None:
    with TestClient(create_app(Settings(agency="UBND xã Thử"), migrated.service)) as client:
        assert '<bdi lang="vi">UBND xã Thử</bdi>' in client.get("/about-data?lang=en").text


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_made_up_where_nothing_is_said(empty_client: TestClient, path: str) -> None:
    page = empty_client.get(f"{path}?lang=vi", headers={**BROWSER, "Accept-Language": "vi"}).text
    assert "Bản đồ số Nam Định — Ninh Bình" in page
    assert not re.search(r'class="reach"|tel:|mailto:|/identity/|trusted', page)


def test_others_are_told_of_it_too(agency: TestClient) -> None:
    embed = agency.get("/embed/communes?lang=vi").text
    assert "<span>UBND phường &lt;Thử&gt; &amp; Nghiệm</span>" in embed
    assert 'property="og:site_name" content="Bản đồ số phường Thử"' in embed
    link = agency.get("/oembed", params={"url": "http://testserver/embed/communes?lang=en"}).json()
    assert link["provider_name"] == "Map of Thử Ward"
    assert agency.get("/field.webmanifest").json()["theme_color"] == "#9c1c2b"


def test_the_sign_on_a_phone_has_its_colour(agency: TestClient, empty_client: TestClient) -> None:
    for client, ground in ((agency, (0x9C, 0x1C, 0x2B)), (empty_client, (0x0B, 0x4F, 0x63))):
        for icon in client.get("/field.webmanifest").json()["icons"]:
            picture = Image.open(io.BytesIO(client.get(icon["src"]).content)).convert("RGB")
            assert f"{picture.width}x{picture.height}" == icon["sizes"]
            assert picture.getpixel((2, 2)) == ground
            # What is drawn on it stays as it is: the pin is white, its eye is ground again.
            colors = dict(map(reversed, picture.getcolors(1 << 20)))
            assert colors[255, 255, 255] > picture.width
            assert colors[ground] > sum(colors.values()) / 3


def test_the_head_of_the_wall_has_its_colour_by_day_and_by_night(agency: TestClient) -> None:
    sheets = re.findall(r'"(/identity/[^"]+\.css)"', agency.get("/").text)
    assert len(sheets) == 2
    assert all("--head:#9c1c2b;--head-ink:#fff" in agency.get(sheet).text for sheet in sheets)


def test_pictures_of_maps_have_its_colour(agency: TestClient, empty_client: TestClient) -> None:
    for client, accent in ((agency, (0x9C, 0x1C, 0x2B)), (empty_client, (0x0B, 0x5F, 0x79))):
        picture = Image.open(io.BytesIO(client.get("/og/communes.png").content)).convert("RGB")
        line = [picture.getpixel((x, picture.height // 2)) for x in range(picture.width)]
        # A palette may have moved it a little.
        assert any(max(abs(a - b) for a, b in zip(pixel, accent, strict=True)) < 8 for pixel in line)


def test_a_dark_map_in_a_frame_has_the_colours_of_dark_pages(agency: TestClient) -> None:
    for theme, media in (("auto", "(prefers-color-scheme: dark)"), ("dark", "all"), ("light", "not all")):
        page = agency.get(f"/embed/communes?theme={theme}").text
        assert re.search(rf'href="/identity/dark-\w+\.css" media="{re.escape(media)}"', page)


def test_its_files_may_be_kept_for_good_and_can_do_nothing(agency: TestClient) -> None:
    files = set(re.findall(r'"(/identity/[^"]+)"', agency.get("/").text))
    assert {name.rpartition(".")[2] for name in files} == {"svg", "css"}
    for name in files:
        answer = agency.get(name)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox; default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["content-type"].split(";")[0] == ("image/svg+xml" if name.endswith("svg") else "text/css")
    assert agency.get("/identity/logo.svg").status_code == 404
    assert agency.get("/identity/..%2f..%2fpyproject.toml").status_code == 404


def test_what_is_empty_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*AGENCY, "logo"):
        monkeypatch.setenv(f"WARDMAP_{name.upper()}", " ")
    settings = Settings()
    assert {getattr(settings, name) for name in (*AGENCY, "logo")} == {None}


@pytest.mark.parametrize(
    ("name", "value", "vi", "en"),
    [
        ("accent_color", "red", "#rrggbb", "#0b5f79"),
        ("accent_color", "#FFD400", "quá nhạt", "too light"),
        ("accent_color", "#777777", "độ tương phản 4,1:1", "contrast of 4.1:1"),
        ("agency_hotline", "gọi số này", "số điện thoại", "telephone number"),
        ("agency_email", "bando", "thư điện tử", "mail address"),
        ("agency_email", 'a@b.vn" onclick="x', "thư điện tử", "mail address"),
        ("trust_badge_url", "javascript:alert(1)", "https", "https"),
        ("trust_badge_url", "http://tinnhiemmang.vn/", "https", "https"),
        ("agency", "một\nhai", "một dòng", "one line"),
        ("agency", "x" * 121, "120", "120"),
        ("logo", "/none/logo.png", "không đọc được", "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(name: str, value: str, vi: str, en: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(**{name: value})
    told = bad_setting(refused.value).detail
    assert f"WARDMAP_{name.upper()}" in told.vi
    assert f"WARDMAP_{name.upper()}" in told.en
    assert vi in told.vi
    assert en in told.en


def test_the_service_does_not_start_with_a_colour_that_nobody_can_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARDMAP_ACCENT_COLOR", "#ffd400")
    with pytest.raises(CommandFailed, match="WARDMAP_ACCENT_COLOR"):
        from_environment()


def png(width: int, height: int, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (width, height), "#9c1c2b").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(png(64, 64), "image/png"), (png(400, 80, "WEBP"), "image/webp"), (STAR.encode(), "image/svg+xml")],
    ids=["png", "webp", "svg"],
)
def test_a_logo_is_what_is_in_the_file(migrated: TestDatabase, tmp_path: Path, content: bytes, media_type: str) -> None:
    logo = tmp_path / "logo.bin"
    logo.write_bytes(content)
    with TestClient(create_app(Settings(logo=logo), migrated.service)) as client:
        found = re.search(r'<img src="(/identity/[^"]+)"', client.get("/login").text)
        assert found is not None
        answer = client.get(found[1])
    assert (answer.headers["content-type"], answer.content) == (media_type, content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no PNG, SVG or WebP"),
        (b"GIF89a", "no PNG, SVG or WebP"),
        (b"<html/>", "no PNG, SVG or WebP"),
        (STAR.encode()[:-7], "no PNG, SVG or WebP"),
        (b"x" * 200_001, "larger than 200 kB"),
        (png(16, 16), "16 × 16 pixels"),
        (png(2001, 40), "2001 × 40 pixels"),
        (png(64, 64)[:60], "damaged"),
        (STAR.replace("<path", "<script>alert(1)</script><path").encode(), "has <script>"),
        (STAR.replace("<path", '<path onload="alert(1)"').encode(), "has onload"),
        (STAR.replace("<path", '<image href="https://evil.example/x.png"/><path').encode(), "has href"),
        (STAR.replace("<path", '<a href="javascript:alert(1)"/><path').encode(), "has href"),
        (STAR.replace("<path", "<foreignObject/><path").encode(), "has <foreignObject>"),
        (f'<!DOCTYPE svg [<!ENTITY a "b">]>{STAR}'.encode(), "has <!DOCTYPE>"),
    ],
)
def test_a_logo_that_is_more_or_less_than_a_picture_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_bytes(content)
    with pytest.raises(ValidationError) as refused:
        Settings(logo=logo)
    assert said in bad_setting(refused.value).detail.en


def test_whatever_colour_is_taken_can_be_read_on_light_and_dark_pages() -> None:
    taken = 0
    for number in range(0, 1 << 24, 104_729):
        color = f"#{number:06x}"
        if min(contrast(color, paper) for paper in LIGHT_PAPERS) < LEAST_CONTRAST:
            with pytest.raises(ValueError, match="light"):
                accent_of(color)
            continue
        accent, taken = accent_of(color), taken + 1
        assert accent.light.accent == color
        for shades, papers in ((accent.light, LIGHT_PAPERS), (accent.dark, DARK_PAPERS)):
            assert min(contrast(shades.accent, paper) for paper in (*papers, shades.soft)) >= LEAST_CONTRAST
    assert taken > 20


def test_the_papers_are_those_that_pages_are_drawn_on() -> None:
    css = Path(__file__).parents[2] / "static" / "src" / "css"
    for name, papers in (("light", LIGHT_PAPERS), ("dark", DARK_PAPERS)):
        drawn = re.findall(r"--paper(?:-2)?: (#\w+);", (css / f"{name}.css").read_text())
        assert tuple(drawn) == papers
