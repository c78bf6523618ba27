"""Other places where the public meets: parks, bus stations, sports grounds."""

from layers.common import PLACE_FIELDS
from layers.layer import Choice, Field, FieldType, Geometry, Group, Layer, OsmTags, Style, Text

LAYER = Layer(
    name="public_places",
    title=Text("Điểm công cộng", "Public places"),
    description=Text(
        "Công viên, bến xe, quảng trường, sân thể thao và điểm công cộng khác.",
        "Parks, bus stations, squares, sports grounds and other public places.",
    ),
    geometry=Geometry.POINT,
    group=Group.PLACE,
    kinds={
        "public_place": {},
        "park": {"type": "park"},
        "bus_station": {"type": "bus_station"},
    },
    min_zoom=11,
    style=Style(color="#4d9221", radius=4),
    fields=(
        *PLACE_FIELDS,
        Field(
            name="type",
            type=FieldType.TEXT,
            title=Text("Loại", "Type"),
            tile_from=11,
            choices=(
                Choice("park", Text("Công viên, vườn hoa", "Park")),
                Choice("bus_station", Text("Bến xe", "Bus station")),
                Choice("square", Text("Quảng trường", "Square")),
                Choice("sports", Text("Sân thể thao", "Sports ground")),
                Choice("post_office", Text("Bưu điện", "Post office")),
                Choice("other", Text("Khác", "Other")),
            ),
        ),
    ),
    osm=(
        OsmTags(match={"leisure": "park"}, sets={"type": "park"}),
        OsmTags(match={"amenity": "bus_station"}, sets={"type": "bus_station"}),
        OsmTags(match={"amenity": "post_office"}, sets={"type": "post_office"}),
        OsmTags(match={"leisure": "pitch"}, sets={"type": "sports"}),
        OsmTags(match={"amenity": "library"}, sets={"type": "other"}),
    ),
)
