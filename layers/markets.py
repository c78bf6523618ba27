"""Markets."""

from layers.common import PLACE_FIELDS
from layers.layer import Field, FieldType, Geometry, Group, Layer, OsmTags, Style, Text

LAYER = Layer(
    name="markets",
    title=Text("Chợ", "Markets"),
    description=Text("Chợ dân sinh, chợ trung tâm.", "Local and central markets."),
    geometry=Geometry.POINT,
    group=Group.PLACE,
    kinds={"market": {}},
    min_zoom=10,
    style=Style(color="#d01c8b", radius=5),
    fields=(
        *PLACE_FIELDS,
        Field(
            name="stalls",
            type=FieldType.INTEGER,
            title=Text("Số hộ kinh doanh", "Stalls"),
            minimum=0,
            maximum=20_000,
        ),
        Field(
            name="cashless",
            type=FieldType.BOOLEAN,
            title=Text("Chợ 4.0 (không dùng tiền mặt)", "Market 4.0 (cashless)"),
        ),
    ),
    osm=(OsmTags(match={"amenity": "marketplace"}),),
)
