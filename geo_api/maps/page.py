"""The page of the map, made from the declarations alone: nothing about a layer is typed twice."""

from collections.abc import Iterable, Mapping
from typing import Any

from geo_api.map_frame import GROUPS, SHOWN_AT_FIRST, describe_layer
from geo_api.maps.words import WORDS
from geo_api.pages import environment
from layers.layer import Layer

TEMPLATES = "geo_api.maps"
DEFAULT_RULE = "wifi.public-place"


def render_map(language: str, layers: Iterable[Layer], assets: Mapping[str, str], archive: str | None = None) -> str:
    """The HTML of the map page in `language`, offering `layers`. archive: the address of one that it is drawn from."""
    words = {key: text.in_language(language) for key, text in WORDS.items()}
    catalogue = catalogue_of(language, layers, words) | {"archive": archive}
    template = environment(TEMPLATES).get_template("map.html")
    return template.render(language=language, words=words, assets=assets, catalogue=catalogue)


def catalogue_of(language: str, layers: Iterable[Layer], words: Mapping[str, str]) -> dict[str, Any]:
    """What the scripts of the page know: words, layers and their fields, in one language."""
    described = [describe_layer(layer, language) for layer in layers]
    used = {layer["group"] for layer in described}
    return {
        "language": language,
        "words": dict(words),
        "rule": DEFAULT_RULE,
        "shown": list(SHOWN_AT_FIRST),
        "groups": [
            {"name": name, "title": title.in_language(language)} for name, title in GROUPS.items() if name in used
        ],
        "layers": described,
    }
