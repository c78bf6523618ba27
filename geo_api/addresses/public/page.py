"""The page `/d/{code}`: what an address code is. All but the map is there without scripts."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from geo_api.addresses.public.documents import degrees
from geo_api.addresses.public.label import label_of
from geo_api.addresses.public.lookup import Address, Found
from geo_api.addresses.public.words import KINDS, STATUS_DETAILS, STATUS_WORDS, WORDS
from geo_api.language import day_in, other_language
from geo_api.map_frame import describe_layer
from geo_api.pages import Frame
from layers.codes import LONGEST_TYPED, example, printed
from layers.layer import Text
from layers.registry import all_layers

PATH = "/d"
# What lies below the point.
GROUND = ("communes", "commune_labels", "roads")
BIG_MAP_ZOOM = 17


@dataclass(frozen=True, slots=True)
class Asked:
    """typed: the code as it came, in the form. found: its address; else refusal says why there is none.

    prefix: of the codes here. refusal None, too: nothing was asked yet.
    """

    typed: str
    prefix: str
    found: Found | None = None
    refusal: Text | None = None
    is_unknown: bool = False

    def link(self, language: str) -> str:
        """The address that asks the same in `language`."""
        code = self.found.address.code if self.found else self.typed
        return f"{PATH}{'/' if code else ''}{quote(code, safe='')}?{urlencode({'lang': language})}"


def render_address(language: str, asked: Asked, frame: Frame) -> str:
    """The HTML of the page in `language`."""
    words = frame.words(WORDS, language)
    other = other_language(language)
    found = asked.found
    return frame.render(
        "geo_api.addresses.public",
        "address.html",
        language,
        words=words,
        asked=asked,
        refusal=asked.refusal.in_language(language) if asked.refusal else None,
        other=other,
        other_link=asked.link(other),
        longest=LONGEST_TYPED,
        hint=words["ask_hint"].format(example=printed(example(asked.prefix))),
        address=_shown(found, language, words) if found else None,
        catalogue=_catalogue(language, words, asked),
    )


def _shown(found: Found, language: str, words: dict[str, str]) -> dict[str, Any]:
    """The address in words."""
    address = found.address
    since = day_in(address.since, language)
    return {
        "printed": printed(address.code),
        "status": address.status,
        "status_words": STATUS_WORDS[address.status].in_language(language),
        "status_detail": STATUS_DETAILS[address.status].in_language(language).format(since=since),
        "guessed": _guessed(found, words),
        "label": label_of(address, language),
        "kind": KINDS[address.kind].in_language(language),
        "former": _former(address, language, words),
        "spot": _spot(address, language),
        "replaced_by": [(printed(code), f"{PATH}/{code}?lang={language}") for code in address.replaced_by],
    }


def _guessed(found: Found, words: dict[str, str]) -> str | None:
    told = ", ".join(words["guess"].format(typed=guess.typed, read=guess.read) for guess in found.guesses)
    return words["guessed"].format(list=told) + "." if told else None


def _former(address: Address, language: str, words: dict[str, str]) -> str | None:
    if address.commune_then is None:
        return None
    return words["former_value"].format(commune=address.commune_then, day=day_in(address.code_since, language))


def _spot(address: Address, language: str) -> dict[str, str] | None:
    """Where it is: in words, on the large map, and for the maps app of a phone (RFC 5870)."""
    if address.lon is None or address.lat is None:
        return None
    lat, lon = f"{address.lat:.6f}", f"{address.lon:.6f}"
    return {
        "text": f"{lat}, {lon}",
        "big_map": f"/?lang={language}#map={BIG_MAP_ZOOM}/{lat}/{lon}",
        "app": f"geo:{lat},{lon}?q={lat},{lon}",
    }


def _catalogue(language: str, words: dict[str, str], asked: Asked) -> dict[str, Any]:
    """What the scripts know."""
    address = asked.found.address if asked.found else None
    spot = [degrees(address.lon), degrees(address.lat)] if address and address.lon is not None else None
    drawn = [describe_layer(layer, language) for name, layer in all_layers().items() if name in GROUND and spot]
    return {"language": language, "words": words, "layers": drawn, "prefix": asked.prefix, "spot": spot}
