"""Stretches of roads that nothing covers: what rules by length found, line by line."""

from layers.coverage import CALCULATED_FOR, GROUND, OUTCOME, OWN_UNITS_AND_PLANNERS, PERIODS, RULE
from layers.layer import Field, FieldType, Geometry, Group, Layer, Storage, Style, Text


def _id(name: str, vi: str, en: str) -> Field:
    return Field(name=name, type=FieldType.INTEGER, title=Text(vi, en), tile_from=None)


BLIND_SPOTS = Layer(
    name="blind_spots",
    title=Text("Đoạn đường chưa được phủ (điểm mù)", "Blind spots: roads that nothing covers"),
    description=Text(
        "Từng đoạn của tuyến đường mà tiêu chí xét, không camera hoặc thiết bị nào phủ tới, kèm chiều dài.",
        "Each stretch of the roads that a rule judges by length which no camera or device covers, with its length.",
    ),
    geometry=Geometry.LINE,
    group=Group.COVERAGE,
    ground=GROUND,
    storage=Storage.OWN,
    sources=("coverage", "units"),
    dated=True,
    periods=PERIODS,
    sights=OWN_UNITS_AND_PLANNERS,
    open_rows=True,
    min_zoom=10,
    style=Style(color="#b2182b", width=3.5),
    fields=(
        RULE,
        _id("road_id", "Mã số đường", "Id of the road"),
        Field(name="name", type=FieldType.TEXT, title=Text("Tên đường", "Name of the road"), tile_from=12),
        _id("unit_id", "Đơn vị", "Unit"),
        Field(name="unit_name", type=FieldType.TEXT, title=Text("Tên đơn vị", "Name of the unit"), tile_from=12),
        _id("commune_id", "Xã, phường", "Commune or ward"),
        _id("hamlet_id", "Thôn, xóm", "Hamlet"),
        OUTCOME,
        Field(
            name="length_m",
            type=FieldType.NUMBER,
            title=Text("Chiều dài đoạn chưa được phủ", "Length that is not covered"),
            unit="m",
            tile_from=12,
        ),
        Field(
            name="road_length_m",
            type=FieldType.NUMBER,
            title=Text("Chiều dài đường trong đơn vị", "Length of the road in the unit"),
            unit="m",
            tile_from=None,
        ),
        CALCULATED_FOR,
    ),
)
