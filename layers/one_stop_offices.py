"""One-stop offices of communes and wards."""

from layers.common import PLACE_FIELDS
from layers.layer import Field, FieldType, Geometry, Group, Layer, OsmTags, Style, Text

LAYER = Layer(
    name="one_stop_offices",
    title=Text("Bộ phận một cửa", "One-stop offices"),
    description=Text(
        "Trung tâm Phục vụ hành chính công và điểm tiếp nhận, trả kết quả (một cửa) của xã, phường.",
        "Public service centres of communes and wards, and the points that receive files and hand out results.",
    ),
    geometry=Geometry.POINT,
    group=Group.PLACE,
    kinds={"one_stop_office": {}},
    min_zoom=8,
    style=Style(color="#a6611a", radius=6),
    fields=(
        *PLACE_FIELDS,
        Field(name="hotline", type=FieldType.TEXT, title=Text("Đường dây nóng của cơ quan", "Hotline of the office")),
        Field(
            name="desks",
            type=FieldType.INTEGER,
            title=Text("Số quầy tiếp nhận", "Desks"),
            minimum=0,
            maximum=200,
        ),
    ),
    osm=(OsmTags(match={"amenity": "townhall"}),),
)
