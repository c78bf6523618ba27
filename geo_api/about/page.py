"""The page `/about-data`: what is known, in words. It needs no scripts."""

from collections.abc import Iterator
from typing import Any

from geo_api.about.gather import Boundaries, Known, Loaded
from geo_api.about.origins import Linked, Told, licences_of, newest_of, source_words, sources_of
from geo_api.about.words import ACCURACIES, AS_SOURCE, WORDS
from geo_api.language import other_language
from geo_api.map_frame import GROUPS
from geo_api.pages import Frame
from layers.layer import Group, Layer, Text
from layers.registry import all_layers
from layers.units import LEVELS

PATH = "/about-data"


def render_about(language: str, known: Known, frame: Frame) -> str:
    """The HTML of the page in `language`."""
    told = Told(known, frame.who, language)
    other = other_language(language)
    return frame.render(
        "geo_api.about",
        "about.html",
        language,
        words=frame.words(WORDS, language),
        other=other,
        other_link=f"{PATH}?lang={other}",
        has_sample=known.has_sample,
        boundaries=[_boundary(told, each) for each in _in_order(known)],
        groups=list(_groups(told)),
    )


def _in_order(known: Known) -> list[Boundaries]:
    return sorted(known.boundaries, key=lambda each: (LEVELS.index(each.level), -each.units))


def _boundary(told: Told, each: Boundaries) -> dict[str, Any]:
    titles = {choice.value: choice.title for choice in all_layers()["communes"].field("geom_status").choices}
    level = all_layers()[f"{each.level}s"]
    return {
        "level": level.title.in_language(told.language),
        "standing": titles[each.status].in_language(told.language),
        "is_official": each.status == "official",
        "units": told.count(each.units),
        "sources": [source_words(told, source) for source in each.sources or [None]],
        "newest": told.day(each.at) if each.at else told.say("unknown"),
    }


def _groups(told: Told) -> Iterator[dict[str, Any]]:
    """Groups with their layers, in the order of the layer list of the map."""
    for group, title in GROUPS.items():
        if layers := [layer for layer in told.known.layers if layer.group is group]:
            described = [_layer(told, layer) for layer in layers]
            yield {"id": f"group-{group}", "title": title.in_language(told.language), "layers": described}


def _layer(told: Told, layer: Layer) -> dict[str, Any]:
    loaded = told.known.loads.get(layer.name)
    return {
        "name": layer.name,
        "title": layer.title.in_language(told.language),
        "description": layer.description.in_language(told.language),
        "sources": list(sources_of(told, layer)),
        "licences": [each or Linked(told.say("no_licence")) for each in licences_of(told, layer)],
        "newest": _newest(told, layer),
        "rows": _rows(told, layer),
        "accuracy": _accuracy(told, layer, loaded),
    }


def _newest(told: Told, layer: Layer) -> str:
    if layer.group is Group.ADDRESS:
        return told.say("always")
    at = newest_of(told.known, layer)
    return told.day(at) if at else "–"


def _rows(told: Told, layer: Layer) -> str:
    if layer.group is Group.COVERAGE:
        return told.say("rules", count=told.count(told.known.calculated.rules))
    return told.count(told.known.rows.get(layer.name, 0))


def _accuracy(told: Told, layer: Layer, loaded: Loaded | None) -> str:
    text: Text = layer.accuracy or ACCURACIES.get(layer.group, AS_SOURCE)
    said = text.in_language(told.language)
    if loaded is None or loaded.accuracy_m is None or layer.group is Group.UNIT:
        return said
    metres = f"{loaded.accuracy_m:g}"
    return f"{said}; {told.say('transformed', metres=metres if told.language == 'en' else metres.replace('.', ','))}"
