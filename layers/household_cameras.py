"""Cameras of households that agreed to be known to the commune police. No name, no address, no stream, ever."""

from layers.common import ASSET_STATUS, KEY
from layers.layer import Audience, Field, FieldType, Geometry, Group, Layer, Sight, Style, Text

LAYER = Layer(
    name="household_cameras",
    title=Text("Camera của hộ gia đình", "Household cameras"),
    description=Text(
        "Camera nhìn ra nơi công cộng mà hộ gia đình đồng ý cho công an xã, phường biết. Mỗi camera phải có phiếu đồng "
        "ý.",
        "Cameras with a view of public space that households agreed to make known to the commune police. Each needs a "
        "record of that consent.",
    ),
    geometry=Geometry.POINT,
    group=Group.ASSET,
    kinds={"household_camera": {}},
    sights={
        Audience.PUBLIC: Sight.NONE,
        Audience.STAFF: Sight.NONE,
        Audience.POLICE: Sight.OWN,
        Audience.PLANNER: Sight.COUNTS,
        Audience.ADMIN: Sight.COUNTS,
    },
    personal=True,
    min_zoom=12,
    style=Style(color="#9970ab", radius=4),
    fields=(
        KEY,
        ASSET_STATUS,
        Field(
            name="consent",
            type=FieldType.TEXT,
            title=Text("Số phiếu đồng ý (không ghi tên người)", "Number of the record of consent (no person's name)"),
            required=True,
            tile_from=None,
        ),
        Field(
            name="consent_on",
            type=FieldType.DATE,
            title=Text("Ngày đồng ý", "Date of consent"),
            required=True,
            tile_from=None,
        ),
    ),
)
