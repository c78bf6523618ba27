"""Churches, pagodas, communal houses and temples."""

from layers.common import PLACE_FIELDS
from layers.layer import Choice, Field, FieldType, Geometry, Group, Layer, OsmTags, Style, Text

LAYER = Layer(
    name="worship_places",
    title=Text("Nơi thờ tự", "Places of worship"),
    description=Text("Nhà thờ, chùa, đình, đền.", "Churches, pagodas, communal houses and temples."),
    geometry=Geometry.POINT,
    group=Group.PLACE,
    kinds={
        "worship_place": {},
        "church": {"type": "church"},
        "pagoda": {"type": "pagoda"},
        "communal_house": {"type": "communal_house"},
    },
    min_zoom=11,
    style=Style(color="#5e3c99", radius=4),
    fields=(
        *PLACE_FIELDS,
        Field(
            name="type",
            type=FieldType.TEXT,
            title=Text("Loại", "Type"),
            tile_from=11,
            choices=(
                Choice("church", Text("Nhà thờ", "Church")),
                Choice("pagoda", Text("Chùa", "Pagoda")),
                Choice("communal_house", Text("Đình, đền, miếu", "Communal house or temple")),
            ),
        ),
    ),
    osm=(
        OsmTags(match={"amenity": "place_of_worship", "religion": "christian"}, sets={"type": "church"}),
        OsmTags(match={"amenity": "place_of_worship", "religion": "buddhist"}, sets={"type": "pagoda"}),
        OsmTags(match={"amenity": "place_of_worship"}, name="nhà thờ|giáo xứ|giáo họ|church", sets={"type": "church"}),
        OsmTags(match={"amenity": "place_of_worship"}, name="chùa|pagoda", sets={"type": "pagoda"}),
        OsmTags(match={"amenity": "place_of_worship"}, name="đình|đền|miếu|phủ", sets={"type": "communal_house"}),
        OsmTags(match={"amenity": "place_of_worship"}),
    ),
)
