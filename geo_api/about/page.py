"""The page `/about-data`: what is known, in words. It needs no scripts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from geo_api.about.gather import Boundaries, Known, Loaded
from geo_api.about.words import ACCURACIES, AS_SOURCE, ORIGINS, WORDS
from geo_api.days import VIETNAM
from geo_api.identity import Identity
from geo_api.language import day_in, grouped
from geo_api.map_frame import GROUPS
from geo_api.pages import Frame
from layers.layer import Group, Layer, Text
from layers.registry import all_layers
from layers.units import LEVELS

PATH = "/about-data"
OSM, ODBL = "https://www.openstreetmap.org/copyright", "https://opendatacommons.org/licenses/odbl/1-0/"
# The load record of what was invented names no file.
SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class Linked:
    """Words, and where they lead if anywhere."""

    words: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What is known, told in one language by whoever runs the map."""

    known: Known
    who: Identity
    language: str

    def say(self, word: str, **filled: str) -> str:
        return WORDS[word].in_language(self.language).format(**filled)

    def day(self, moment: datetime) -> str:
        return day_in(moment.astimezone(VIETNAM).date(), self.language)

    def count(self, number: int) -> str:
        return grouped(number, self.language)


def render_about(language: str, known: Known, frame: Frame) -> str:
    """The HTML of the page in `language`."""
    told = Told(known, frame.who, language)
    other = "vi" if language == "en" else "en"
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
    sources = [told.say("sample_source") if source == SAMPLE else source for source in each.sources]
    return {
        "level": level.title.in_language(told.language),
        "standing": titles[each.status].in_language(told.language),
        "is_official": each.status == "official",
        "units": told.count(each.units),
        "sources": sources or [told.say("unknown")],
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
        "sources": list(_sources(told, layer, loaded)),
        "licences": list(_licences(told, layer, loaded)),
        "newest": _newest(told, layer, loaded),
        "rows": _rows(told, layer),
        "accuracy": _accuracy(told, layer, loaded),
    }


def _sources(told: Told, layer: Layer, loaded: Loaded | None) -> Iterator[Linked]:
    if layer.group is Group.UNIT:
        yield Linked(told.say("see_boundaries"), "#boundaries")
    elif layer.group in ORIGINS:
        yield Linked(ORIGINS[layer.group].in_language(told.language))
    elif loaded is None:
        yield Linked(told.say("empty"))
    else:
        yield from _of_loads(told, loaded)


def _of_loads(told: Told, loaded: Loaded) -> Iterator[Linked]:
    if loaded.has_files and told.who.agency:
        yield Linked(told.say("from_files", agency=told.who.agency.in_language(told.language)))
    elif loaded.has_files:
        yield Linked(told.say("from_files_of_nobody"))
    if loaded.has_osm:
        yield Linked(told.say("osm"), OSM)
    if loaded.is_sample:
        yield Linked(told.say("from_sample"))


def _licences(told: Told, layer: Layer, loaded: Loaded | None) -> Iterator[Linked]:
    """The agency's, of what it loaded, keeps or calculates; that of OpenStreetMap, of what is from there."""
    if told.who.data_licence and _is_its_own(told.known, layer, loaded):
        yield Linked(told.who.data_licence, told.who.data_licence_url)
    elif loaded is None or not loaded.has_osm or loaded.has_files:
        yield Linked(told.say("no_licence"))
    if loaded and loaded.has_osm:
        yield Linked("ODbL 1.0", ODBL)


def _is_its_own(known: Known, layer: Layer, loaded: Loaded | None) -> bool:
    """Whether the agency can give a licence of what is in the layer: nobody can of what is invented."""
    if layer.group is Group.COVERAGE:
        return not known.calculated.is_sample
    if layer.group is Group.UNIT:
        return not any(each.is_sample for each in known.boundaries if each.level == _level(layer))
    if layer.group is Group.ADDRESS:
        return not known.has_sample
    return loaded is not None and loaded.has_files


def _level(layer: Layer) -> str:
    """Of the units that the layer shows."""
    return (layer.ground or layer.name).removesuffix("s")


def _newest(told: Told, layer: Layer, loaded: Loaded | None) -> str:
    if layer.group is Group.ADDRESS:
        return told.say("always")
    at = _newest_of(told.known, layer, loaded)
    return told.day(at) if at else "–"


def _newest_of(known: Known, layer: Layer, loaded: Loaded | None) -> datetime | None:
    if layer.group is Group.COVERAGE:
        return known.calculated.at
    if layer.group is Group.UNIT:
        return max((each.at for each in known.boundaries if each.level == _level(layer) and each.at), default=None)
    return loaded.at if loaded else None


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
