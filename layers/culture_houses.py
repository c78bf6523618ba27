"""Culture houses of hamlets and residential groups."""

from layers.common import PLACE_FIELDS
from layers.layer import Field, FieldType, Geometry, Group, Layer, OsmTags, Style, Text

LAYER = Layer(
    name="culture_houses",
    title=Text("Nhà văn hóa", "Culture houses"),
    description=Text(
        "Nhà văn hóa thôn, xóm, tổ dân phố và trung tâm văn hóa xã, phường.",
        "Culture houses of hamlets and residential groups, and the culture centres of communes and wards.",
    ),
    geometry=Geometry.POINT,
    group=Group.PLACE,
    kinds={"culture_house": {}},
    min_zoom=9,
    style=Style(color="#1a9641", radius=4),
    fields=(
        *PLACE_FIELDS,
        Field(
            name="capacity",
            type=FieldType.INTEGER,
            title=Text("Số chỗ ngồi", "Seats"),
            minimum=0,
            maximum=5000,
        ),
    ),
    osm=(OsmTags(match={"amenity": "community_centre"}),),
)
