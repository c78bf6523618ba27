"""Places to play electronic games, which have to keep their distance from schools."""

from layers.common import PLACE_FIELDS
from layers.layer import Field, FieldType, Geometry, Group, Layer, OsmTags, Style, Text

LAYER = Layer(
    name="game_centres",
    title=Text("Điểm trò chơi điện tử", "Electronic games centres"),
    description=Text(
        "Điểm cung cấp dịch vụ trò chơi điện tử công cộng.", "Places open to the public for playing electronic games."
    ),
    geometry=Geometry.POINT,
    group=Group.PLACE,
    kinds={"game_centre": {}},
    min_zoom=11,
    style=Style(color="#8c510a", radius=4),
    fields=(
        *PLACE_FIELDS,
        Field(
            name="machines",
            type=FieldType.INTEGER,
            title=Text("Số máy", "Machines"),
            minimum=0,
            maximum=2000,
        ),
    ),
    osm=(OsmTags(match={"leisure": "amusement_arcade"}),),
)
