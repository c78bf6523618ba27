"""Police posts of communes and wards."""

from layers.common import PLACE_FIELDS
from layers.layer import Geometry, Group, Layer, OsmTags, Style, Text

LAYER = Layer(
    name="police_posts",
    title=Text("Trụ sở công an", "Police posts"),
    description=Text("Trụ sở công an xã, phường.", "Police posts of communes and wards."),
    geometry=Geometry.POINT,
    group=Group.PLACE,
    kinds={"police_post": {}},
    min_zoom=9,
    style=Style(color="#006837", radius=5),
    fields=PLACE_FIELDS,
    osm=(OsmTags(match={"amenity": "police"}),),
)
