"""Results of the coverage rules at a date, as layers like any other."""

from layers.layer import Audience, Choice, Field, FieldType, Geometry, Group, Layer, Sight, Storage, Style, Text

# Days on which a result is the newest of its rule, and on which the unit it was counted in is there as it was counted.
PERIODS = ("valid", "unit_valid")
RULE = Field(
    name="rule",
    type=FieldType.TEXT,
    title=Text("Tiêu chí phủ", "Coverage rule"),
    tile_from=0,
    selector=True,
)
CALCULATED_FOR = Field(
    name="calculated_for", type=FieldType.DATE, title=Text("Tính cho ngày", "Calculated for the day")
)
OUTCOME = Field(
    name="outcome",
    type=FieldType.TEXT,
    title=Text("Kết quả", "Result"),
    tile_from=0,
    choices=(
        Choice("pass", Text("Đạt", "Passed")),
        Choice("fail", Text("Chưa đạt", "Failed")),
        Choice("unknown", Text("Chưa đủ dữ liệu", "Not known")),
        Choice("not_applicable", Text("Không áp dụng", "Not applicable")),
    ),
)


def _count(name: str, vi: str, en: str) -> Field:
    return Field(name=name, type=FieldType.INTEGER, title=Text(vi, en), tile_from=0)


COVERAGE_UNITS = Layer(
    name="coverage_units",
    title=Text("Mức độ phủ theo xã, phường", "Coverage by commune"),
    description=Text(
        "Tỷ lệ địa điểm đạt tiêu chí trong từng đơn vị.", "Share of the places in each unit that meet the rule."
    ),
    geometry=Geometry.AREA,
    drawn_together=True,
    group=Group.COVERAGE,
    storage=Storage.OWN,
    sources=("coverage", "units"),
    dated=True,
    periods=PERIODS,
    style=Style(color="#2166ac", width=1, fill_opacity=0.75),
    fields=(
        RULE,
        Field(name="unit_id", type=FieldType.INTEGER, title=Text("Đơn vị", "Unit"), tile_from=0),
        Field(name="name", type=FieldType.TEXT, title=Text("Tên đơn vị", "Name"), tile_from=0),
        Field(name="full_name", type=FieldType.TEXT, title=Text("Tên đầy đủ", "Full name"), tile_from=0),
        Field(name="code", type=FieldType.TEXT, title=Text("Mã đơn vị", "Code"), tile_from=0),
        OUTCOME,
        Field(
            name="share",
            type=FieldType.NUMBER,
            title=Text("Tỷ lệ đạt trong số đã rõ", "Share passed of those known"),
            unit="1",
            minimum=0,
            maximum=1,
            tile_from=0,
        ),
        _count("subjects", "Số địa điểm xét", "Places considered"),
        _count("passed", "Số đạt", "Passed"),
        _count("failed", "Số chưa đạt", "Failed"),
        _count("unknown", "Số chưa đủ dữ liệu", "Not known"),
        CALCULATED_FOR,
    ),
)
COVERAGE_GAPS = Layer(
    name="coverage_gaps",
    title=Text("Điểm còn thiếu", "Coverage gaps"),
    description=Text(
        "Địa điểm chưa đạt hoặc chưa đủ dữ liệu, kèm khoảng cách tới thiết bị gần nhất.",
        "Places that fail a rule or are not known, with the distance to the nearest provider.",
    ),
    geometry=Geometry.POINT,
    group=Group.COVERAGE,
    storage=Storage.OWN,
    sources=("coverage", "units"),
    dated=True,
    periods=PERIODS,
    sights={
        Audience.PUBLIC: Sight.NONE,
        Audience.STAFF: Sight.OWN,
        Audience.POLICE: Sight.OWN,
        Audience.PLANNER: Sight.ALL,
        Audience.ADMIN: Sight.ALL,
    },
    open_rows=True,
    # A place that lacks something may be a dwelling.
    personal=True,
    min_zoom=7,
    style=Style(color="#b2182b", radius=4),
    fields=(
        RULE,
        Field(name="place_layer", type=FieldType.TEXT, title=Text("Loại địa điểm", "Layer of the place"), tile_from=0),
        Field(name="place_id", type=FieldType.INTEGER, title=Text("Mã số địa điểm", "Id of the place"), tile_from=0),
        Field(name="name", type=FieldType.TEXT, title=Text("Tên địa điểm", "Name of the place"), tile_from=9),
        Field(name="unit_id", type=FieldType.INTEGER, title=Text("Đơn vị", "Unit"), tile_from=None),
        Field(name="unit_name", type=FieldType.TEXT, title=Text("Xã, phường", "Commune or ward"), tile_from=9),
        Field(name="unit_code", type=FieldType.TEXT, title=Text("Mã xã, phường", "Code of the commune"), tile_from=9),
        OUTCOME,
        Field(
            name="distance_m",
            type=FieldType.NUMBER,
            title=Text("Khoảng cách tới thiết bị đạt chuẩn gần nhất", "Distance to the nearest that counts"),
            unit="m",
            tile_from=9,
        ),
        CALCULATED_FOR,
    ),
)
