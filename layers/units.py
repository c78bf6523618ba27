"""Administrative units: identities whose names, codes and boundaries have dates."""

from layers.layer import Choice, Field, FieldType, Geometry, Group, Layer, Storage, Style, Text

# Tiers of units, the highest first. Districts ended with 30 June 2025.
LEVELS = ("province", "district", "commune", "hamlet")

# Boundaries are simplified for these zooms, each from above the one before it up to itself; closer than the last they
# are as they are. Hamlets are not drawn from so far.
DRAWN_ZOOMS = (6, 8, 10, 12)
HAMLET_ZOOMS = (12,)
# What tiles of units are made of, whatever their tier.
SOURCES = ("units",)

UNIT_ID = Field(
    name="unit_id", type=FieldType.INTEGER, title=Text("Mã định danh đơn vị", "Identity of the unit"), tile_from=0
)
NAME = Field(name="name", type=FieldType.TEXT, title=Text("Tên đơn vị", "Name"), tile_from=0)
FULL_NAME = Field(
    name="full_name", type=FieldType.TEXT, title=Text("Tên đầy đủ", "Full name, with the kind of unit"), tile_from=0
)
KIND = Field(
    name="kind",
    type=FieldType.TEXT,
    title=Text("Loại đơn vị", "Kind of unit"),
    tile_from=0,
    choices=(
        Choice("tỉnh", Text("Tỉnh", "Province")),
        Choice("thành phố", Text("Thành phố", "City")),
        Choice("huyện", Text("Huyện (đến 30/6/2025)", "Rural district (until 30 June 2025)")),
        Choice("quận", Text("Quận (đến 30/6/2025)", "Urban district (until 30 June 2025)")),
        Choice("thị xã", Text("Thị xã (đến 30/6/2025)", "Town (until 30 June 2025)")),
        Choice("xã", Text("Xã", "Commune")),
        Choice("phường", Text("Phường", "Ward")),
        Choice("thị trấn", Text("Thị trấn (đến 30/6/2025)", "Township (until 30 June 2025)")),
        Choice("đặc khu", Text("Đặc khu", "Special zone")),
        Choice("thôn", Text("Thôn", "Hamlet (thôn)")),
        Choice("xóm", Text("Xóm", "Hamlet (xóm)")),
        Choice("tổ dân phố", Text("Tổ dân phố", "Residential group")),
    ),
)
CODE = Field(
    name="code",
    type=FieldType.TEXT,
    title=Text("Mã đơn vị hành chính (Cục Thống kê)", "Code of the General Statistics Office"),
    tile_from=0,
)
PARENT = Field(name="parent", type=FieldType.TEXT, title=Text("Thuộc", "Part of"))
VALID_FROM = Field(name="valid_from", type=FieldType.DATE, title=Text("Có hiệu lực từ", "In force since"))
VALID_TO = Field(name="valid_to", type=FieldType.DATE, title=Text("Hết hiệu lực từ", "Ended on"))
AREA = Field(
    name="area_km2",
    type=FieldType.NUMBER,
    title=Text("Diện tích tính từ ranh giới", "Area of the boundary"),
    unit="km2",
)
GEOM_STATUS = Field(
    name="geom_status",
    type=FieldType.TEXT,
    title=Text("Giá trị của ranh giới", "Standing of the boundary"),
    tile_from=0,
    choices=(
        Choice("official", Text("Chính thức", "Official")),
        Choice("reference", Text("Tham khảo, không có giá trị pháp lý", "Reference, without legal force")),
        Choice("sketch", Text("Phác họa", "Sketch")),
        Choice("derived", Text("Suy ra từ dữ liệu khác", "Derived from other data")),
        Choice("none", Text("Chưa có ranh giới", "No boundary yet")),
    ),
)
UNIT_FIELDS = (UNIT_ID, NAME, FULL_NAME, KIND, CODE, PARENT, VALID_FROM, VALID_TO, AREA, GEOM_STATUS)


