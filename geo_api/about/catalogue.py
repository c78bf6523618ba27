"""The data of the map as a catalogue that portals harvest: DCAT-AP 3 as JSON-LD, a dataset an open layer. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from geo_api.about.gather import Known
from geo_api.about.origins import Linked, Told, level_of, licences_of, newest_of, origins_of, source_words, sources_of
from geo_api.about.words import WORDS
from geo_api.bounds import VIETNAM, Bounds
from geo_api.extent import Days
from geo_api.identity import Identity
from geo_api.language import LANGUAGES
from geo_api.map_frame import GROUPS
from layers.layer import Group, Layer, Text

JSON_LD = "application/ld+json"
Node = dict[str, Any]
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_AUTHORITY = "http://publications.europa.eu/resource/authority"
_SPOKEN = [{"@id": f"{_AUTHORITY}/language/{code}"} for code in ("VIE", "ENG")]
_OPEN_TO_ALL = {"@id": f"{_AUTHORITY}/access-right/PUBLIC", "@type": "dct:RightsStatement"}
_FEATURES = "http://www.opengis.net/def/interface/ogcapi-features"
# More rows than any layer has: a file is all of it.
_WHOLE = 10_000_000
# Without it a file is of one day.
_ALL_DAYS = "&datetime=../.."
# Under the address of a layer: what it is called, how it is asked for, its media type, and whether it is a file.
_WAYS = (
    (Text("OGC API – Features", "OGC API – Features"), "", "application/json", False),
    (Text("GeoJSON, toàn bộ", "GeoJSON, all of it"), f"/items?f=json&limit={_WHOLE}", "application/geo+json", True),
    (Text("Bảng CSV, toàn bộ", "CSV table, all of it"), f"/items?f=csv&limit={_WHOLE}", "text/csv", True),
    (
        Text("FlatGeobuf, toàn bộ", "FlatGeobuf, all of it"),
        f"/items?f=fgb&limit={_WHOLE}",
        "application/flatgeobuf",
        True,
    ),
)
_TILES = (Text("Ô bản đồ vectơ (TileJSON)", "Vector tiles (TileJSON)"), "application/json")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is put into it. base: the address that the world knows us by."""

    known: Known
    who: Identity
    base: str

    def told(self, language: str) -> Told:
        return Told(self.known, self.who, language)

    def document(self) -> Node:
        """The catalogue with all its datasets, as JSON-LD."""
        return {
            "@context": CONTEXT,
            "@id": f"{self.base}/about-data#catalogue",
            "@type": "dcat:Catalog",
            "dct:title": in_both(self.who.title),
            "dct:description": in_both(WORDS["summary"]),
            "dct:publisher": self._publisher(),
            "dct:language": _SPOKEN,
            "dct:spatial": _place(VIETNAM),
            "foaf:homepage": {"@id": f"{self.base}/"},
            **self._modified(),
            "dcat:service": {
                "@id": f"{self.base}/ogc/",
                "@type": "dcat:DataService",
                "dct:title": in_both(Text("Dữ liệu mở qua OGC API – Features", "Open data by OGC API – Features")),
                "dct:conformsTo": {"@id": _FEATURES},
                "dcat:endpointURL": {"@id": f"{self.base}/ogc/"},
                "dcat:endpointDescription": {"@id": f"{self.base}/openapi.json"},
            },
            "dcat:dataset": [self._dataset(layer) for layer in self.known.layers],
        }

    def _modified(self) -> Node:
        moments = [at for layer in self.known.layers if (at := newest_of(self.known, layer))]
        return {"dct:modified": _typed("dateTime", max(moments).isoformat())} if moments else {}

    def _publisher(self) -> Node:
        node: Node = {
            "@id": f"{self.base}/#publisher",
            "@type": "foaf:Organization",
            "foaf:name": in_both(self.who.agency or self.who.title),
            "foaf:homepage": {"@id": f"{self.base}/"},
        }
        return node | ({"foaf:mbox": {"@id": f"mailto:{self.who.email}"}} if self.who.email else {})

    def _dataset(self, layer: Layer) -> Node:
        address = f"{self.base}/ogc/collections/{layer.name}"
        at = newest_of(self.known, layer)
        bounds = self.known.bounds.get(layer.ground or layer.name)
        return {
            "@id": address,
            "@type": "dcat:Dataset",
            "dct:identifier": layer.name,
            "dct:title": in_both(layer.title),
            "dct:description": in_both(layer.description),
            "dct:publisher": {"@id": f"{self.base}/#publisher"},
            "dct:language": _SPOKEN,
            "dct:accessRights": _OPEN_TO_ALL,
            "dcat:keyword": in_both(GROUPS[layer.group]),
            "dcat:landingPage": {"@id": f"{self.base}/about-data#{layer.name}", "@type": "foaf:Document"},
            "dct:provenance": self._provenance(layer),
            **self._contact(),
            **({"dct:modified": _typed("dateTime", at.isoformat())} if at else {}),
            **({"dct:spatial": _place(bounds)} if bounds else {}),
            **self._temporal(layer),
            "dcat:distribution": list(self._distributions(layer, address)),
        }

    def _provenance(self, layer: Layer) -> Node:
        said = [
            {"@language": language, "@value": "; ".join(self._sources(self.told(language), layer))}
            for language in LANGUAGES
        ]
        return {"@type": "dct:ProvenanceStatement", "rdfs:label": said}

    def _sources(self, told: Told, layer: Layer) -> Iterator[str]:
        if layer.group is not Group.UNIT:
            yield from (each.words for each in sources_of(told, layer))
            return
        same = [each for each in self.known.boundaries if each.level == level_of(layer)]
        named = dict.fromkeys(source for each in same for source in each.sources)
        yield from (source_words(told, source) for source in named or [None])

    def _contact(self) -> Node:
        if not (self.who.email or self.who.called):
            return {}
        node: Node = {"@type": "vcard:Organization", "vcard:fn": in_both(self.who.agency or self.who.title)}
        if self.who.email:
            node["vcard:hasEmail"] = {"@id": f"mailto:{self.who.email}"}
        if self.who.called:
            node["vcard:hasTelephone"] = {"@id": f"tel:{self.who.called}"}
        return {"dcat:contactPoint": node}

    def _temporal(self, layer: Layer) -> Node:
        """Of layers in time the days on record; of others the day that their data is of, where it was said."""
        days = self.known.days.get(layer.name)
        said = [each.day for each in origins_of(self.known, layer) if each.day]
        first, end = _both_ends(days) if layer.dated and days else (min(said, default=None), max(said, default=None))
        if first is None and end is None:
            return {}
        ends = {"dcat:startDate": first, "dcat:endDate": end}
        told = {name: _typed("date", day.isoformat()) for name, day in ends.items() if day}
        return {"dct:temporal": {"@type": "dct:PeriodOfTime", **told}}

    def _distributions(self, layer: Layer, address: str) -> Iterator[Node]:
        licences = self._licences(layer)
        for title, way, media_type, is_file in _WAYS:
            days = _ALL_DAYS if is_file and layer.dated else ""
            yield _distribution(title, address + way + days, media_type, is_file=is_file) | licences
        title, media_type = _TILES
        yield _distribution(title, f"{self.base}/tiles/{layer.name}.json", media_type, is_file=False) | licences

    def _licences(self, layer: Layer) -> Node:
        """None where a part of the layer has none: nobody may take the others for the licence of all of it."""
        licences = list(licences_of(self.told("en"), layer))
        given = [_licence(each) for each in licences if each]
        if not given or len(given) < len(licences):
            return {}
        return {"dct:license": given[0] if len(given) == 1 else given}


def in_both(text: Text) -> list[Node]:
    return [{"@language": language, "@value": text.in_language(language)} for language in LANGUAGES]


def _both_ends(days: Days) -> Days:
    """The first and the last day of what is kept as the first and the one after the last."""
    first, end = days
    return first, end - timedelta(days=1) if end else None


def _typed(kind: str, value: str) -> Node:
    return {"@type": f"xsd:{kind}", "@value": value}


def _place(bounds: Bounds) -> Node:
    west, south, east, north = bounds
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    ring = ", ".join(f"{x} {y}" for x, y in corners)
    return {"@type": "dct:Location", "dcat:bbox": {"@type": "geo:wktLiteral", "@value": f"POLYGON (({ring}))"}}


def _distribution(title: Text, address: str, media_type: str, *, is_file: bool) -> Node:
    where = {"dcat:accessURL": {"@id": address}}
    return {
        "@type": "dcat:Distribution",
        "dct:title": in_both(title),
        **(where | {"dcat:downloadURL": {"@id": address}} if is_file else where),
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media_type}"},
    }


def _licence(each: Linked) -> Node:
    node: Node = {"@type": "dct:LicenseDocument", "rdfs:label": each.words}
    return node | ({"@id": each.address} if each.address else {})
