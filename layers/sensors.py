"""Observation stations: water level, rain, air."""

from layers.common import ASSET_FIELDS
from layers.layer import Choice, Field, FieldType, Geometry, Group, Layer, OsmTags, Style, Text

LAYER = Layer(
    name="sensors",
    title=Text("Trạm quan trắc", "Sensors"),
    description=Text(
        "Trạm đo mực nước, lượng mưa, độ mặn, chất lượng không khí phục vụ cảnh báo sớm.",
        "Stations for water level, rainfall, salinity and air quality that serve early warning.",
    ),
    geometry=Geometry.POINT,
    pyramid="status",
    group=Group.ASSET,
    kinds={"sensor": {}},
    min_zoom=8,
    style=Style(color="#018571", radius=4),
    fields=(
        *ASSET_FIELDS,
        Field(
            name="measures",
            type=FieldType.TEXT,
            title=Text("Đại lượng đo", "What it measures"),
            choices=(
                Choice("water_level", Text("Mực nước", "Water level")),
                Choice("rainfall", Text("Lượng mưa", "Rainfall")),
                Choice("salinity", Text("Độ mặn", "Salinity")),
                Choice("air_quality", Text("Chất lượng không khí", "Air quality")),
            ),
        ),
    ),
    osm=(OsmTags(match={"man_made": "monitoring_station"}),),
)
