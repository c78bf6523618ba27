"""Batches on their way into the database: what is done for many cells at once says what it says of one by one."""

import json
import threading

import numpy as np
import pytest
import shapely

from layers.registry import all_layers
from loaders.fit.personal import may_be_personal
from loaders.rows import FeatureBatch
from loaders.write.beside import Beside
from loaders.write.copy import attributes, wkbs
from loaders.write.folded import folded_names

SCHOOLS = all_layers()["schools"]
NAME = next(field for field in SCHOOLS.fields if field.name == "name")


@pytest.mark.parametrize(
    "shapes",
    [
        [shapely.Point(106.1, 20.4), shapely.Point(106.2, 20.5)],
        [shapely.Point(106.1, 20.4, 7.0), shapely.Point(-0.0, 1e-300)],
        [shapely.Point(106.1, 20.4), shapely.Point()],
        [shapely.Point(106.1, 20.4), shapely.LineString([(106, 20), (107, 21)])],
        [],
    ],
)
def test_shapes_are_written_as_they_are(shapes: list[shapely.Geometry]) -> None:
    written = wkbs(np.array(shapes, dtype=object))
    assert [shapely.from_wkb(each) for each in written] == [shapely.force_2d(shape) for shape in shapes]


@pytest.mark.parametrize(
    ("levels", "capacities"),
    [
        (["primary", "lower_secondary"], [120, 80]),
        (["primary", None], [None, 80]),
        ([None, None], [None, None]),
        (['a "b"\\', "Tiểu học"], [True, 2.5]),
    ],
)
def test_other_fields_become_an_object_a_row(levels: list[str | None], capacities: list[int | None]) -> None:
    batch = FeatureBatch(
        [1, 2], {"level": levels, "capacity": capacities}, np.array([None, None]), [None, None], [None, None]
    )
    rows = zip(levels, capacities, strict=True)
    filled = [{"level": level, "capacity": capacity} for level, capacity in rows]
    expected = [{name: value for name, value in row.items() if value is not None} for row in filled]
    assert [json.loads(written) for written in attributes(SCHOOLS, batch)] == expected


def test_names_are_folded_each_in_its_place() -> None:
    assert folded_names(["Trường THCS  Số 5", None, "", "ĐÌNH Làng"]) == ["truong thcs so 5", None, "", "dinh lang"]
    assert folded_names(["Chợ", "UBND xã"]) == ["cho", "ubnd xa"]
    assert folded_names([None, None]) == [None, None]


@pytest.mark.parametrize(
    ("texts", "is_worth_a_look"),
    [
        (["Nhà ông Ba, 0912 345 678"], True),
        (["Nhà ông Ba, \uff10\uff19\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18"], True),  # wide digits
        (["Số 12345", "Số 67890"], False),
        (["Tổ 1", "Tổ 2"], False),
    ],
)
def test_numbers_of_people_are_looked_for_where_digits_are_enough(texts: list[str], is_worth_a_look: bool) -> None:
    assert may_be_personal(NAME, texts) is is_worth_a_look


def test_calls_beside_run_one_at_a_time_and_their_errors_reach_the_caller() -> None:
    begun, release, order = threading.Event(), threading.Event(), list[str]()

    def first() -> None:
        begun.set()
        release.wait(10)
        order.append("first")

    def fail() -> None:
        raise ValueError("not taken")

    with Beside() as beside:
        beside.run(first)
        assert begun.wait(10)
        order.append("meanwhile")
        release.set()
        beside.run(lambda: order.append("second"))
        beside.wait()
        beside.run(fail)
        with pytest.raises(ValueError, match="not taken"):
            beside.wait()
    assert order == ["meanwhile", "first", "second"]
