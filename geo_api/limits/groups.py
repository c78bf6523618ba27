"""Which requests count together, by what they cost or what going through all of them would tell. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum
from re import Pattern


class Group(StrEnum):
    """Each has its setting ``WARDMAP_RATE_…``, by address and, of whoever is signed in, by account."""

    LOOKUP = "lookup"
    SEARCH = "search"
    ITEMS = "items"
    TILES = "tiles"
    PICTURES = "pictures"
    OFFICIALS = "officials"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class _Paths:
    """group: None for what is free. The first that fits a path has it."""

    group: Group | None
    pattern: Pattern[str]


_TABLE = (
    # Who watches over the service, and files of the pages: nothing of it asks the database for much.
    _Paths(None, re.compile(r"/health/.*|/metrics|/static/.*|/identity/.*|/tiles/archive\.pmtiles")),
    # One address by its code: all codes in turn would be the whole register.
    _Paths(Group.LOOKUP, re.compile(r"/api/v1/public/addresses(/.*)?|/[dD]/.*")),
    _Paths(Group.SEARCH, re.compile(r"/api/v1/search|/api/v1/units/resolve")),
    _Paths(Group.ITEMS, re.compile(r"/ogc/collections/[^/]+/items(/.+)?|/api/v1/counts/.*|/api/v1/units/crosswalk")),
    # Those of the public are counted where they are not at hand (tiles/asgi.py).
    _Paths(Group.TILES, re.compile(r"/tiles/.+\.mvt|/ogc/collections/[^/]+/tiles/WebMercatorQuad/.+")),
    # Each is drawn by the processor, once in ten minutes.
    _Paths(Group.PICTURES, re.compile(r"/og/.+")),
    _Paths(Group.OTHER, re.compile(r".*", re.DOTALL)),
)
# Answered without an account under `/as/…`, too: counted there as elsewhere, for nobody else would count it.
OF_EVERYBODY = frozenset({Group.LOOKUP, Group.PICTURES})
# Who meets nothing here again and again is trying out numbers or codes (alarm.py).
_ONE_THING = re.compile(r"/api/v1/public/addresses/.+|/[dD]/.+|/ogc/collections/[^/]+/items/.+")


def finds_nothing(path: str, status: int) -> bool:
    """Whether an answer says that there is no such thing; of a code, also that there could be none."""
    return status == 404 or (status == 400 and group_of(path) is Group.LOOKUP)


def asks_for_one_thing(path: str) -> bool:
    """Whether a path, without the beginning ``/as/…``, is that of one thing by its number or code."""
    return _ONE_THING.fullmatch(path) is not None


def group_of(path: str) -> Group | None:
    """The group of a path, without the beginning ``/as/…``; None: it is free."""
    return next(paths.group for paths in _TABLE if paths.pattern.fullmatch(path))
