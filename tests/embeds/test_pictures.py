"""Pictures of maps for links to them, read again with Pillow."""

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from shapely import box

from geo_api.app import create_app
from geo_api.db import owner_connection
from geo_api.embeds import pictures
from geo_api.embeds.examples import MOST_OF_GROUP, MOST_RULES
from geo_api.embeds.picture import HEIGHT, MAP_WIDTH, WIDTH
from geo_api.map_frame import GROUPS
from geo_api.settings import Settings
from layers.registry import all_layers
from tests.conftest import TestDatabase
from tests.coverage.world import Unit, World, build

RULE = "/og/coverage/wifi.public-place.png"


def picture(client: TestClient, path: str) -> Image.Image:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/png"
    return Image.open(io.BytesIO(answer.content)).convert("RGB")


def share_of(shown: Image.Image, color: str, box: tuple[int, int, int, int] = (0, 0, MAP_WIDTH, HEIGHT)) -> float:
    """How much of a part of a picture is of about this colour."""
    wanted = tuple(int(color[i : i + 2], 16) for i in (1, 3, 5))
    pixels = list(shown.crop(box).get_flattened_data())
    return sum(all(abs(a - b) < 12 for a, b in zip(pixel, wanted, strict=True)) for pixel in pixels) / len(pixels)


def test_the_units_have_the_colours_that_the_map_gives_them(client: TestClient):
    shown = picture(client, f"{RULE}?lang=vi")
    assert shown.size == (WIDTH, HEIGHT)
    result = client.get("/api/v1/coverage/wifi.public-place/units").json()
    seen = [each["color"] for each in result["classes"] if share_of(shown, each["color"]) > 0.001]
    assert len(seen) >= 4
    legend = (MAP_WIDTH, 200, WIDTH, HEIGHT)
    assert all(share_of(shown, each["color"], legend) > 0.001 for each in result["classes"])


def test_a_layer_has_its_own_colour_and_a_unit_is_shown_closer(client: TestClient):
    color = all_layers()["schools"].style.color
    whole, unit = picture(client, "/og/schools.png"), _a_commune(client)
    close = picture(client, f"/og/schools.png?unit={unit}")
    assert share_of(whole, color) > 0.001
    # The outline of the unit.
    assert share_of(close, "#16242e") > 5 * share_of(whole, "#16242e")


def test_words_are_in_the_language_asked_for(client: TestClient):
    vietnamese, english = (picture(client, f"{RULE}?lang={language}") for language in ("vi", "en"))
    words = (MAP_WIDTH, 0, WIDTH, HEIGHT)
    assert vietnamese.crop(words).tobytes() != english.crop(words).tobytes()


def test_words_end_before_the_edge(client: TestClient):
    for rule in client.get("/api/v1/coverage/rules").json()["rules"]:
        answer = client.get(f"/og/coverage/{rule['id']}.png")
        if answer.status_code == 404:
            continue
        shown = Image.open(io.BytesIO(answer.content)).convert("RGB")
        assert share_of(shown, "#ffffff", (WIDTH - 30, 0, WIDTH, HEIGHT)) == 1, rule["id"]


def test_it_is_kept_and_asked_for_again_by_its_tag(client: TestClient):
    first = client.get(RULE)
    assert "max-age=600" in first.headers["cache-control"]
    assert client.get(RULE, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert first.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.fixture
def small(empty_db: TestDatabase) -> Iterator[TestClient]:
    """The application over one commune."""
    with owner_connection(empty_db.owner) as connection:
        build(connection, World([Unit("00001", box(106.10, 20.40, 106.20, 20.50))]))
    with TestClient(create_app(Settings(), empty_db.service)) as client:
        yield client


def days(count: int) -> list[str]:
    """Addresses of pictures of which no two are the same."""
    return [f"/og/communes.png?at={date(2025, 7, 1) + timedelta(days=n)}" for n in range(count)]


def test_all_pictures_of_the_page_of_examples_may_be_asked_for_at_once(small: TestClient):
    most = MOST_RULES + 2 + MOST_OF_GROUP * len(GROUPS)
    with ThreadPoolExecutor(most) as readers:
        answers = list(readers.map(small.get, days(most)))
    assert [answer.status_code for answer in answers] == [200] * most


def test_a_picture_that_is_kept_waits_for_none_that_is_drawn(small: TestClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pictures, "LONGEST_QUEUE", 2)
    first, *others = days(8)
    small.get(first)
    with ThreadPoolExecutor(len(others)) as readers:
        waiting = [readers.submit(small.get, path) for path in others]
        refused = next(each.result() for each in as_completed(waiting) if each.result().status_code != 200)
        kept = small.get(first)
        still = [each for each in waiting if not each.done()]
    assert (refused.status_code, kept.status_code) == (503, 200)
    assert still


def test_what_there_is_not_is_refused(client: TestClient):
    for path, status in {
        "/og/cameras.png": 404,
        "/og/coverage/no.rule.png": 404,
        "/og/wifi.png?unit=x": 400,
        "/og/wifi.png?unit=99999999": 400,
        "/og/wifi.png?zoom=3": 400,
        "/og/wifi.png?at=tomorrow": 400,
    }.items():
        assert client.get(path).status_code == status, path


def test_an_empty_map_has_a_picture_too(empty_client: TestClient):
    shown = picture(empty_client, "/og/wifi.png")
    assert share_of(shown, "#e9eef1") == 1


@pytest.mark.parametrize(("rate", "statuses"), [("2/minute", [200, 200, 429])])
def test_nobody_has_too_many_drawn(sample_db: TestDatabase, tmp_path: Path, rate: str, statuses: list[int]):
    with TestClient(create_app(Settings(rate_pictures=rate, data_dir=tmp_path), sample_db.service)) as client:
        assert [client.get("/og/wifi.png").status_code for _ in statuses] == statuses


def _a_commune(client: TestClient) -> int:
    return int(client.get("/api/v1/units?level=commune&q=Hải Hậu&limit=1").json()["units"][0]["id"])
