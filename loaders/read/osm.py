"""OpenStreetMap files (.osm, .osm.pbf) by GDAL: nodes, ways and relations in one table, a column a tag."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from layers.registry import all_layers
from loaders.options import LoadOptions
from loaders.read.gdal import open_with
from loaders.read.scratch import scratch_folder
from loaders.read.xml_guard import check_xml
from loaders.source import Source

# As the driver calls its tables.
_TABLES = ("points", "lines", "multilinestrings", "multipolygons", "other_relations")
# Tags that are asked for besides those that layers speak of.
_USUAL_TAGS = (
    *("name", "name:vi", "name:en", "alt_name", "operator", "highway", "service", "ref", "oneway", "bridge", "tunnel"),
    *("width", "surface", "addr:housenumber", "addr:street", "addr:city", "opening_hours", "phone", "website", "type"),
)
# Closed ways with one of these enclose something.
_AREAS = (
    "aeroway,amenity,boundary,building,craft,geological,healthcare,historic,landuse,leisure,military,natural,office,"
    "place,shop,sport,tourism,highway=platform,public_transport=platform"
)


@contextmanager
def open_osm(path: Path, options: LoadOptions) -> Iterator[Source]:
    """The objects of a file that have tags: osm_id, osm_type, and a column for each tag that is asked for."""
    is_xml = path.suffix.lower() == ".osm"
    if is_xml:
        check_xml(path, path.name)
    with scratch_folder() as folder:
        link = Path(folder, "data.osm" if is_xml else "data.pbf")
        link.symlink_to(path.absolute())
        tags = tuple(dict.fromkeys((*_USUAL_TAGS, *layer_tags(), *options.mapping.values())))
        settings = Path(folder, "osmconf.ini")
        settings.write_text(_settings(tags), encoding="utf-8")
        environment = {"OSM_CONFIG_FILE": str(settings), "OSM_MAX_TMPFILE_SIZE": "100", "OSM_TAGS": json.dumps(tags)}
        with open_with("OSM", link, path.name, options, environment) as source:
            yield source


@cache
def layer_tags() -> tuple[str, ...]:
    """The keys of all tags by which layers pick their objects."""
    return tuple({key: None for layer in all_layers().values() for entry in layer.osm for key in entry.match})


def _settings(tags: tuple[str, ...]) -> str:
    """The driver's own file of settings. What cannot stand in it is no key of a tag."""
    keys = ",".join(tag for tag in tags if not set(tag) & set(',\n\r"=[]'))
    tables = (f"[{table}]\nosm_id=yes\nattributes={keys}\nother_tags=no\n" for table in _TABLES)
    head = f"closed_ways_are_polygons={_AREAS}\nattribute_name_laundering=no\nreport_all_nodes=no\n"
    return "\n".join((head, *tables))
