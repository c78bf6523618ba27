"""Road junctions."""

from layers.common import KEY, NAME
from layers.layer import Choice, Field, FieldType, Geometry, Group, Layer, Style, Text

LAYER = Layer(
    name="junctions",
    title=Text("Nút giao", "Junctions"),
    description=Text("Ngã ba, ngã tư và mật độ giao thông.", "Junctions with their arms and how busy they are."),
    geometry=Geometry.POINT,
    group=Group.JUNCTION,
    kinds={"junction": {}},
    min_zoom=12,
    style=Style(color="#404040", radius=3),
    fields=(
        KEY,
        NAME,
        Field(name="arms", type=FieldType.INTEGER, title=Text("Số nhánh", "Arms"), minimum=3, maximum=12),
        Field(
            name="traffic",
            type=FieldType.TEXT,
            title=Text("Mật độ giao thông", "Traffic"),
            choices=(
                Choice("high", Text("Lớn", "High")),
                Choice("medium", Text("Trung bình", "Medium")),
                Choice("low", Text("Thấp", "Low")),
            ),
        ),
    ),
)
