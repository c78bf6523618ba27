"""Results of the coverage rules at a date, as layers like any other."""

from layers.layer import Audience, Choice, Field, FieldType, Geometry, Group, Layer, Sight, Storage, Style, Text

# Results lie in the communes, where a map of them opens before the first run.
GROUND = "communes"
# Days on which a result is the newest of its rule, and on which the unit it was counted in is there as it was counted.
PERIODS = ("valid", "unit_valid")
# What was found with guarded layers; rows found with open ones alone are everybody's.
OWN_UNITS_AND_PLANNERS = {
    Audience.PUBLIC: Sight.NONE,
    Audience.STAFF: Sight.OWN,
    Audience.POLICE: Sight.OWN,
    Audience.PLANNER: Sight.ALL,
    Audience.ADMIN: Sight.ALL,
}
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


def _weight(name: str, vi: str, en: str) -> Field:
    return Field(name=name, type=FieldType.NUMBER, title=Text(vi, en), tile_from=None)


def _of_units(name: str, title: Text, description: Text, *, min_zoom: int = 0) -> Layer:
    """Results added up in units."""
    return Layer(
        name=name,
        title=title,
        description=description,
        geometry=Geometry.AREA,
        drawn_together=True,
        group=Group.COVERAGE,
        ground=GROUND,
        storage=Storage.OWN,
        sources=("coverage", "units"),
        dated=True,
        periods=PERIODS,
        min_zoom=min_zoom,
        style=Style(color="#2166ac", width=1, fill_opacity=0.75),
        fields=UNIT_FIELDS,
    )


UNIT_FIELDS = (
    RULE,
    Field(name="level", type=FieldType.TEXT, title=Text("Cấp đơn vị", "Level of the unit"), tile_from=None),
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
    _count("subjects", "Số đối tượng xét", "Subjects considered"),
    _count("passed", "Số đạt", "Passed"),
    _count("failed", "Số chưa đạt", "Failed"),
    _count("unknown", "Số chưa đủ dữ liệu", "Not known"),
    _weight("weight_total", "Tổng trọng số (người, hộ, mét)", "Weight of all (people, households, metres)"),
    _weight("weight_passed", "Trọng số đạt", "Weight passed"),
    Field(
        name="weighed_by",
        type=FieldType.TEXT,
        title=Text("Dân cư tính theo", "What stands for people"),
        tile_from=None,
        choices=(
            Choice("population", Text("Ô lưới dân số", "Population grid")),
            Choice("addresses", Text("Nhà ở trong sổ địa chỉ số", "Dwellings of the address register")),
            Choice("both", Text("Cả hai", "Both")),
        ),
    ),
    CALCULATED_FOR,
)
COVERAGE_UNITS = _of_units(
    "coverage_units",
    Text("Mức độ phủ theo cấp của tiêu chí", "Coverage at the level of the rule"),
    Text(
        "Kết quả của tiêu chí trong từng đơn vị của cấp mà tiêu chí tổng hợp.",
        "The result of a rule in each unit of the level that it is added up at.",
    ),
)
COVERAGE_HAMLETS = _of_units(
    "coverage_hamlets",
    Text("Mức độ phủ theo thôn, xóm, tổ dân phố", "Coverage by hamlet"),
    Text("Kết quả của tiêu chí trong từng thôn, xóm.", "The results of a rule added up in each hamlet."),
    min_zoom=9,
)
COVERAGE_COMMUNES = _of_units(
    "coverage_communes",
    Text("Mức độ phủ theo xã, phường", "Coverage by commune"),
    Text("Kết quả của tiêu chí trong từng xã, phường.", "The results of a rule added up in each commune or ward."),
)
COVERAGE_DISTRICTS = _of_units(
    "coverage_districts",
    Text("Mức độ phủ theo huyện (đến 30/6/2025)", "Coverage by district (until 30 June 2025)"),
    Text(
        "Kết quả của tiêu chí trong từng huyện, của những ngày còn cấp huyện.",
        "The results of a rule added up in each district, of days on which there were districts.",
    ),
)
COVERAGE_PROVINCES = _of_units(
    "coverage_provinces",
    Text("Mức độ phủ theo tỉnh", "Coverage by province"),
    Text("Kết quả của tiêu chí trong từng tỉnh.", "The results of a rule added up in each province."),
)


