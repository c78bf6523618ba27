"""Historic and cultural relic sites."""

from layers.common import PLACE_FIELDS
from layers.layer import Choice, Field, FieldType, Geometry, Group, Layer, OsmTags, Style, Text

LAYER = Layer(
    name="relics",
    title=Text("Di tích", "Relic sites"),
    description=Text("Di tích lịch sử, văn hóa.", "Historic and cultural sites."),
    geometry=Geometry.POINT,
    group=Group.PLACE,
    kinds={"relic": {}},
    min_zoom=9,
    style=Style(color="#8c510a", radius=5),
    fields=(
        *PLACE_FIELDS,
        Field(
            name="rank",
            type=FieldType.TEXT,
            title=Text("Xếp hạng", "Rank"),
            choices=(
                Choice("special", Text("Quốc gia đặc biệt", "Special national")),
                Choice("national", Text("Quốc gia", "National")),
                Choice("provincial", Text("Cấp tỉnh", "Provincial")),
            ),
        ),
    ),
    osm=(
        OsmTags(match={"historic": "*"}),
        OsmTags(match={"tourism": "attraction"}),
        OsmTags(match={"tourism": "museum"}),
    ),
)
