"""What cameras see: the ground, and the things that several of them have in view."""

from layers.common import ASSET_STATUS
from layers.layer import Audience, Choice, Field, FieldType, Geometry, Group, Layer, Sight, Storage, Style, Text

GRADES = (
    Choice("detect", Text("Phát hiện (25 điểm ảnh/m)", "Detect (25 px/m)")),
    Choice("observe", Text("Quan sát (62,5 điểm ảnh/m)", "Observe (62.5 px/m)")),
    Choice("recognise", Text("Nhận ra người quen (125 điểm ảnh/m)", "Recognise (125 px/m)")),
    Choice("identify", Text("Nhận dạng (250 điểm ảnh/m)", "Identify (250 px/m)")),
)


def _degrees(name: str, title: Text) -> Field:
    return Field(name=name, type=FieldType.NUMBER, title=title, unit="deg", tile_from=None)


# Of a sector the camera and its direction can be read off: for those who may see both.
CAMERA_SIGHTS = Layer(
    name="camera_sights",
    title=Text("Vùng nhìn của camera", "What cameras see"),
    description=Text(
        "Vùng mỗi camera nhìn được ở bốn mức của IEC 62676-4; nhà và cây không được tính là vật che. Camera chưa rõ "
        "hướng, góc hoặc độ phân giải được vẽ theo mức xa nhất có thể.",
        "The ground each camera sees at the four levels of IEC 62676-4; houses and trees are not on record and hide "
        "nothing. Where direction, angle or resolution is not known, the farthest it may see is drawn.",
    ),
    geometry=Geometry.AREA,
    group=Group.COVERAGE,
    storage=Storage.OWN,
    sources=("camera_sights", "cameras"),
    ground="cameras",
    sights={
        Audience.PUBLIC: Sight.NONE,
        Audience.STAFF: Sight.NONE,
        Audience.POLICE: Sight.OWN,
        Audience.PLANNER: Sight.NONE,
        Audience.ADMIN: Sight.ALL,
    },
    min_zoom=15,
    style=Style(color="#7b3294", width=0.7, fill_opacity=0.12),
    fields=(
        Field(name="camera_id", type=FieldType.INTEGER, title=Text("Mã số camera", "Id of the camera")),
        Field(name="name", type=FieldType.TEXT, title=Text("Tên camera", "Name of the camera")),
        ASSET_STATUS,
        Field(name="level", type=FieldType.TEXT, title=Text("Mức nhìn", "Level"), choices=GRADES),
        Field(name="range_m", type=FieldType.NUMBER, title=Text("Tầm nhìn", "Range"), unit="m"),
        _degrees("direction", Text("Hướng nhìn, theo chiều kim đồng hồ từ hướng Bắc", "Direction, from north")),
        _degrees("angle", Text("Góc nhìn ngang", "Horizontal angle of view")),
        Field(
            name="is_assumed",
            type=FieldType.BOOLEAN,
            title=Text("Thiếu hướng, góc hoặc độ phân giải", "Direction, angle or resolution is not known"),
        ),
    ),
)


def _seen(grade: Choice) -> Field:
    words = grade.title
    title = Text(f"Số camera: {words.vi}", f"Cameras: {words.en}")
    return Field(name=grade.value, type=FieldType.INTEGER, title=title, tile_from=13)


# What becomes of a place is told planners, as in the gaps; officials of the unit count their own cameras.
CAMERA_OVERLAPS = Layer(
    name="camera_overlaps",
    title=Text("Nơi nhiều camera cùng nhìn", "Seen by several cameras"),
    description=Text(
        "Nút giao, địa điểm có từ hai camera đang hoạt động cùng nhìn, kèm số camera ở từng mức.",
        "Junctions and places that two working cameras or more have in view, with how many at each level.",
    ),
    geometry=Geometry.POINT,
    group=Group.COVERAGE,
    storage=Storage.OWN,
    # Besides what decides who sees what, the layers of what is looked at.
    sources=(
        *("camera_sights", "cameras"),
        *("culture_houses", "game_centres", "health_stations", "junctions", "markets", "one_stop_offices"),
        *("police_posts", "public_places", "relics", "schools", "worship_places"),
    ),
    ground="junctions",
    sights={
        Audience.PUBLIC: Sight.NONE,
        Audience.STAFF: Sight.OWN,
        Audience.POLICE: Sight.OWN,
        Audience.PLANNER: Sight.ALL,
        Audience.ADMIN: Sight.ALL,
    },
    min_zoom=13,
    style=Style(color="#e08214", radius=5),
    fields=(
        Field(name="place_layer", type=FieldType.TEXT, title=Text("Loại địa điểm", "Layer of the place"), tile_from=13),
        Field(name="place_id", type=FieldType.INTEGER, title=Text("Mã số địa điểm", "Id of the place"), tile_from=13),
        Field(name="name", type=FieldType.TEXT, title=Text("Tên địa điểm", "Name of the place"), tile_from=13),
        Field(
            name="level",
            type=FieldType.TEXT,
            title=Text("Mức cao nhất có từ hai camera", "Finest level at which there are two"),
            choices=GRADES,
            tile_from=13,
        ),
        *map(_seen, GRADES),
    ),
)
