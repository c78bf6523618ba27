"""Arcs in files of GDAL, in WKB and in WKT: made lines where that can be done, a reason at the row where not."""

import math
import struct
from pathlib import Path

import pytest
import shapely

from loaders.batch import SourceRow
from loaders.curves import straightened
from loaders.locate.columns import find_position
from loaders.locate.shapes import with_shapes
from loaders.options import LoadOptions
from loaders.read.opening import opened

GML = """<?xml version="1.0" encoding="UTF-8"?>
<ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml">
<gml:featureMember><ogr:line fid="a"><ogr:name>Cong</ogr:name><ogr:geometryProperty>
<gml:Curve srsName="urn:ogc:def:crs:OGC:1.3:CRS84"><gml:segments><gml:Arc>
<gml:posList>106 20 106.1 20.1 106.2 20</gml:posList></gml:Arc></gml:segments></gml:Curve>
</ogr:geometryProperty></ogr:line></gml:featureMember></ogr:FeatureCollection>"""
ARC = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0))


def _wkb(kind: int, *parts: bytes, order: str = "<") -> bytes:
    return struct.pack(f"{order}BII", order == "<", kind, len(parts)) + b"".join(parts)


def _points(kind: int, *points: tuple[float, ...], order: str = "<") -> bytes:
    return _wkb(kind, *(struct.pack(f"{order}{len(point)}d", *point) for point in points), order=order)


def _cells(folder: Path, *cells: str) -> list[SourceRow]:
    (folder / "a.csv").write_text("name;geom\n" + "".join(f"A;{cell}\n" for cell in cells))
    with opened(folder / "a.csv", LoadOptions()) as source:
        position = find_position(source, {})
        return [row for batch in source.batches for row in with_shapes(batch, position).rows()]


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_half_circle_is_as_long_as_it_should_be(order: str):
    line = shapely.from_wkb(straightened(_points(8, *ARC, order=order)))
    assert line.length == pytest.approx(math.pi, rel=1e-3)
    assert (line.coords[0], line.coords[-1]) == ((1, 0), (-1, 0))


def test_heights_are_left_out():
    assert not shapely.from_wkb(straightened(_points(1008, *((*point, 5.0) for point in ARC)))).has_z


def test_a_whole_circle_and_a_ring_of_line_and_arc_enclose_areas():
    circle = _wkb(10, _points(8, (1.0, 0.0), (-1.0, 0.0), (1.0, 0.0)))
    ring = _wkb(9, _points(8, *ARC), _points(2, (-1.0, 0.0), (1.0, 0.0)))
    both = shapely.from_wkb(straightened(_wkb(12, circle, _wkb(10, ring))))
    assert both.geom_type == "MultiPolygon"
    assert [area.area for area in both.geoms] == pytest.approx([math.pi, math.pi / 2], rel=5e-3)


def test_points_in_a_line_are_no_arc():
    line = shapely.from_wkb(straightened(_points(8, (0.0, 0.0), (1.0, 1.0), (2.0, 2.0))))
    assert list(line.coords) == [(0, 0), (1, 1), (2, 2)]


@pytest.mark.parametrize("wkb", [b"", b"\x01", _points(8, *ARC)[:-3], b"\x01" + b"\xff" * 40])
def test_what_is_no_wkb_is_refused(wkb: bytes):
    with pytest.raises(ValueError):
        straightened(wkb)


def test_arcs_of_a_gml_become_lines(tmp_path: Path):
    (tmp_path / "a.gml").write_text(GML)
    with opened(tmp_path / "a.gml", LoadOptions()) as source:
        (row,) = source.rows
    assert row.geometry is not None
    assert (row.geometry.geom_type, row.geometry.bounds[3]) == ("LineString", pytest.approx(20.1, abs=1e-3))


def test_wkb_with_arcs_in_a_cell_is_read_and_wkt_is_a_fault(tmp_path: Path):
    arcs = _points(8, (106.0, 20.0), (106.1, 20.1), (106.2, 20.0)).hex()
    good, *bad = _cells(tmp_path, arcs, "CIRCULARSTRING(106 20,106.1 20.1,106.2 20)", "CURVEPOLYGON EMPTY")
    assert good.geometry is not None
    assert good.fault is None
    assert all(row.fault is not None and "curve" in row.fault.en for row in bad)
