"""Health stations of communes and wards, and hospitals."""

from layers.common import PLACE_FIELDS
from layers.layer import Choice, Field, FieldType, Geometry, Group, Layer, OsmTags, Style, Text

LAYER = Layer(
    name="health_stations",
    title=Text("Cơ sở y tế", "Health stations"),
    description=Text(
        "Trạm y tế xã, phường, phòng khám và bệnh viện.",
        "Health stations of communes and wards, clinics and hospitals.",
    ),
    geometry=Geometry.POINT,
    group=Group.PLACE,
    kinds={
        "health_station": {"level": "station"},
        "hospital": {"level": "hospital"},
        "clinic": {"level": "clinic"},
    },
    min_zoom=9,
    style=Style(color="#d7191c", radius=5),
    fields=(
        *PLACE_FIELDS,
        Field(
            name="level",
            type=FieldType.TEXT,
            title=Text("Loại cơ sở", "Kind of facility"),
            tile_from=9,
            choices=(
                Choice("station", Text("Trạm y tế", "Health station")),
                Choice("clinic", Text("Phòng khám", "Clinic")),
                Choice("hospital", Text("Bệnh viện", "Hospital")),
            ),
        ),
        Field(
            name="beds",
            type=FieldType.INTEGER,
            title=Text("Số giường bệnh", "Beds"),
            minimum=0,
            maximum=10_000,
        ),
    ),
    osm=(
        OsmTags(match={"amenity": "hospital"}, name="trạm y tế", sets={"level": "station"}),
        OsmTags(match={"amenity": "clinic"}, name="trạm y tế", sets={"level": "station"}),
        OsmTags(match={"amenity": "doctors"}, name="trạm y tế", sets={"level": "station"}),
        OsmTags(match={"amenity": "hospital"}, sets={"level": "hospital"}),
        OsmTags(match={"amenity": "clinic"}, sets={"level": "clinic"}),
        OsmTags(match={"amenity": "doctors"}, sets={"level": "clinic"}),
    ),
)
