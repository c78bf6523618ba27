"""A load while boundaries change: whatever comes first, each place knows the units in which it lies."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from pathlib import Path

import pytest
from shapely import box
from sqlalchemy import Connection, Engine, create_engine, text

from layers.registry import all_layers
from loaders.load import load
from tests.conftest import TestDatabase
from tests.loaders.tools import frame
from tests.loaders.unit_files import areas, put

COMMUNE = box(106.0, 20.0, 106.4, 20.6)
KNOWN = """
SELECT f.key FROM feature AS f JOIN unit_version AS v ON v.id = ANY(f.unit_versions) AND upper_inf(v.recorded)
 WHERE f.layer = 'feedback' ORDER BY 1
"""
Work = Callable[[Connection], object]


@pytest.fixture
def engine(empty_db: TestDatabase) -> Iterator[Engine]:
    engine = create_engine(empty_db.owner)
    yield engine
    engine.dispose()


@pytest.fixture
def works(tmp_path: Path) -> dict[str, Work]:
    units = areas(tmp_path, [COMMUNE], code=["13669"], full_name=["Xã A"])
    places = tmp_path / "feedback.geojson"
    frame(key=["a", "b"], name=["Đèn hỏng", "Biển mờ"]).to_file(places)
    return {
        "units": lambda connection: put(connection, units),
        "places": lambda connection: load(connection, all_layers()["feedback"], places),
    }


@pytest.mark.parametrize("order", [("units", "places"), ("places", "units")])
def test_the_second_waits_for_the_first(engine: Engine, works: dict[str, Work], order: tuple[str, str]) -> None:
    first, second = order

    def do_second() -> None:
        with engine.begin() as connection:
            works[second](connection)

    with ThreadPoolExecutor(1) as pool:
        with engine.begin() as connection:
            works[first](connection)
            waiting: Future[None] = pool.submit(do_second)
            with pytest.raises(NotYet):
                waiting.result(timeout=1)
        waiting.result(timeout=60)
    with engine.connect() as connection:
        assert list(connection.scalars(text(KNOWN))) == ["a", "b"]
