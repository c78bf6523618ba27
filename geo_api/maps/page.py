"""The page of the map, made from the declarations alone: nothing about a layer is typed twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from geo_api.account import KIND_TITLES
from geo_api.map_frame import DEFAULT_RULE, GROUPS, SHOWN_AT_FIRST, describe_layer
from geo_api.maps.words import WORDS
from geo_api.pages import Frame
from geo_api.shared_link import SharedLink, oembed_address, picture_address, rule_path
from geo_api.values import VALUE_LENGTH
from layers.layer import Audience, Group, Layer

TEMPLATES = "geo_api.maps"


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom a map is. base: what the addresses of its data begin with."""

    audience: Audience = Audience.PUBLIC
    base: str = ""


PUBLIC = Viewer()
# Where settings say nothing.
NOT_SETTLED: Mapping[str, Any] = {"archive": None, "baseMap": None, "prefix": ""}


def render_map(
    language: str,
    layers: Iterable[Layer],
    frame: Frame,
    settled: Mapping[str, Any] | None = None,
    viewer: Viewer = PUBLIC,
    rule: str = DEFAULT_RULE,
    site: str = "",
) -> str:
    """The HTML of the map page in `language`, offering `layers`, with the results of `rule`.

    settled: what settings decide: `archive`, the address of one that it is drawn from, `baseMap`, what lies under all,
    `prefix`, what codes of addresses begin with. site: our own address.
    """
    words = frame.words(WORDS, language)
    own = {"madeBy": frame.who.made_by(language), "base": viewer.base, "rule": rule}
    more = {**NOT_SETTLED, **(settled or {}), **own}
    catalogue = catalogue_of(language, layers, words, viewer.audience) | more
    kind = KIND_TITLES.get(viewer.audience)
    return frame.render(
        TEMPLATES,
        "map.html",
        language,
        words=words,
        catalogue=catalogue,
        base=viewer.base,
        longest=VALUE_LENGTH,
        link=_link(language, words, rule, site),
        others={} if rule == DEFAULT_RULE else {"rule": rule},
        kind=kind.in_language(language) if kind else None,
    )


def _link(language: str, words: Mapping[str, str], rule: str, site: str) -> SharedLink:
    query = urlencode({"lang": language, **({} if rule == DEFAULT_RULE else {"rule": rule})})
    address = f"{site}/?{query}"
    return SharedLink(
        address=address,
        title=words["site"],
        summary=words["summary"],
        site=words["site"],
        picture=picture_address(site, rule_path(rule), lang=language),
        language=language,
        oembed=oembed_address(site, address),
    )


def catalogue_of(
    language: str, layers: Iterable[Layer], words: Mapping[str, str], audience: Audience = Audience.PUBLIC
) -> dict[str, Any]:
    """What the scripts of the page know: words, layers and their fields, in one language."""
    # Indicators are drawn one at a time, where one can be picked.
    shown = [layer for layer in layers if layer.group is not Group.INDICATOR]
    described = [describe_layer(layer, language, audience) for layer in shown]
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
