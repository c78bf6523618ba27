"""Programs of others that read OGC API – Features: GDAL and OWSLib, each in a process of its own."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from layers.layer import Audience
from layers.registry import layers_for
from tests.conftest import TestDatabase

CLIENT = Path(__file__).with_name("oapif_client.py")
QUESTIONS = [
    ("schools", {"where": "level = 'primary' AND capacity > 300"}, "level = 'primary' AND capacity > 300"),
    ("wifi", {"where": "mbps_down >= 200.5 OR name LIKE '%Nam%'"}, "mbps_down >= 200.5 OR name LIKE '%Nam%'"),
    ("wifi", {"where": "installed_on > '2024-01-01'"}, "installed_on > '2024-01-01'"),
    ("wifi", {"where": "name ILIKE '%nam%' AND operator IS NOT NULL"}, "name ILIKE '%nam%' AND operator IS NOT NULL"),
    ("schools", {"bbox": [106.1, 20.3, 106.2, 20.5]}, "geom && ST_MakeEnvelope(106.1, 20.3, 106.2, 20.5, 4326)"),
]  # fmt: skip


@pytest.fixture(scope="module")
def counts(sample_db: TestDatabase) -> Iterator[dict[str, int]]:
    """What PostGIS itself counts, by layer."""
    engine = create_engine(sample_db.owner)
    with engine.connect() as connection:
        yield {name: count(connection, name) for name in layers_for(Audience.PUBLIC)}
    engine.dispose()


def count(connection, layer: str, condition: str = "TRUE") -> int:
    declared = layers_for(Audience.PUBLIC)[layer]
    days = [f"{period} @> current_date" for period in declared.periods if declared.dated]
    return connection.scalar(text(f"SELECT count(*) FROM map_public.{layer} WHERE {' AND '.join([condition, *days])}"))


def ask(address: str, *questions: dict) -> list[dict]:
    """Answers of the client to `questions`, one for each."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", CLIENT, address, json.dumps(questions)],
        capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_gdal_reads_every_layer_whole(live_url: str, counts: dict[str, int]):
    answers = ask(live_url, *({"layer": layer, "PAGE_SIZE": 2000} for layer in counts))
    assert {answer["layer"]: answer["count"] for answer in answers} == counts


def test_gdal_has_its_filters_answered_by_the_service(live_url: str, sample_db: TestDatabase):
    answers = ask(live_url, *({"layer": layer, **question} for layer, question, _ in QUESTIONS))
    engine = create_engine(sample_db.owner)
    with engine.connect() as connection:
        expected = [count(connection, layer, f"({condition})") for layer, _, condition in QUESTIONS]
    engine.dispose()
    assert [answer["count"] for answer in answers] == expected
    for answer, (_, question, _) in zip(answers, QUESTIONS, strict=True):
        assert any(("bbox=" if "bbox" in question else "filter=") in address for address in answer["asked"]), answer


def test_gdal_reads_in_the_system_of_the_province(live_url: str):
    crs = "http://www.opengis.net/def/crs/EPSG/0/{}"
    metres, degrees, plain = ask(
        live_url,
        {"layer": "schools", "CRS": crs.format(9209)},
        {"layer": "schools", "CRS": crs.format(4756)},
        {"layer": "schools"},
    )
    assert (metres["epsg"], degrees["epsg"]) == (9209, 4756)
    east, north = metres["first"]
    assert 500_000 < east < 700_000
    assert north > 2_000_000
    # VN-2000 and WGS 84 are some two hundred metres apart here.
    assert degrees["first"] == pytest.approx(plain["first"], abs=0.003)
    assert degrees["first"] != pytest.approx(plain["first"], abs=0.0003)


def test_owslib_finds_its_way(live_url: str, counts: dict[str, int]):
    (answer,) = ask(live_url, {"owslib": "schools"})
    assert set(answer["collections"]) == set(counts)
    assert answer["matched"] == answer["filtered"]
    assert 0 < answer["filtered"] < counts["schools"]
    assert "level" in answer["queryables"]
    assert answer["one"]["type"] == "Feature"
    assert re.match(r"3\.0\.", answer["openapi"])
