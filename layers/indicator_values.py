"""Figures of units by period, as a layer like any other. Asked for one figure and one level at a time."""

from layers.indicators.registry import all_indicators
from layers.layer import Choice, Field, FieldType, Geometry, Group, Layer, Storage, Style, Text
from layers.units import FULL_NAME, NAME, UNIT_ID

_LEVELS = (
    Choice("province", Text("Tỉnh, thành phố", "Province")),
    Choice("district", Text("Huyện (đến 30/6/2025)", "District (until 30 June 2025)")),
    Choice("commune", Text("Xã, phường", "Commune or ward")),
    Choice("hamlet", Text("Thôn, xóm, tổ dân phố", "Hamlet or residential group")),
)

LAYER = Layer(
    name="indicator_values",
    title=Text("Chỉ số theo đơn vị", "Indicators by unit"),
    description=Text(
        "Giá trị mới nhất của từng chỉ số trong từng đơn vị vào ngày xem, kèm kỳ và nguồn.",
        "The newest value of each indicator in each unit on the day looked at, with its period and source.",
    ),
    geometry=Geometry.AREA,
    drawn_together=True,
    group=Group.INDICATOR,
    ground="communes",
    storage=Storage.OWN,
    sources=("indicators", "units"),
    dated=True,
    # Days on which a value is the newest, and on which the unit is there under that name and boundary.
    periods=("valid", "unit_valid"),
    style=Style(color="#5e3c99", width=1, fill_opacity=0.6),
    fields=(
        Field(
            name="indicator",
            type=FieldType.TEXT,
            title=Text("Chỉ số", "Indicator"),
            tile_from=0,
            selector=True,
            choices=tuple(Choice(code, indicator.title) for code, indicator in all_indicators().items()),
        ),
        Field(
            name="level",
            type=FieldType.TEXT,
            title=Text("Cấp đơn vị", "Level of the unit"),
            tile_from=0,
            selector=True,
            choices=_LEVELS,
        ),
        UNIT_ID,
        NAME,
        FULL_NAME,
        Field(name="code", type=FieldType.TEXT, title=Text("Mã đơn vị", "Code of the unit"), tile_from=0),
        Field(name="value", type=FieldType.NUMBER, title=Text("Giá trị", "Value"), tile_from=0),
        Field(name="period_from", type=FieldType.DATE, title=Text("Kỳ từ ngày", "First day of the period")),
        Field(name="period_to", type=FieldType.DATE, title=Text("Kỳ đến ngày", "Last day of the period")),
        Field(name="source", type=FieldType.TEXT, title=Text("Nguồn số liệu", "Source of the value"), tile_from=None),
    ),
)
