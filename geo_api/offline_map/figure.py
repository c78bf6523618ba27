"""A folium map whose document asks nobody for anything, and runs no script but its own."""

import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from typing import Any

import folium
from branca.element import Element, Figure
from jinja2 import Template

from geo_api.assets import MOUNT, asset_urls, static_folder

# Between these lies every script of a document; a text of the data can hold neither (`shapes.in_script`, `escape`).
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; script-src"
)
_POLICY_MARK = "<!-- policy -->"


class _Inlined(Element):
    """Leaflet and what draws our layers, out of the built front end."""

    _template = Template("<style>{{ this.style }}</style><script>{{ this.script }}</script>")

    def __init__(self) -> None:
        super().__init__()
        self.style, self.script = _built("offline.css"), f"(() => {{{_built('offline.js')}}})();"


class OfflineFigure(Figure):
    """The document: all it needs is in it, and its policy forbids the rest."""

    _template = Template(
        '<!DOCTYPE html>\n<html lang="{{ this.language }}">\n<head>\n<meta charset="utf-8">\n'
        f"{_POLICY_MARK}\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{{ this.title }}</title>\n'
        "{{ this.header.render(**kwargs) }}\n</head>\n<body>\n{{ this.html.render(**kwargs) }}\n"
        "<script>\n{{ this.script.render(**kwargs) }}\n</script>\n</body>\n</html>\n"
    )

    def __init__(self, title: str, language: str) -> None:
        super().__init__(title=escape(title))
        self.language = language
        self.header = Element()
        self.header._parent = self
        self.header.add_child(_Inlined(), name="inlined")

    def render(self, **kwargs: Any) -> str:
        """The document, with the policy that holds for it."""
        return with_policy(super().render(**kwargs))


class OfflineMap(folium.Map):
    """A map without tiles from anywhere; layers are added as `shapes.ShapeLayer`.

    title: of the document. bounds: west, south, east, north in degrees. language: ``vi`` or ``en``.
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012  # folium's own
    default_css: list[tuple[str, str]] = []  # noqa: RUF012  # as above

    def __init__(self, title: str, bounds: tuple[float, float, float, float], language: str = "vi") -> None:
        west, south, east, north = bounds
        super().__init__(
            location=((south + north) / 2, (west + east) / 2),
            tiles=None,
            control_scale=True,
            prefer_canvas=True,
            zoom_snap=0.5,
        )
        self.add_to(OfflineFigure(title, language))
        self.fit_bounds([[south, west], [north, east]], padding=(12, 12))


@dataclass(frozen=True, slots=True)
class Parts:
    """A map for a page of its own: what goes into the head, where it is drawn, and the script that ends the page."""

    head: str
    body: str
    script: str


def parts(drawn: OfflineMap) -> Parts:
    figure: Any = drawn.get_root()
    figure.render()
    return Parts(figure.header.render(), figure.html.render(), figure.script.render())


def with_policy(document: str) -> str:
    """`document` with a Content-Security-Policy in the place of its mark: its own scripts, and no address at all."""
    hashes = (b64encode(sha256(script.encode()).digest()).decode() for script in _SCRIPT.findall(document))
    allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY} {allowed}">'
    return document.replace(_POLICY_MARK, policy, 1)


def _built(name: str) -> str:
    """The text of a built file. Raises Unavailable when the front end was never built."""
    folder = static_folder()
    return (folder / asset_urls(folder)[name].removeprefix(f"{MOUNT}/")).read_text(encoding="utf-8")
