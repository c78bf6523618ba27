"""An address line in today's words: what stands before the commune, today's commune, today's province. Pure."""

from geo_api.units import resolve_reasons as reasons
from geo_api.units.address_line import Reading
from geo_api.units.resolve_score import Judged
from geo_api.units.resolve_world import Version, World
from layers.names import fold, forms, spelling


def line_today(world: World, judged: Judged) -> str | None:
    """The line rewritten; None when no name was asked for, or when no one unit of today is the whole successor.

    Why there is none goes into the reasons.
    """
    if judged.reading is None or judged.may_be_street:
        return None
    unit = _successor(world, judged)
    if unit is None:
        return None
    before = _with_qualifier(world, judged.reading, judged.version, unit)
    above = [each for each in world.ancestors(unit, world.today) if each.level != "district"]
    units = [_lower(unit), *map(_lower, above)]
    line = ", ".join([before, *units] if before else units)
    return line[:1].upper() + line[1:]


def _successor(world: World, judged: Judged) -> Version | None:
    shares = {unit: share for unit, share in judged.shares.items() if _today(world, unit) is not None}
    units = {unit: version for unit in shares if (version := _today(world, unit)) is not None}
    if not units:
        judged.add(reasons.became_nothing())
        return None
    if len(units) == 1 and all(share.part == "whole" for share in shares.values()):
        return next(iter(units.values()))
    holding = [version for version in units.values() if world.place(version).inside]
    if len(holding) == 1:
        judged.add(reasons.near_decides(holding[0]))
        return holding[0]
    judged.add(reasons.became([(units[unit], share) for unit, share in shares.items()]))
    return None


def _today(world: World, unit: int) -> Version | None:
    version = world.near(unit, world.today)
    return version if version is not None and version.holds_on(world.today) else None


def _lower(version: Version) -> str:
    """“xã Ninh Giang”: kinds are written small within an address."""
    return version.full_name[:1].lower() + version.full_name[1:]


def _with_qualifier(world: World, reading: Reading, old: Version, unit: Version) -> str:
    """What stands before the commune; a hamlet that shares its name there is told apart by its old commune."""
    if reading.hamlet is None:
        return reading.remainder
    namesakes = world.hamlets(unit.id, reading.hamlet.kind, forms(reading.hamlet.name))
    own = [each.qualifier for each in namesakes if each.qualifier and spelling(each.qualifier) == spelling(old.name)]
    told = own and fold(own[0]) in fold(reading.remainder)
    if len(namesakes) < 2 or not own or told:
        return reading.remainder
    end = reading.hamlet_end
    return f"{reading.remainder[:end]} ({own[0]}){reading.remainder[end:]}"
