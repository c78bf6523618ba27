"""Where the rows of a layer are from and how they may be used, in one language: what was declared, loaded and said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from geo_api.about.gather import Known, Loaded
from geo_api.about.words import ORIGINS, WORDS
from geo_api.days import VIETNAM
from geo_api.identity import Identity
from geo_api.language import day_in, grouped
from layers.layer import Group, Layer
from loaders.origin import Origin

OSM, ODBL = "https://www.openstreetmap.org/copyright", "https://opendatacommons.org/licenses/odbl/1-0/"
_CREATIVE_COMMONS = "https://creativecommons.org/"
# Where the text of licences stands that people name so.
_LICENCES = {
    "cc0 1.0": f"{_CREATIVE_COMMONS}publicdomain/zero/1.0/",
    "cc by 3.0": f"{_CREATIVE_COMMONS}licenses/by/3.0/",
    "cc by 4.0": f"{_CREATIVE_COMMONS}licenses/by/4.0/",
    "cc by-sa 4.0": f"{_CREATIVE_COMMONS}licenses/by-sa/4.0/",
    "cc by-nc 4.0": f"{_CREATIVE_COMMONS}licenses/by-nc/4.0/",
    "odbl 1.0": ODBL,
}


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

    def day(self, at: date) -> str:
        return day_in(at.astimezone(VIETNAM).date() if isinstance(at, datetime) else at, self.language)

    def count(self, number: int) -> str:
        return grouped(number, self.language)


def level_of(layer: Layer) -> str:
    """Of the units that the layer shows."""
    return (layer.ground or layer.name).removesuffix("s")


def source_words(told: Told, source: str | None) -> str:
    """How the source of boundaries on record is said."""
    return told.say("unknown") if source is None else source


def origins_of(known: Known, layer: Layer) -> Sequence[Origin]:
    """What was said of the data of a layer's loads; units are loaded by their level, whatever layers show of them."""
    return known.origins.get(_loaded_as(layer), ())


def _loaded_as(layer: Layer) -> str:
    return f"{level_of(layer)}s" if layer.group is Group.UNIT else layer.name


def sources_of(told: Told, layer: Layer) -> Iterator[Linked]:
    """Who made the data, as far as it is known."""
    loaded = told.known.loads.get(layer.name)
    if layer.group is Group.UNIT:
        yield Linked(told.say("see_boundaries"), "#boundaries")
    elif layer.group in ORIGINS:
        yield Linked(ORIGINS[layer.group].in_language(told.language))
    elif loaded is None:
        yield Linked(told.say("empty"))
    else:
        yield from _of_loads(told, loaded, origins_of(told.known, layer))


def _of_loads(told: Told, loaded: Loaded, origins: Sequence[Origin]) -> Iterator[Linked]:
    days: dict[str | None, date | None] = {}
    for each in origins:
        days.setdefault(each.source, each.day)
    yield from (Linked(_as_of(told, source, day)) for source, day in days.items() if source)
    if loaded.has_unnamed:
        yield Linked(_as_of(told, _unnamed(told), days.get(None)))
    if loaded.has_osm:
        yield Linked(told.say("osm"), OSM)
    if loaded.is_sample:
        yield Linked(told.say("from_sample"))


def _unnamed(told: Told) -> str:
    agency = told.who.agency
    return (
        told.say("from_files", agency=agency.in_language(told.language)) if agency else told.say("from_files_of_nobody")
    )


def _as_of(told: Told, source: str, day: date | None) -> str:
    return told.say("as_of", source=source, day=told.day(day)) if day else source


def licences_of(told: Told, layer: Layer) -> Iterator[Linked | None]:
    """What was said of loads; the agency's, of what it loaded, keeps or calculates; that of OpenStreetMap.

    None: of a part nobody says how it may be used.
    """
    loaded = told.known.loads.get(_loaded_as(layer))
    said = dict.fromkeys(each.licence for each in origins_of(told.known, layer) if each.licence)
    yield from (Linked(licence, licence_address(licence)) for licence in said)
    if loaded is None or loaded.has_unlicensed or not (loaded.has_osm or loaded.has_files):
        yield _unsaid_licence(told, layer, loaded)
    if loaded and loaded.has_osm:
        yield Linked("ODbL 1.0", ODBL)


def licence_address(licence: str) -> str | None:
    """Where the text of a licence stands that is named as people name it."""
    return _LICENCES.get(" ".join(licence.lower().replace("cc-by", "cc by").replace("cc0-", "cc0 ").split()))


def _unsaid_licence(told: Told, layer: Layer, loaded: Loaded | None) -> Linked | None:
    if told.who.data_licence and _is_its_own(told.known, layer, loaded):
        return Linked(told.who.data_licence, told.who.data_licence_url)
    return None


def _is_its_own(known: Known, layer: Layer, loaded: Loaded | None) -> bool:
    """Whether the agency can give a licence of what is in the layer: nobody can of what is invented."""
    if layer.group is Group.COVERAGE:
        return not known.calculated.is_sample
    if layer.group is Group.UNIT:
        return not any(each.is_sample for each in known.boundaries if each.level == level_of(layer))
    if layer.group is Group.ADDRESS:
        return not known.has_sample
    return loaded is not None and loaded.has_files


def newest_of(known: Known, layer: Layer) -> datetime | None:
    """When the newest of a layer came to us; None: never, or all the time."""
    if layer.group is Group.COVERAGE:
        return known.calculated.at
    if layer.group is Group.UNIT:
        return max((each.at for each in known.boundaries if each.level == level_of(layer) and each.at), default=None)
    loaded = known.loads.get(layer.name)
    return loaded.at if loaded else None
