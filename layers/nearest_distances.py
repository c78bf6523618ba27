"""How far it is from each place to the nearest that counts."""

from layers.coverage import GAP_FIELDS, GROUND, OWN_UNITS_AND_PLANNERS
from layers.layer import Geometry, Group, Layer, Storage, Style, Text

# Of the fields of gaps all but these.
_UNTOLD = ("unit_name", "unit_code", "measure")
STEPS = ((0, "#fde3ab"), (100, "#f7ab62"), (300, "#dd6a45"), (500, "#a33a3f"), (1000, "#541a3c"))
NEAREST_DISTANCES = Layer(
    name="nearest_distances",
    title=Text("Khoảng cách tới nơi gần nhất", "Distance to the nearest"),
    description=Text(
        "Mỗi đối tượng được xét cách thiết bị, địa điểm đạt chuẩn gần nhất bao xa, cả khi đã đạt. Không có nhà ở.",
        "How far each thing judged is from the nearest that counts, passed or not. Dwellings are not among them.",
    ),
    geometry=Geometry.POINT,
    group=Group.COVERAGE,
    ground=GROUND,
    storage=Storage.OWN,
    sources=("coverage",),
    dated=True,
    sights=OWN_UNITS_AND_PLANNERS,
    open_rows=True,
    min_zoom=10,
    # Darker is farther, for colour-blind eyes too.
    style=Style(color="#5a6672", radius=4, by="distance_m", steps=STEPS),
    fields=tuple(field for field in GAP_FIELDS if field.name not in _UNTOLD),
)
