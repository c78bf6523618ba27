"""Coordinates and names of columns as people write them."""

import pytest

from loaders.locate.columns import Kind, Position, find_position
from loaders.locate.numbers import coordinate, coordinate_pair
from loaders.source import Source


@pytest.mark.parametrize(
    ("text", "value", "axis"),
    [
        ("106.1683", 106.1683, None),
        ("106,1683", 106.1683, None),
        ("20,420", 20.42, None),
        ("544.033,12", 544033.12, None),
        ("544,033.12", 544033.12, None),
        ("544 033,12", 544033.12, None),
        ("2.257.123", 2257123.0, None),
        ("544.033", 544033.0, None),
        ("2257123", 2257123.0, None),
        ("20°25'12\"B", 20.42, "N"),
        ("106°10'6\"Đ", 106.168333333, "E"),
        ("106°10′6″ Đông", 106.168333333, "E"),
        ("20°25’12,5”B", 20.420138889, "N"),
        ("20 25 12.5N", 20.420138889, "N"),
        ("106d10'6\"E", 106.168333333, "E"),
        ("N20°25.5'", 20.425, "N"),
        ("20:25:12", 20.42, None),
        ("106 độ 10 phút 6 giây", 106.168333333, None),
        ("20.42° B", 20.42, "N"),
        (106.5, 106.5, None),
    ],
)
def test_a_coordinate_as_it_is_written(text: object, value: float, axis: str | None):
    number = coordinate(text)
    assert number is not None
    assert (number.value, number.axis) == (pytest.approx(value, abs=1e-8), axis)


@pytest.mark.parametrize(
    "text", ["", "x", "NaN", "inf", "20°75'", "20,5°30'", "1.234.56", "12,34,56", "200°1'", "None"]
)
def test_what_is_no_coordinate(text: str):
    assert coordinate(text) is None


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("20.42, 106.16", (20.42, 106.16)),
        ("20.42,106.16", (20.42, 106.16)),
        ("106,16; 20,42", (106.16, 20.42)),
        ("20,42 106,16", (20.42, 106.16)),
        ("(20.42 | 106.16)", (20.42, 106.16)),
        ("20°25'12\"B 106°09'36\"Đ", (106.16, 20.42)),
        ("N20°25'12\" E106°09'36\"", (106.16, 20.42)),
        ("106.16E, 20.42N", (106.16, 20.42)),
        ("544.033,12 2.257.123,45", (544033.12, 2257123.45)),
        ("20 25 12 106 09 36", (20.42, 106.16)),
    ],
)
def test_two_coordinates_in_one_cell(text: str, pair: tuple[float, float]):
    found = coordinate_pair(text)
    assert found is not None
    assert [number.value for number in found] == pytest.approx(pair, abs=1e-8)


@pytest.mark.parametrize("text", ["20.42", "106,16,20,42", "chợ Rồng", "20.42N, 106.16N", ""])
def test_what_is_no_pair(text: str):
    assert coordinate_pair(text) is None


@pytest.mark.parametrize(
    ("columns", "position"),
    [
        ("Kinh độ|Vĩ độ", Position(("Kinh độ", "Vĩ độ"), Kind.AXES)),
        ("vi_do|kinh_do", Position(("kinh_do", "vi_do"), Kind.AXES)),
        ("KinhDo|ViDo", Position(("KinhDo", "ViDo"), Kind.AXES)),
        ("Toạ độ X|Tọa độ Y", Position(("Toạ độ X", "Tọa độ Y"), Kind.XY)),
        ("X (m)|Y (m)", Position(("X (m)", "Y (m)"), Kind.XY)),
        ("Easting|Northing", Position(("Easting", "Northing"), Kind.AXES)),
        ("POINT_X|POINT_Y", Position(("POINT_X", "POINT_Y"), Kind.XY)),
        ("x|y|long|lat", Position(("long", "lat"), Kind.AXES, None, ("x", "y"))),
        ("X VN-2000|Y VN-2000|Lon WGS84|Lat WGS84",
         Position(("Lon WGS84", "Lat WGS84"), Kind.AXES, "wgs84", ("X VN-2000", "Y VN-2000"))),
        ("Tọa độ", Position(("Tọa độ",), Kind.BOTH)),
        ("the_geom", Position(("the_geom",), Kind.SHAPE)),
        ("Lớn|Lát|Giá (đồng)|Bậc", Position()),
    ],
)  # fmt: skip
def test_usual_names_of_columns(columns: str, position: Position):
    source = Source(columns=tuple(columns.split("|")), batches=iter(()), has_geometry=False)
    assert find_position(source, {}, required=False) == position
