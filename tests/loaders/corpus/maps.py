"""OpenStreetMap, and drawings."""

import json
from pathlib import Path

from tests.loaders.corpus.drawing import drawing, line, symbol
from tests.loaders.corpus.places import SCHOOLS, made, projected, text


@made
def overpass(folder: Path) -> Path:
    nodes = [
        {"type": "node", "id": i, "lat": lat, "lon": lon, "tags": {"amenity": "school", "name": name}}
        for i, (_, name, lon, lat) in enumerate(SCHOOLS, start=1)
    ]
    return text(folder, "a.json", json.dumps({"version": 0.6, "generator": "Overpass API", "elements": nodes}))


@made
def osm_xml(folder: Path) -> Path:
    nodes = "".join(
        f'<node id="{i}" version="1" lat="{lat}" lon="{lon}">'
        f'<tag k="amenity" v="school"/><tag k="name" v="{name}"/></node>'
        for i, (_, name, lon, lat) in enumerate(SCHOOLS, start=1)
    )
    return text(folder, "a.osm", f'<?xml version="1.0" encoding="UTF-8"?><osm version="0.6">{nodes}</osm>')


@made
def osm_with_a_deleted_object(folder: Path) -> Path:
    """As JOSM saves it before it is sent."""
    gone = '<node id="9" action="delete" lat="20.1" lon="106.1"><tag k="amenity" v="school"/></node></osm>'
    path = osm_xml(folder)
    path.write_text(path.read_text(encoding="utf-8").replace("</osm>", gone), encoding="utf-8")
    return path


@made
def drawing_in_vn2000(folder: Path) -> Path:
    places = zip(SCHOOLS, projected(9209), strict=True)
    symbols = [symbol("TRUONG", x, y, KEY=school.key, NAME=school.name) for school, (x, y) in places]
    return drawing(folder / "a.dxf", *symbols, encoding="cp1258")


@made
def drawing_of_two_layers(folder: Path) -> Path:
    return drawing(folder / "a.dxf", symbol("TRUONG", 1, 1), line("RANH", (1, 1), (2, 2)))


@made
def drawing_cut(folder: Path) -> Path:
    path = drawing_in_vn2000(folder)
    path.write_bytes(path.read_bytes()[:-200])
    return path


@made
def drawing_that_is_a_picture(folder: Path) -> Path:
    (folder / "a.dxf").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    return folder / "a.dxf"
