"""Definitions of systems without a number: VN-2000 as MapInfo, MicroStation and ArcGIS write it."""

import pytest
from pyproj import CRS, Transformer
from sqlalchemy import create_engine, text

from loaders.errors import LoadError
from loaders.locate.crs import declared_crs, named_crs, operation_to_wgs84
from loaders.locate.custom import TM3
from tests.conftest import TestDatabase

TM3_WKT = (
    'PROJCS["{name}",GEOGCS["{name}",DATUM["{datum}",SPHEROID["WGS_1984",6378137,298.257223563]{shift}],'
    'PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["False_Easting",500000],PARAMETER["False_Northing",0],PARAMETER["Central_Meridian",{lon}],'
    'PARAMETER["Scale_Factor",{k}],PARAMETER["Latitude_Of_Origin",0],UNIT["Meter",1]]'
)
SHIFT = ",TOWGS84[-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278]"


def wkt(name: str = "VN_2000_TM3", datum: str = "D_VN_2000", lon: float = 105.5, k: float = 0.9999, shift: str = ""):
    return TM3_WKT.format(name=name, datum=datum, lon=lon, k=k, shift=shift)


@pytest.mark.parametrize(
    ("definition", "codes"),
    [
        (wkt(), [9209]),
        (wkt(lon=105), [5897]),
        (wkt(lon=105, k=0.9996), [3405]),
        (wkt(name="unnamed", datum="unknown"), [9209]),
        (wkt(name="unnamed", datum="WGS_1984"), [9209]),
        (wkt(name="MIF", datum="MIF 9999", shift=SHIFT), [9209]),
        (wkt(name="x", datum="D_WGS_1984", lon=105, k=0.9996), [32648]),
        (wkt(name="x", datum="unknown", lon=105, k=0.9996), [3405, 32648]),
        ("+proj=tmerc +lon_0=105 +k=1 +x_0=18500000 +ellps=krass", [2044]),
        ("EPSG:9209", [9209]),
        ("urn:ogc:def:crs:EPSG::5897", [5897]),
        (CRS(9209).to_wkt("WKT1_ESRI"), [9209]),
        (CRS(4756).to_wkt("WKT1_ESRI"), [4756]),
        (CRS(4326).to_wkt("WKT1_ESRI"), [4326]),
    ],
)
def test_a_definition_is_taken_for_the_system_it_describes(definition: str, codes: list[int]):
    assert [crs.to_epsg() for crs in declared_crs(definition).systems] == codes


@pytest.mark.parametrize("definition", [wkt(), wkt(name="a", datum="b"), wkt(lon=105.2), wkt(lon=106, k=0.9999)])
def test_a_definition_without_a_shift_is_not_taken_for_wgs_84(definition: str):
    [crs] = declared_crs(definition).systems
    operation = operation_to_wgs84(crs)
    assert "VN-2000 to WGS 84 (2)" in operation.name
    assert operation.accuracy_m == 1


def test_a_wrong_name_of_the_datum_is_told():
    note = declared_crs(wkt(name="x", datum="WGS_1984")).note
    assert note is not None
    assert "EPSG:9209" in note.vi
    assert "VN-2000" in note.en
    assert declared_crs(wkt()).note is None


def test_the_option_names_system_and_order():
    assert not named_crs("epsg:9209").swapped
    assert named_crs("EPSG:9209, yx").swapped
    for wrong in ("9209", "EPSG:9209,xy", "EPSG:9209,", "EPSG:9209;yx", "VN-2000"):
        with pytest.raises(LoadError, match="EPSG:number"):
            named_crs(wrong)


@pytest.mark.parametrize("srid", [*range(9205, 9219), 5896, 5897, 5898, 5899, 3405, 4756])
def test_postgis_and_proj_agree_within_a_millimetre(migrated: TestDatabase, srid: int):
    """EPSG:9205 to 9218 are missing in PostGIS 3.3; a migration adds them."""
    sql = f"SELECT ST_X(p), ST_Y(p) FROM ST_Transform(ST_SetSRID(ST_Point(106.1683, 20.42), 4326), {srid}) AS p"
    engine = create_engine(migrated.owner)
    with engine.connect() as connection:
        found = tuple(connection.execute(text(sql)).one())
    engine.dispose()
    expected = Transformer.from_crs(4326, srid, always_xy=True).transform(106.1683, 20.42)
    assert found == pytest.approx(expected, abs=1e-8 if srid == 4756 else 0.001)


def test_the_meridians_are_those_of_epsg():
    for meridian, code in TM3.items():
        parameters = {p.name: p.value for p in CRS.from_epsg(code).coordinate_operation.params}
        assert parameters["Longitude of natural origin"] == meridian
        assert parameters["Scale factor at natural origin"] == 0.9999
