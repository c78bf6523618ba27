"""Cameras: where they stand and look. No streams, no pictures, ever."""

from layers.common import ASSET_FIELDS, OF_OWN_UNITS
from layers.layer import Audience, Choice, Field, FieldType, Geometry, Group, Layer, OsmTags, Style, Text

# Where a camera looks and how well.
VIEW = frozenset({Audience.POLICE, Audience.ADMIN})
LAYER = Layer(
    name="cameras",
    title=Text("Camera", "Cameras"),
    description=Text(
        "Camera an ninh và giao thông do cơ quan nhà nước lắp đặt, kèm hướng và góc nhìn.",
        "Security and traffic cameras installed by public bodies, with direction and angle of view.",
    ),
    geometry=Geometry.POINT,
    pyramid="status",
    group=Group.ASSET,
    kinds={"camera": {}},
    sights=OF_OWN_UNITS,
    min_zoom=9,
    style=Style(color="#7b3294", radius=5),
    fields=(
        *ASSET_FIELDS,
        Field(
            name="purpose",
            type=FieldType.TEXT,
            title=Text("Mục đích", "Purpose"),
            choices=(
                Choice("security", Text("An ninh trật tự", "Security")),
                Choice("traffic", Text("Giám sát giao thông", "Traffic")),
            ),
        ),
        Field(
            name="direction",
            audiences=VIEW,
            type=FieldType.NUMBER,
            title=Text("Hướng nhìn, theo chiều kim đồng hồ từ hướng Bắc", "Direction of view, clockwise from north"),
            unit="deg",
            minimum=0,
            maximum=360,
        ),
        Field(
            name="field_of_view",
            audiences=VIEW,
            type=FieldType.NUMBER,
            title=Text("Góc nhìn ngang", "Horizontal angle of view"),
            unit="deg",
            minimum=1,
            maximum=360,
        ),
        Field(
            name="pixels",
            audiences=VIEW,
            type=FieldType.INTEGER,
            title=Text("Số điểm ảnh theo chiều ngang", "Horizontal resolution"),
            unit="{pixel}",
            minimum=1,
            maximum=65536,
        ),
        Field(
            name="height_m",
            type=FieldType.NUMBER,
            title=Text("Độ cao lắp đặt", "Height of installation"),
            unit="m",
            minimum=0,
            maximum=200,
        ),
    ),
    osm=(
        OsmTags(match={"man_made": "surveillance", "surveillance:zone": "traffic"}, sets={"purpose": "traffic"}),
        OsmTags(match={"man_made": "surveillance"}),
    ),
)