def _gaps(
    name: str, title: Text, description: Text, others: Sight, *, sources: tuple[str, ...], min_zoom: int
) -> Layer:
    """What fails or is not known. others: what planners and administrators see."""
    return Layer(
        name=name,
        title=title,
        description=description,
        geometry=Geometry.POINT,
        group=Group.COVERAGE,
        ground=GROUND,
        storage=Storage.OWN,
        sources=sources,
        min_zoom=min_zoom,
        dated=True,
        periods=PERIODS,
        sights={**OWN_UNITS_AND_PLANNERS, Audience.PLANNER: others, Audience.ADMIN: others},
        open_rows=others is Sight.ALL,
        personal=True,
        style=Style(color="#b2182b", radius=4),
        fields=GAP_FIELDS,
    )


GAP_FIELDS = (
    RULE,
    Field(name="place_layer", type=FieldType.TEXT, title=Text("Loại địa điểm", "Layer of the place"), tile_from=0),
    Field(name="place_id", type=FieldType.INTEGER, title=Text("Mã số địa điểm", "Id of the place"), tile_from=0),
    Field(name="name", type=FieldType.TEXT, title=Text("Tên địa điểm", "Name of the place"), tile_from=9),
    Field(name="unit_id", type=FieldType.INTEGER, title=Text("Đơn vị", "Unit"), tile_from=None),
    Field(name="unit_name", type=FieldType.TEXT, title=Text("Tên đơn vị", "Name of the unit"), tile_from=9),
    Field(name="unit_code", type=FieldType.TEXT, title=Text("Mã đơn vị", "Code of the unit"), tile_from=9),
    Field(name="commune_id", type=FieldType.INTEGER, title=Text("Xã, phường", "Commune or ward"), tile_from=None),
    Field(name="hamlet_id", type=FieldType.INTEGER, title=Text("Thôn, xóm", "Hamlet"), tile_from=None),
    OUTCOME,
    Field(
        name="measure",
        type=FieldType.NUMBER,
        title=Text("Giá trị đo được (ít nhất)", "What was measured, at least"),
        tile_from=9,
    ),
    _weight("weight", "Trọng số (người, hộ, mét)", "Weight (people, households, metres)"),
    Field(
        name="distance_m",
        type=FieldType.NUMBER,
        title=Text("Khoảng cách tới thiết bị đạt chuẩn gần nhất", "Distance to the nearest that counts"),
        unit="m",
        tile_from=9,
    ),
    CALCULATED_FOR,
)
# A place that lacks something may be of a guarded kind.
COVERAGE_GAPS = _gaps(
    "coverage_gaps",
    Text("Điểm còn thiếu", "Coverage gaps"),
    Text(
        "Đối tượng chưa đạt hoặc chưa đủ dữ liệu, kèm khoảng cách tới thiết bị gần nhất.",
        "What fails a rule or is not known, with the distance to the nearest provider.",
    ),
    Sight.ALL,
    sources=("coverage", "units"),
    min_zoom=7,
)
ADDRESS_GAPS = _gaps(
    "address_gaps",
    Text("Nhà còn thiếu", "Coverage gaps of dwellings"),
    Text(
        "Nhà ở, địa chỉ chưa đạt tiêu chí; chỉ cán bộ của đơn vị thấy, người khác chỉ thấy tỷ lệ.",
        "Dwellings and addresses that fail a rule; for officials of the unit alone, others see the shares.",
    ),
    Sight.NONE,
    sources=("coverage", "units", "addresses"),
    # A commune on a screen: farther off there are too many to be told apart.
    min_zoom=11,
)
