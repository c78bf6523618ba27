"""Fields that many layers share. An empty status means that nobody has said it, which is not the same as working."""

from layers.layer import OFFICIALS, Audience, Choice, Field, FieldType, Sight, Text

# Not for the public; planners have the numbers alone.
OF_OWN_UNITS = {
    Audience.PUBLIC: Sight.NONE,
    Audience.STAFF: Sight.OWN,
    Audience.POLICE: Sight.OWN,
    Audience.PLANNER: Sight.COUNTS,
    Audience.ADMIN: Sight.ALL,
}
KEY = Field(
    name="key",
    type=FieldType.TEXT,
    title=Text("Mã trong hệ thống nguồn", "Identifier in the source system"),
    tile_from=None,
)
NAME = Field(name="name", type=FieldType.TEXT, title=Text("Tên gọi", "Name"), tile_from=0)
NOTE = Field(
    name="note",
    type=FieldType.TEXT,
    title=Text("Ghi chú nội bộ", "Internal note"),
    audiences=OFFICIALS,
    tile_from=None,
)
OPERATOR = Field(name="operator", type=FieldType.TEXT, title=Text("Đơn vị quản lý", "Operator"))
INSTALLED_ON = Field(
    name="installed_on", type=FieldType.DATE, title=Text("Ngày lắp đặt", "Date of installation"), tile_from=None
)
HOST = Field(
    name="host",
    type=FieldType.TEXT,
    title=Text("Nơi lắp đặt (lớp/mã của địa điểm)", "Place that hosts it (layer/key of the place)"),
    tile_from=None,
)
ASSET_STATUS = Field(
    name="status",
    type=FieldType.TEXT,
    title=Text("Tình trạng hoạt động", "Working state"),
    tile_from=0,
    choices=(
        Choice("active", Text("Đang hoạt động", "Working")),
        Choice("broken", Text("Hỏng, mất tín hiệu", "Broken or without signal")),
        Choice("planned", Text("Dự kiến lắp", "Planned")),
        Choice("removed", Text("Đã tháo dỡ", "Removed")),
    ),
)
PLACE_STATUS = Field(
    name="status",
    type=FieldType.TEXT,
    title=Text("Tình trạng", "State"),
    tile_from=0,
    choices=(
        Choice("active", Text("Đang sử dụng", "In use")),
        Choice("planned", Text("Dự kiến xây", "Planned")),
        Choice("closed", Text("Ngừng sử dụng", "No longer used")),
    ),
)

PLACE_FIELDS = (KEY, NAME, PLACE_STATUS, NOTE)
ASSET_FIELDS = (KEY, NAME, ASSET_STATUS, HOST, OPERATOR, INSTALLED_ON, NOTE)
