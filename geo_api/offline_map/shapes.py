"""A layer of a map in a file: shapes, how they are drawn, what a click on one tells. It is all data, never script."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from folium.map import Layer
from jinja2 import Template

# What ends a script or begins markup, what ends a line in scripts alone, and what branca would run: it takes all it is
# given for a template.
_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&{\u2028\u2029"}
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True, slots=True)
class Look:
    """color: ``#rrggbb``. radius, width: CSS pixels."""

    color: str
    radius: float = 5
    width: float = 1.5
    fill: float = 0.0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """geometry: GeoJSON in WGS 84. title, lines: what a click tells, as text. look: that of the layer when absent."""

    geometry: Mapping[str, Any]
    title: str = ""
    lines: Sequence[tuple[str, str]] = ()
    look: Look | None = None


class ShapeLayer(Layer):
    """Shapes that a reader switches on and off under `name`; control false: they are always there."""

    _template = Template(
        "{% macro script(this, kwargs) %}\nvar {{ this.get_name() }} = wardmapShapes({{ this.given }});\n{% endmacro %}"
    )

    def __init__(
        self, name: str, shapes: Iterable[Shape], look: Look, *, show: bool = True, control: bool = True
    ) -> None:
        super().__init__(name=_as_html(name), overlay=True, show=show, control=control)
        self._name = "ShapeLayer"
        self.given = in_script({"look": _look(look), "shapes": [_shape(shape) for shape in shapes]})


def in_script(value: Any) -> str:
    """`value` as JSON that stays data inside a script of an HTML document, whatever texts it holds."""
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _STRING.sub(lambda string: string[0].translate(_UNSAFE), plain)


def _as_html(name: str) -> str:
    """Leaflet takes the names of layers for HTML, and branca for a template."""
    return f"<bdi>{escape(name).replace('{', '&#123;')}</bdi>"


def _shape(shape: Shape) -> dict[str, Any]:
    told = {"t": shape.title, "l": [list(line) for line in shape.lines]} if shape.title or shape.lines else {}
    own = {"s": _look(shape.look)} if shape.look else {}
    return {"g": shape.geometry, **told, **own}


def _look(look: Look) -> dict[str, Any]:
    return {
        "color": look.color,
        "radius": look.radius,
        "weight": look.width,
        "fillOpacity": look.fill,
        "fill": look.fill > 0,
        **({"dashArray": "6 4"} if look.dashed else {}),
    }
