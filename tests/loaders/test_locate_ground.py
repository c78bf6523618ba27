"""Which units on record a word of a file may name."""

from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from loaders.locate.ground import RecordedGround
from loaders.units.boundaries.load import load_units
from tests.loaders.tools import NAM_DINH, frame


def test_a_name_with_its_kind_is_of_no_other_level(connection: Connection, tmp_path: Path):
    """The ward of Nam Định is a hundredth of the province of that name: places all over the latter are not in it."""
    for level, code, kind, degrees in (("province", "36", "Tỉnh", 0.4), ("commune", "13777", "Phường", 0.02)):
        path = tmp_path / f"{level}.gpkg"
        names = {"code": [code], "full_name": [f"{kind} Nam Định"]}
        frame(geometry=[NAM_DINH.buffer(degrees)], **names).to_file(path)
        load_units(connection, path, level, date(2020, 1, 1))
    named = RecordedGround(connection).named(
        {"Phường Nam Định", "P. Nam Định", "Tỉnh Nam Định", "Nam Định", "13777", "?"}
    )
    ward, province = named["Phường Nam Định"], named["Tỉnh Nam Định"]
    assert (len(ward), len(province), ward & province) == (1, 1, frozenset())
    assert named == {
        "Phường Nam Định": ward,
        "P. Nam Định": ward,
        "13777": ward,
        "Tỉnh Nam Định": province,
        "Nam Định": ward | province,
    }
