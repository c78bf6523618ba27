"""Street lights."""

from layers.common import ASSET_FIELDS
from layers.layer import Choice, Field, FieldType, Geometry, Group, Layer, Style, Text

LAYER = Layer(
    name="street_lights",
    title=Text("Đèn đường", "Street lights"),
    description=Text("Đèn chiếu sáng công cộng trên đường.", "Public lighting along roads."),
    geometry=Geometry.POINT,
    pyramid="status",
    group=Group.ASSET,
    kinds={"street_light": {}},
    min_zoom=10,
    style=Style(color="#c9a400", radius=3),
    fields=(
        *ASSET_FIELDS,
        Field(
            name="lamp",
            type=FieldType.TEXT,
            title=Text("Loại bóng", "Lamp type"),
            choices=(
                Choice("led", Text("LED", "LED")),
                Choice("sodium", Text("Cao áp natri", "High-pressure sodium")),
                Choice("other", Text("Loại khác", "Other")),
            ),
        ),
        Field(
            name="watts",
            type=FieldType.NUMBER,
            title=Text("Công suất", "Power"),
            unit="W",
            minimum=0,
            maximum=2000,
        ),
        Field(
            name="height_m",
            type=FieldType.NUMBER,
            title=Text("Độ cao cột", "Height of the pole"),
            unit="m",
            minimum=0,
            maximum=50,
        ),
    ),
)
