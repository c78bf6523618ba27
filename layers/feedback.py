"""Reports by the public."""

from layers.common import KEY, OF_OWN_UNITS
from layers.layer import Choice, Field, FieldType, Geometry, Group, Layer, Style, Text

LAYER = Layer(
    name="feedback",
    title=Text("Phản ánh của người dân", "Reports by the public"),
    description=Text("Phản ánh hiện trường và tình trạng xử lý.", "Reports from the spot and how they are handled."),
    geometry=Geometry.POINT,
    group=Group.FEEDBACK,
    sights=OF_OWN_UNITS,
    personal=True,
    min_zoom=10,
    style=Style(color="#ca0020", radius=5),
    fields=(
        KEY,
        Field(
            name="category",
            type=FieldType.TEXT,
            title=Text("Lĩnh vực", "Subject"),
            tile_from=10,
            choices=(
                Choice("wifi", Text("Wifi công cộng", "Public wifi")),
                Choice("lighting", Text("Chiếu sáng", "Lighting")),
                Choice("loudspeaker", Text("Loa truyền thanh", "Loudspeakers")),
                Choice("environment", Text("Vệ sinh môi trường", "Environment")),
                Choice("security", Text("An ninh trật tự", "Security")),
                Choice("other", Text("Khác", "Other")),
            ),
        ),
        Field(name="text", type=FieldType.TEXT, title=Text("Nội dung", "What was said"), tile_from=None),
        Field(
            name="status",
            type=FieldType.TEXT,
            title=Text("Tình trạng xử lý", "State"),
            tile_from=10,
            choices=(
                Choice("new", Text("Mới", "New")),
                Choice("assigned", Text("Đã giao xử lý", "Assigned")),
                Choice("fixed", Text("Đã xử lý", "Fixed")),
                Choice("closed", Text("Đã đóng", "Closed")),
            ),
        ),
        Field(name="reported_on", type=FieldType.DATE, title=Text("Ngày gửi", "Date"), tile_from=10),
    ),
)
