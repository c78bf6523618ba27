"""Schools of every level."""

from layers.common import PLACE_FIELDS
from layers.layer import Choice, Field, FieldType, Geometry, Group, Layer, OsmTags, Style, Text

LAYER = Layer(
    name="schools",
    title=Text("Trường học", "Schools"),
    description=Text(
        "Trường mầm non, tiểu học, trung học cơ sở và trung học phổ thông.",
        "Kindergartens, primary, lower and upper secondary schools.",
    ),
    geometry=Geometry.POINT,
    group=Group.PLACE,
    kinds={
        "school": {},
        "kindergarten": {"level": "kindergarten"},
        "primary_school": {"level": "primary"},
        "secondary_school": {"level": "lower_secondary"},
        "high_school": {"level": "upper_secondary"},
    },
    min_zoom=10,
    style=Style(color="#2c7fb8", radius=5),
    fields=(
        *PLACE_FIELDS,
        Field(
            name="level",
            type=FieldType.TEXT,
            title=Text("Cấp học", "Level"),
            tile_from=10,
            choices=(
                Choice("kindergarten", Text("Mầm non", "Kindergarten")),
                Choice("primary", Text("Tiểu học", "Primary")),
                Choice("lower_secondary", Text("Trung học cơ sở", "Lower secondary")),
                Choice("upper_secondary", Text("Trung học phổ thông", "Upper secondary")),
                Choice("higher", Text("Cao đẳng, đại học", "College or university")),
            ),
        ),
        Field(
            name="capacity",
            type=FieldType.INTEGER,
            title=Text("Số chỗ học", "Places for pupils"),
            minimum=0,
            maximum=50_000,
        ),
        Field(name="smart_school", type=FieldType.BOOLEAN, title=Text("Trường học thông minh", "Smart school")),
        Field(
            name="cashless",
            type=FieldType.BOOLEAN,
            title=Text("Thu phí không dùng tiền mặt", "Fees are paid without cash"),
        ),
    ),
    osm=(
        OsmTags(match={"amenity": "kindergarten"}, sets={"level": "kindergarten"}),
        OsmTags(match={"amenity": "university"}, sets={"level": "higher"}),
        OsmTags(match={"amenity": "college"}, sets={"level": "higher"}),
        OsmTags(match={"amenity": "school"}, name="mầm non|mẫu giáo", sets={"level": "kindergarten"}),
        OsmTags(match={"amenity": "school"}, name="tiểu học", sets={"level": "primary"}),
        OsmTags(match={"amenity": "school"}, name="thcs|trung học cơ sở", sets={"level": "lower_secondary"}),
        OsmTags(match={"amenity": "school"}, name="thpt|trung học phổ thông", sets={"level": "upper_secondary"}),
        OsmTags(match={"amenity": "school"}),
    ),
)
