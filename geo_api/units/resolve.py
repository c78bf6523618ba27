"""Which units a name, an address line or a code may mean: found, judged, put in order."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from geo_api.days import today
from geo_api.db import schema_of
from geo_api.reading import ReadAs
from geo_api.units.address_line import Reading
from geo_api.units.documents import DbRow
from geo_api.units.resolve_asked import code_forms
from geo_api.units.resolve_names import SIMILAR_FROM, Doubt, likeness
from geo_api.units.resolve_queries import (
    MOST,
    edges_statement,
    endings_statement,
    found_statement,
    places_statement,
    versions_statement,
)
from geo_api.units.resolve_score import Asked, CodeHeld, Judged, compare, judge, without_doubt
from geo_api.units.resolve_world import Place, World, edge_of, event_of, version_of
from layers.names import fold, forms, levels_of, loose
from layers.units import LEVELS

Outcome = Literal["one", "several", "none"]


@dataclass(frozen=True, slots=True)
class Resolved:
    """All that may be meant, the likeliest first, and the units that the answer speaks of. more: there are others."""

    world: World
    judged: list[Judged]
    outcome: Outcome
    more: bool


def resolve(reader: ReadAs, asked: Asked) -> Resolved:
    """Judge all units that `asked` may mean; similar names only when nothing else fits."""
    resolved = _resolve(reader, asked, similar=False)
    if asked.line is not None and all(each.doubt is Doubt.HARD for each in resolved.judged):
        return _resolve(reader, asked, similar=True)
    return resolved


def _resolve(reader: ReadAs, asked: Asked, *, similar: bool) -> Resolved:
    found = _found(reader, asked, similar=similar)
    codes: defaultdict[int, list[CodeHeld]] = defaultdict(list)
    for row in found:
        if row.code is not None:
            codes[row.unit_id].append(CodeHeld(row.code, row.code_from, row.code_to))
    candidates = {row.unit_id for row in found}
    world = _world(reader, asked, candidates)
    judged = [
        each for unit in candidates if (each := judge(world, asked, unit, codes[unit], similar=similar)) is not None
    ]
    compare(world, asked, judged)
    judged.sort(key=_order)
    _add_endings(reader, world, judged)
    return Resolved(world, judged, _outcome(world, judged), len(found) > MOST)


def _world(reader: ReadAs, asked: Asked, candidates: set[int]) -> World:
    schema, day = schema_of(reader.audience), today()
    if not candidates:
        return World((), (), day)
    edges = [edge_of(row) for row in reader.rows(edges_statement(schema, candidates, day))]
    every = candidates.union(*((edge.from_unit, edge.to_unit) for edge in edges))
    hamlets = _forms(each.hamlet.name for each in _readings(asked) if each.hamlet is not None)
    rows = reader.rows(versions_statement(schema, every, hamlets, day))
    return World([version_of(row) for row in rows], edges, day, _places(reader, asked, rows))


def _add_endings(reader: ReadAs, world: World, judged: list[Judged]) -> None:
    """Why units ended of which nothing came: districts, as a rule."""
    units = [each.version.id for each in judged if not each.shares]
    if units:
        rows = reader.rows(endings_statement(schema_of(reader.audience), units, world.today))
        world.add_endings((row.unit_id, event_of(row)) for row in rows)


def _places(reader: ReadAs, asked: Asked, rows: Iterable[DbRow]) -> dict[int, Place]:
    if asked.near is None:
        return {}
    statement = places_statement(schema_of(reader.audience), (row.version_id for row in rows), asked.near)
    return {row.version_id: Place(bool(row.inside), row.distance_m) for row in reader.rows(statement)}


def _order(judged: Judged) -> tuple[float, int, int, str, int]:
    """The best score first; of equals the higher tier, then by name."""
    version = judged.version
    return -round(judged.score, 6), judged.doubt, LEVELS.index(version.level), version.code or "", version.id


def _outcome(world: World, judged: list[Judged]) -> Outcome:
    if not judged:
        return "none"
    fitting = without_doubt(world, judged)
    if judged[0].version.level == "hamlet":
        # The line begins with the hamlet; the commune around it is no rival.
        fitting = [each for each in fitting if each.version.level == "hamlet"]
    is_sure = len(fitting) == 1 and fitting[0] is judged[0] and not judged[0].may_be_street
    return "one" if is_sure else "several"


def _found(reader: ReadAs, asked: Asked, *, similar: bool) -> list[DbRow]:
    readings = _readings(asked)
    hamlets = [each for each in readings if _means_hamlet(each, asked)]
    others = [each for each in readings if not _means_hamlet(each, asked)]
    wholes = dict.fromkeys(fold(each.target.name) for each in others if each.is_whole)
    statement = found_statement(
        schema_of(reader.audience),
        asked.day,
        levels=[level for level in LEVELS if level != "hamlet" and asked.level in (None, level)],
        names=_forms(each.target.name for each in others),
        hamlets=_forms(each.target.name for each in hamlets) if asked.level in (None, "hamlet") else (),
        within=_forms(named.name for each in hamlets for named in each.context),
        codes=_codes(asked),
        similar=list(wholes)[:2] if similar else (),
    )
    typed = [loose(name) for name in wholes]
    return [row for row in reader.rows(statement) if row.similar_name is None or _is_like(row.similar_name, typed)]


def _codes(asked: Asked) -> list[str]:
    """A number that may be a name as well is no code that lost its zeros."""
    if asked.code is None:
        return []
    return [asked.code] if asked.either else code_forms(asked.code, asked.level)


def _is_like(name: str, typed: Iterable[str]) -> bool:
    """Sharing some letters is enough for an index, not for a person."""
    return any(likeness(loose(name), each) >= SIMILAR_FROM for each in typed)


def _readings(asked: Asked) -> tuple[Reading, ...]:
    return asked.line.readings if asked.line is not None else ()


def _means_hamlet(reading: Reading, asked: Asked) -> bool:
    kind = reading.target.kind
    return "hamlet" in levels_of(kind) if kind else asked.level == "hamlet"


def _forms(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(form for name in names for form in forms(name)))


def shortened(resolved: Resolved, limit: int) -> Resolved:
    """The first `limit` of them."""
    more = resolved.more or len(resolved.judged) > limit
    return replace(resolved, judged=resolved.judged[:limit], more=more)
