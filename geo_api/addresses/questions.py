"""What is looked for in the register, read strictly: as conditions of our own words and values that are bound."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, get_args

from geo_api.addresses.asked import Kind
from geo_api.addresses.flaws import FLAWS, IS_LIVE
from geo_api.addresses.lifecycle import STEPS
from geo_api.addresses.listing import Asked
from geo_api.errors import BadRequest
from geo_api.values import BOOLEANS, VALUE_LENGTH, is_plain, parse_integer

DEFAULT_LIMIT = 100
MOST = 500
FARTHEST_M = 2000
NO_HAMLET = "none"
KINDS = get_args(Kind)
_MAX_ID = 10**17
# The shortest part of a word that its index knows.
_PART_LENGTH = 3
STATES = sorted(
    {"draft"}.union(*(step.before for step in STEPS.values()), {s.after for s in STEPS.values() if s.after})
)
# What asks where an address is, too.
_BEYOND = {"bbox", "near", "kind", "street", "flaw"}
Part = tuple[str, dict[str, Any]]


def question(account: int, given: Mapping[str, str]) -> Asked:
    """Raises BadRequest for what makes no sense."""
    if ("near" in given) != ("within_m" in given):
        raise BadRequest("“near” và “within_m” đi cùng nhau.", "“near” and “within_m” go together.")
    parts = [read(given[name], given, account) for name, read in _READERS.items() if name in given]
    values = {name: value for _, bound in parts for name, value in bound.items()}
    return Asked(
        tuple(condition for condition, _ in parts if condition),
        "unit" in given,
        not _BEYOND.isdisjoint(given),
        values,
        parse_integer("limit", given.get("limit", str(DEFAULT_LIMIT)), 1, MOST),
        parse_integer("after", given.get("after", "0"), 0, _MAX_ID),
    )


def _unit(value: str, _: Mapping[str, str], __: int) -> Part:
    return "", {"unit": parse_integer("unit", value, 1, _MAX_ID)}


def _hamlet(value: str, _: Mapping[str, str], __: int) -> Part:
    if value == NO_HAMLET:
        return "r.hamlet_id IS NULL", {}
    return "r.hamlet_id = :hamlet", {"hamlet": parse_integer("hamlet", value, 1, _MAX_ID)}


def _status(value: str, _: Mapping[str, str], __: int) -> Part:
    return "r.status = ANY(CAST(:status AS text[]))", {"status": _some_of("status", value, STATES)}


def _kind(value: str, _: Mapping[str, str], __: int) -> Part:
    return "r.kind = ANY(CAST(:kind AS text[]))", {"kind": _some_of("kind", value, KINDS)}


def _flaw(value: str, _: Mapping[str, str], __: int) -> Part:
    [flaw] = _some_of("flaw", value, FLAWS, most=1)
    return f"({IS_LIVE} AND {FLAWS[flaw]})", {}


def _street(value: str, _: Mapping[str, str], __: int) -> Part:
    return "fold_vi(r.street) = fold_vi(:street)", {"street": _plain("street", value)}


def _ids(value: str, _: Mapping[str, str], __: int) -> Part:
    parts = value.split(",")
    if len(parts) > MOST:
        raise BadRequest(f"“ids”: nhiều nhất {MOST}.", f"“ids”: at most {MOST}.")
    return "r.id = ANY(:ids)", {"ids": [parse_integer("ids", part, 1, _MAX_ID) for part in parts]}


def _bbox(value: str, _: Mapping[str, str], __: int) -> Part:
    west, south, east, north = _numbers("bbox", value, 4)
    if west > east or south > north:
        raise BadRequest(
            "“bbox” là tây,nam,đông,bắc: tây trước đông, nam trước bắc.",
            "“bbox” is west,south,east,north: west before east, south before north.",
        )
    box = "ST_Transform(ST_MakeEnvelope(:west, :south, :east, :north, 4326), 3857)"
    return f"r.geom_3857 && {box}", {"west": west, "south": south, "east": east, "north": north}


def _near(value: str, given: Mapping[str, str], _: int) -> Part:
    lon, lat = _numbers("near", value, 2)
    metres = parse_integer("within_m", given["within_m"], 1, FARTHEST_M)
    place = "ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)"
    box = f"ST_Expand(ST_Transform({place}, 3857), :metres / cos(radians(:lat)))"
    condition = f"r.geom_3857 && {box} AND ST_DWithin(r.geom::geography, {place}::geography, :metres)"
    return condition, {"lon": lon, "lat": lat, "metres": metres}


def _code(value: str, _: Mapping[str, str], __: int) -> Part:
    return "r.id = (SELECT c.id FROM register.addresses c WHERE c.code = :code)", {"code": value}


def _words(value: str, _: Mapping[str, str], __: int) -> Part:
    words = _plain("q", value).replace("\\", "").replace("%", "").replace("_", "")
    # Of one or two letters there are too many: they begin a word.
    begins = " " if len(words) < _PART_LENGTH else ""
    found = "SELECT w.id FROM register.worded AS w WHERE w.words LIKE '%' || :begins || fold_vi(:q) || '%'"
    return f"r.id IN ({found})", {"q": words, "begins": begins}


def _alias(value: str, _: Mapping[str, str], __: int) -> Part:
    found = "SELECT x.address_id FROM register.aliases AS x WHERE x.words = fold_vi(' ' || :alias)"
    return f"r.id IN ({found})", {"alias": _plain("alias", value)}


def _mine(value: str, _: Mapping[str, str], account: int) -> Part:
    if value not in BOOLEANS:
        raise BadRequest("“mine” là true hoặc false.", "“mine” is true or false.")
    return ("r.collected_by = :account", {"account": account}) if BOOLEANS[value] else ("", {})


_READERS: Mapping[str, Callable[[str, Mapping[str, str], int], Part]] = {
    "unit": _unit,
    "hamlet": _hamlet,
    "status": _status,
    "kind": _kind,
    "flaw": _flaw,
    "street": _street,
    "ids": _ids,
    "bbox": _bbox,
    "near": _near,
    "code": _code,
    "q": _words,
    "alias": _alias,
    "mine": _mine,
}


def _some_of(name: str, value: str, there: Collection[str], most: int | None = None) -> list[str]:
    """What is listed with commas, each one of `there`."""
    wanted = value.split(",")
    if unknown := sorted(set(wanted) - set(there)) or wanted[most or len(wanted) :]:
        shown, listed = unknown[0][:40], ", ".join(there)
        raise BadRequest(
            f"“{name}”: không có “{shown}”. Có: {listed}.", f"“{name}”: no “{shown}”. There are: {listed}."
        )
    return wanted


def _plain(name: str, value: str) -> str:
    if not is_plain(value) or len(value) > VALUE_LENGTH or not value.strip():
        raise BadRequest(f"Tham số “{name}” không hợp lệ.", f"Parameter “{name}” is not valid.")
    return value.strip()


def _numbers(name: str, value: str, count: int) -> list[float]:
    """Degrees, longitude first."""
    try:
        numbers = [float(part) for part in value.split(",")]
    except ValueError:
        numbers = []
    if (
        len(numbers) != count
        or not all(-180 <= lon <= 180 for lon in numbers[::2])
        or not all(-85 <= lat <= 85 for lat in numbers[1::2])
    ):
        raise BadRequest(f"Tham số “{name}”: cần {count} số (độ).", f"Parameter “{name}”: {count} numbers in degrees.")
    return numbers
