"""Wifi access points that people may use."""

from layers.common import ASSET_FIELDS
from layers.layer import Field, FieldType, Geometry, Group, Layer, Style, Text

LAYER = Layer(
    name="wifi",
    title=Text("Điểm phát wifi", "Wifi points"),
    description=Text(
        "Điểm phát wifi công cộng, tốc độ đo gần nhất và có miễn phí hay không.",
        "Public wifi points, the speed last measured and whether they are free.",
    ),
    geometry=Geometry.POINT,
    pyramid="status",
    group=Group.ASSET,
    kinds={"wifi": {}},
    min_zoom=9,
    style=Style(color="#0571b0", radius=5),
    fields=(
        *ASSET_FIELDS,
        Field(name="free", type=FieldType.BOOLEAN, title=Text("Miễn phí", "Free of charge")),
        Field(
            name="mbps_down",
            type=FieldType.NUMBER,
            title=Text("Tốc độ tải xuống", "Download speed"),
            unit="Mbit/s",
            minimum=0,
            maximum=100_000,
        ),
        Field(name="tested_on", type=FieldType.DATE, title=Text("Ngày đo gần nhất", "Date of the last test")),
    ),
)
