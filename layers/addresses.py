"""Digital addresses (địa chỉ số) of houses, offices and public places."""

from layers.layer import (
    OFFICIALS,
    Audience,
    Choice,
    Field,
    FieldType,
    Geometry,
    Group,
    Layer,
    Sight,
    Storage,
    Style,
    Text,
)

LAYER = Layer(
    name="addresses",
    title=Text("Địa chỉ số", "Digital addresses"),
    description=Text(
        "Mỗi điểm là lối vào của một ngôi nhà, trụ sở hoặc địa điểm có mã địa chỉ số. "
        "Người dân chỉ thấy trụ sở và địa điểm công cộng; nhà ở chỉ tra được bằng đúng mã.",
        "Each point is the entrance of a house, office or place that has an address code. The public sees offices and "
        "public places only; a dwelling is found by its exact code alone.",
    ),
    accuracy=Text(
        "Vị trí lối vào, đo bằng điện thoại hoặc chỉ trên bản đồ, cán bộ xác minh",
        "Where the entrance is, measured with a phone or put on the map, then verified by an officer",
    ),
    geometry=Geometry.POINT,
    pyramid="kind",
    group=Group.ADDRESS,
    kinds={
        "dwelling": {"kind": "dwelling"},
        "flat": {"kind": "flat"},
        "office": {"kind": "office"},
        "relic": {"kind": "relic_site"},
        "public_place": {"kind": "public_place"},
    },
    storage=Storage.OWN,
    # Of dwellings: how many there are, for whoever is not of the place.
    sights={
        Audience.PUBLIC: Sight.NONE,
        Audience.STAFF: Sight.OWN,
        Audience.POLICE: Sight.OWN,
        Audience.PLANNER: Sight.COUNTS,
        Audience.ADMIN: Sight.COUNTS,
    },
    open_rows=True,
    personal=True,
    min_zoom=8,
    style=Style(color="#225ea8", radius=3),
    fields=(
        Field(name="code", type=FieldType.TEXT, title=Text("Mã địa chỉ số", "Address code"), tile_from=17),
        Field(
            name="kind",
            type=FieldType.TEXT,
            title=Text("Loại", "Kind"),
            tile_from=0,
            choices=(
                Choice("dwelling", Text("Nhà ở", "Dwelling")),
                Choice("flat", Text("Căn hộ", "Flat")),
                Choice("office", Text("Trụ sở", "Office")),
                Choice("relic_site", Text("Di tích", "Relic site")),
                Choice("public_place", Text("Địa điểm công cộng", "Public place")),
            ),
        ),
        Field(
            name="status",
            type=FieldType.TEXT,
            title=Text("Trạng thái", "Status"),
            # With these three each point of a tile costs three times as much; at 16 there may be thousands.
            tile_from=17,
            choices=(
                Choice("draft", Text("Bản nháp", "Draft")),
                Choice("submitted", Text("Đã gửi", "Submitted")),
                Choice("returned", Text("Trả lại để sửa", "Returned")),
                Choice("rejected", Text("Không nhận", "Rejected")),
                Choice("verified", Text("Đã xác minh", "Verified")),
                Choice("assigned", Text("Đã cấp mã", "Assigned")),
                Choice("superseded", Text("Đã thay bằng mã khác", "Superseded")),
                Choice("retired", Text("Ngừng sử dụng", "Retired")),
            ),
        ),
        Field(name="number", type=FieldType.TEXT, title=Text("Số nhà", "House number"), tile_from=17),
        Field(name="street", type=FieldType.TEXT, title=Text("Đường, ngõ", "Street or lane"), tile_from=None),
        Field(name="hamlet", type=FieldType.TEXT, title=Text("Thôn, xóm, tổ dân phố", "Hamlet"), tile_from=None),
        Field(
            name="accuracy_m",
            type=FieldType.NUMBER,
            title=Text("Độ chính xác vị trí", "Accuracy of the position"),
            unit="m",
            audiences=OFFICIALS,
            tile_from=None,
        ),
    ),
)
