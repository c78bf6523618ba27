"""Roads."""

from layers.common import KEY, NAME
from layers.layer import Choice, Field, FieldType, Geometry, Group, Layer, Style, Text

LAYER = Layer(
    name="roads",
    title=Text("Đường giao thông", "Roads"),
    description=Text("Tim đường, phân theo cấp.", "Centre lines of roads by class."),
    geometry=Geometry.LINE,
    group=Group.ROAD,
    kinds={"road": {}},
    min_zoom=8,
    style=Style(color="#7a7a7a", width=1.5),
    fields=(
        KEY,
        NAME,
        Field(
            name="class",
            type=FieldType.TEXT,
            title=Text("Cấp đường", "Class"),
            tile_from=0,
            choices=(
                Choice("national", Text("Quốc lộ", "National road")),
                Choice("provincial", Text("Đường tỉnh", "Provincial road")),
                Choice("main_axis", Text("Đường trục chính xã", "Main axis of the commune"), tile_from=10),
                Choice("local", Text("Đường thôn, xóm", "Hamlet road"), tile_from=12),
            ),
        ),
        Field(
            name="width_m",
            type=FieldType.NUMBER,
            title=Text("Bề rộng mặt đường", "Width"),
            unit="m",
            minimum=0,
            maximum=100,
        ),
    ),
)
