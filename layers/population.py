"""Population by grid cell."""

from layers.common import KEY
from layers.layer import Field, FieldType, Geometry, Group, Layer, Style, Text

LAYER = Layer(
    name="population",
    title=Text("Dân số theo ô lưới", "Population grid"),
    description=Text(
        "Số người và số hộ ước tính trong từng ô lưới.", "Estimated people and households in each grid cell."
    ),
    accuracy=Text("Số ước tính cho từng ô, không phải số đếm", "Estimates for each cell, not counts"),
    geometry=Geometry.AREA,
    group=Group.POPULATION_CELL,
    kinds={"popcell": {}},
    min_zoom=9,
    style=Style(color="#bd0026", width=0.5, fill_opacity=0.4),
    fields=(
        KEY,
        Field(
            name="population",
            type=FieldType.NUMBER,
            title=Text("Số người", "People"),
            required=True,
            minimum=0,
            maximum=1_000_000,
            tile_from=0,
        ),
        Field(
            name="households",
            type=FieldType.NUMBER,
            title=Text("Số hộ", "Households"),
            minimum=0,
            maximum=500_000,
            tile_from=0,
        ),
        Field(
            name="year",
            type=FieldType.INTEGER,
            title=Text("Năm số liệu", "Year of the figures"),
            minimum=1900,
            maximum=2100,
        ),
    ),
)
