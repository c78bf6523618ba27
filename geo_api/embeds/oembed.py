"""oEmbed 1.0 (https://oembed.com): what other sites put into their pages for a link to one of our maps."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from markupsafe import Markup
from pydantic import BaseModel

from geo_api.embeds.asked import Asked
from geo_api.embeds.subject import topic_of
from geo_api.shared_link import PICTURE_HEIGHT, PICTURE_WIDTH

WIDTH, HEIGHT = 640, 480
CACHE_SECONDS = 86_400
LONGEST_URL = 2000
_MAP = re.compile(r"(?P<z>[0-9.]{1,8})/(?P<lat>-?[0-9.]{1,20})/(?P<lon>-?[0-9.]{1,20})", re.ASCII)


class OEmbedDocument(BaseModel):
    """A map of type `rich`; width and height in pixels, cache_age in seconds."""

    version: str = "1.0"
    type: str = "rich"
    title: str
    provider_name: str
    provider_url: str
    cache_age: int = CACHE_SECONDS
    html: str
    width: int
    height: int
    thumbnail_url: str
    thumbnail_width: int = PICTURE_WIDTH
    thumbnail_height: int = PICTURE_HEIGHT


@dataclass(frozen=True, slots=True)
class Meant:
    """The map that a link of ours leads to. rule, else layer; said: its parameters as they were written."""

    rule: str | None
    layer: str | None
    said: Sequence[tuple[str, str]] = ()


def meant_by(url: str, base: str, default_rule: str) -> Meant | None:
    """What `url` shows; None when it is none of our maps. base: our own address."""
    ours = urlsplit(base)
    try:
        asked = urlsplit(url)
    except ValueError:
        return None
    path = asked.path.removeprefix(ours.path)
    if (asked.scheme, asked.netloc.lower()) != (ours.scheme, ours.netloc.lower()) or len(url) > LONGEST_URL:
        return None
    said = parse_qsl(asked.query, keep_blank_values=True)
    if path in ("", "/"):
        return _of_large_map(dict(said), dict(parse_qsl(asked.fragment)), default_rule)
    kind, _, name = unquote(path).removeprefix("/embed/").partition("/")
    if not path.startswith("/embed/") or (name and kind != "coverage"):
        return None
    return Meant(name, None, said) if name else Meant(None, kind, said)


def _of_large_map(said: Mapping[str, str], shown: Mapping[str, str], default_rule: str) -> Meant:
    """The same as a map for other sites. shown: what stands behind the #."""
    layer = topic_of(*(shown.get(name, "").split(",") for name in ("layers", "order")))
    rule = None if layer else said.get("rule", default_rule)
    return Meant(rule, layer, list(_view_of_large_map(said, shown)))


def _view_of_large_map(said: Mapping[str, str], shown: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    spot = _MAP.fullmatch(shown.get("map", ""))
    yield from spot.groupdict().items() if spot else ()
    yield from ((name, shown[name]) for name in ("at", "unit", "opacity", "order") if name in shown)
    yield from ((name, said[name]) for name in ("lang",) if name in said)


def size_within(most_width: int | None, most_height: int | None) -> tuple[int, int]:
    """Width and height, as large as allowed and no larger than is usual."""
    width = min(WIDTH, most_width or WIDTH)
    return width, min(round(width * HEIGHT / WIDTH), most_height or HEIGHT)


def frame_html(address: str, title: str, width: int, height: int) -> str:
    return str(
        Markup(
            '<iframe src="{}" title="{}" width="{}" height="{}" style="border:0;max-width:100%" loading="lazy"'
            ' referrerpolicy="strict-origin-when-cross-origin" allowfullscreen></iframe>'
        ).format(address, title, width, height)
    )


def address_of(base: str, path: str, asked: Asked) -> str:
    """Of the page of a map."""
    return f"{base}/embed/{path}?{urlencode(asked.parameters)}"
