"""Loudspeakers of the public-address system."""

from layers.common import ASSET_FIELDS
from layers.layer import Field, FieldType, Geometry, Group, Layer, Style, Text

LAYER = Layer(
    name="loudspeakers",
    title=Text("Cụm loa truyền thanh", "Loudspeakers"),
    description=Text(
        "Cụm loa của đài truyền thanh cơ sở, loại thông minh hay loại có dây, và tầm nghe.",
        "Loudspeaker clusters of the local broadcasting station, networked or wired, and how far they are heard.",
    ),
    geometry=Geometry.POINT,
    pyramid="status",
    group=Group.ASSET,
    kinds={"loudspeaker": {}},
    min_zoom=9,
    style=Style(color="#e66101", radius=4),
    fields=(
        *ASSET_FIELDS,
        Field(name="smart", type=FieldType.BOOLEAN, title=Text("Truyền thanh thông minh", "Networked (smart)")),
        Field(
            name="horns",
            type=FieldType.INTEGER,
            title=Text("Số loa trong cụm", "Horns in the cluster"),
            minimum=1,
            maximum=50,
        ),
        Field(
            name="reach_m",
            type=FieldType.NUMBER,
            title=Text("Tầm nghe", "Reach"),
            unit="m",
            minimum=1,
            maximum=5000,
        ),
    ),
)
