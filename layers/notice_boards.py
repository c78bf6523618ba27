"""Electronic notice boards in public places."""

from layers.common import ASSET_FIELDS
from layers.layer import Field, FieldType, Geometry, Group, Layer, Style, Text

LAYER = Layer(
    name="notice_boards",
    title=Text("Bảng tin điện tử", "Electronic notice boards"),
    description=Text("Bảng tin điện tử công cộng.", "Public electronic notice boards."),
    geometry=Geometry.POINT,
    group=Group.ASSET,
    kinds={"notice_board": {}},
    min_zoom=9,
    style=Style(color="#b8860b", radius=4),
    fields=(
        *ASSET_FIELDS,
        Field(
            name="area_m2",
            type=FieldType.NUMBER,
            title=Text("Diện tích màn hình", "Screen area"),
            unit="m2",
            minimum=0,
            maximum=500,
        ),
    ),
)
