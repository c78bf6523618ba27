"""Areas where nobody may film: a group of its own, so that no rule that speaks of places counts one as a place."""

from layers.common import KEY, NAME, NOTE
from layers.layer import Audience, Choice, Field, FieldType, Geometry, Group, Layer, Sight, Style, Text

LAYER = Layer(
    name="no_recording_areas",
    title=Text("Khu vực cấm ghi hình", "No-recording areas"),
    description=Text(
        "Khu vực cấm hoặc hạn chế quay phim, chụp ảnh theo quyết định của cơ quan có thẩm quyền.",
        "Areas where a competent authority has forbidden or restricted filming and photography.",
    ),
    geometry=Geometry.AREA,
    group=Group.RESTRICTION,
    kinds={"no_recording_area": {}},
    # All of them on one map are a list of what is sensitive.
    sights=dict.fromkeys(Audience, Sight.ALL) | {Audience.PUBLIC: Sight.NONE},
    min_zoom=8,
    style=Style(color="#67001f", width=2, fill_opacity=0.3),
    fields=(
        KEY,
        NAME,
        Field(
            name="forbids",
            type=FieldType.TEXT,
            title=Text("Nội dung cấm", "What is forbidden"),
            tile_from=8,
            choices=(
                Choice("all", Text("Quay phim, chụp ảnh", "Filming and photography")),
                Choice("filming", Text("Quay phim", "Filming")),
                Choice("without_permit", Text("Ghi hình khi chưa được phép", "Recording without a permit")),
            ),
        ),
        Field(
            name="document",
            type=FieldType.TEXT,
            title=Text("Số quyết định", "Number of the decision"),
            tile_from=None,
        ),
        Field(
            name="decided_on",
            type=FieldType.DATE,
            title=Text("Ngày quyết định", "Date of the decision"),
            tile_from=None,
        ),
        NOTE,
    ),
)