def _labels(name: str, ground: str, title: Text, description: Text, min_zoom: int = 0) -> Layer:
    """Where names of units are put: one point inside each that has a boundary."""
    return Layer(
        name=name,
        title=title,
        description=description,
        geometry=Geometry.POINT,
        group=Group.UNIT,
        storage=Storage.OWN,
        sources=SOURCES,
        dated=True,
        min_zoom=min_zoom,
        style=Style(color="#1f1f1f"),
        ground=ground,
        fields=(UNIT_ID, NAME, FULL_NAME, KIND, CODE),
    )


PROVINCES = Layer(
    name="provinces",
    title=Text("Tỉnh, thành phố", "Provinces"),
    description=Text(
        "Đơn vị hành chính cấp tỉnh, ranh giới theo ngày.", "Units of province level, with their boundary at a date."
    ),
    geometry=Geometry.AREA,
    drawn_together=True,
    group=Group.UNIT,
    storage=Storage.OWN,
    sources=SOURCES,
    dated=True,
    style=Style(color="#333333", width=2.5),
    fields=UNIT_FIELDS,
)
DISTRICTS = Layer(
    name="districts",
    title=Text("Huyện, quận, thị xã (đến 30/6/2025)", "Districts (until 30 June 2025)"),
    description=Text(
        "Đơn vị hành chính cấp huyện, đã kết thúc ngày 30/6/2025.",
        "Units of district level; the tier ended on 30 June 2025.",
    ),
    geometry=Geometry.AREA,
    drawn_together=True,
    group=Group.UNIT,
    storage=Storage.OWN,
    sources=SOURCES,
    dated=True,
    style=Style(color="#5f3b76", width=2),
    fields=UNIT_FIELDS,
)
COMMUNES = Layer(
    name="communes",
    title=Text("Xã, phường", "Communes and wards"),
    description=Text(
        "Đơn vị hành chính cấp xã, ranh giới theo ngày.", "Units of commune level, with their boundary at a date."
    ),
    geometry=Geometry.AREA,
    drawn_together=True,
    group=Group.UNIT,
    kinds={"xã": {"kind": "xã"}, "phường": {"kind": "phường"}, "thị trấn": {"kind": "thị trấn"}},
    storage=Storage.OWN,
    sources=SOURCES,
    dated=True,
    style=Style(color="#4d4d4d", width=1.5),
    fields=UNIT_FIELDS,
)
PROVINCE_LABELS = _labels(
    "province_labels",
    "provinces",
    Text("Tên tỉnh, thành phố", "Names of provinces"),
    Text("Một điểm bên trong mỗi tỉnh để đặt tên.", "One point inside each province, to put its name at."),
)
COMMUNE_LABELS = _labels(
    "commune_labels",
    "communes",
    Text("Tên xã, phường", "Names of communes and wards"),
    Text("Một điểm bên trong mỗi xã, phường để đặt tên.", "One point inside each commune or ward, to put its name at."),
)
HAMLET_LABELS = _labels(
    "hamlet_labels",
    "hamlets",
    Text("Tên thôn, xóm, tổ dân phố", "Names of hamlets and residential groups"),
    Text("Một điểm bên trong mỗi thôn, tổ dân phố để đặt tên.", "One point inside each hamlet, to put its name at."),
    min_zoom=13,
)
HAMLETS = Layer(
    name="hamlets",
    title=Text("Thôn, xóm, tổ dân phố", "Hamlets and residential groups"),
    description=Text(
        "Cộng đồng dân cư tự quản dưới cấp xã; không phải cấp hành chính.",
        "Self-governing communities below the commune; not an administrative tier.",
    ),
    geometry=Geometry.AREA,
    drawn_together=True,
    group=Group.UNIT,
    kinds={"thôn": {"kind": "thôn"}, "xóm": {"kind": "xóm"}, "tổ dân phố": {"kind": "tổ dân phố"}},
    storage=Storage.OWN,
    sources=SOURCES,
    dated=True,
    min_zoom=11,
    style=Style(color="#8c6d31", width=0.8),
    fields=UNIT_FIELDS,
)
