"""The page `/embed/…`: a map alone. What is in it is everybody's, whoever is signed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geo_api.bounds import Bounds
from geo_api.days import today
from geo_api.embeds.asked import Asked
from geo_api.embeds.oembed import address_of
from geo_api.embeds.subject import Subject, Unit
from geo_api.embeds.words import EMBED_WORDS
from geo_api.language import day_in
from geo_api.map_frame import describe_layer
from geo_api.pages import Frame
from geo_api.shared_link import SharedLink, oembed_address, picture_address


@dataclass(frozen=True, slots=True)
class Shown:
    """home: where the map opens without a view of its own. ancestors: origins whose pages may talk with it.

    base_map: what lies under it, as scripts are told (`base_map.py`).
    """

    subject: Subject
    asked: Asked
    unit: Unit | None
    home: Bounds
    ancestors: tuple[str, ...]
    base_map: Mapping[str, Any] | None = None

    @property
    def title(self) -> str:
        return title_of(self.subject, self.unit, self.asked.language)


def title_of(subject: Subject, unit: Unit | None, language: str) -> str:
    title = subject.title.in_language(language)
    return f"{title} · {unit.full_name}" if unit else title


def render_embed(shown: Shown, frame: Frame, base: str) -> str:
    """The HTML of the page. base: our own address."""
    asked, subject = shown.asked, shown.subject
    words = frame.words(EMBED_WORDS, asked.language)
    return frame.render(
        "geo_api.embeds",
        "embed.html",
        asked.language,
        words=words,
        asked=asked,
        title=shown.title,
        link=_link(shown, words, base),
        noted=_noted(shown, words),
        base_map=shown.base_map,
        data_link=_data_link(subject),
        catalogue=_catalogue(shown, words),
    )


def _link(shown: Shown, words: Mapping[str, str], base: str) -> SharedLink:
    asked, path = shown.asked, shown.subject.path
    address = address_of(base, path, asked)
    return SharedLink(
        address=address,
        title=shown.title,
        summary=words["summary"].format(title=shown.title, site=words["site"]),
        site=words["site"],
        picture=picture_address(base, path, **asked.of_picture),
        language=asked.language,
        oembed=oembed_address(base, address),
    )


def _noted(shown: Shown, words: Mapping[str, str]) -> list[str]:
    """The day that the map is of, and what is not as one would expect."""
    unit = shown.unit
    ended = [words["unit_ended"].format(unit=unit.full_name)] if unit and not unit.in_force else []
    return [day_words(shown.subject, shown.asked, words), *ended]


def day_words(subject: Subject, asked: Asked, words: Mapping[str, str]) -> str:
    """Of which day a map is."""
    if subject.rule and subject.counted_for is None:
        return words["not_counted"]
    day = subject.counted_for or asked.at.first
    return words["counted_for" if subject.rule else "shown_for"].format(day=day_in(day, asked.language))


def _data_link(subject: Subject) -> str:
    return f"/api/v1/{subject.path}/units?level=commune" if subject.rule else f"/ogc/collections/{subject.path}"


def _catalogue(shown: Shown, words: Mapping[str, str]) -> dict[str, Any]:
    """What the scripts know."""
    asked, subject = shown.asked, shown.subject
    return {
        "language": asked.language,
        "words": dict(words),
        "rule": subject.rule or "",
        "today": today().isoformat(),
        "sendsNoCookies": True,
        "baseMap": shown.base_map,
        "layers": [describe_layer(layer, asked.language) for layer in subject.layers],
        "embed": {
            "path": subject.path,
            "names": list(subject.names),
            "isCounted": subject.counted_for is not None,
            "at": None if asked.at.is_default else str(asked.at),
            "unit": shown.unit.id if shown.unit else None,
            "spot": [asked.spot.zoom, asked.spot.lat, asked.spot.lon] if asked.spot else None,
            "looks": {"strength": [list(each) for each in asked.looks.strength], "order": list(asked.looks.order)},
            "bounds": list(asked.box or shown.home),
            "ancestors": list(shown.ancestors),
        },
    }
