"""What is asked, read at one moment and answered."""

from datetime import date

from geo_api.days import Period
from geo_api.db import Moment, schema_of
from geo_api.errors import NotFound, not_found
from geo_api.reading import ReadAs
from geo_api.scorecards.documents import (
    CardsDocument,
    Level,
    SetsDocument,
    Standing,
    TrendDocument,
    UnitDocument,
)
from geo_api.scorecards.gather import Known, below, gather
from geo_api.scorecards.judge import Judged, is_within, judge, standing
from geo_api.scorecards.queries import days_statement, unit_statement
from geo_api.scorecards.sets import CriteriaSet, set_of_day, shipped_sets
from geo_api.scorecards.write import (
    card_document,
    counted,
    judged_all,
    judged_document,
    outcomes,
    rollup,
    rollups,
    run_document,
    set_document,
)

LEVELS: tuple[Level, ...] = ("hamlet", "commune", "district", "province")
USUAL: Level = "commune"
# Snapshots of a trend, the newest.
MOST_DAYS = 60


def sets(at: Period) -> SetsDocument:
    chosen = {level: found.id for level in LEVELS if (found := set_of_day(level, at.first))}
    every = [set_document(each, at.first) for each in shipped_sets().values()]
    return SetsDocument(at=at.first, at_is_default=at.is_default, sets=every, chosen=chosen)


def cards(reader: ReadAs, name: str | None, at: Period, unit: int | None) -> CardsDocument:
    """Raises NotFound without such a set, or one in force."""
    wanted = _set(name, USUAL, at.first)
    known = reader.at_one_moment(lambda moment: gather(moment, schema_of(reader.audience), wanted, at.first))
    judgements = judged_all(wanted, known, known.judged_units() if unit is None else below(known, unit))
    return CardsDocument(
        at=at.first,
        at_is_default=at.is_default,
        set=set_document(wanted, at.first),
        runs=[run_document(run) for _, run in sorted(known.runs.items())],
        cards=[
            card_document(each, judged, applies=is_within(wanted, known.facts(each))) for each, judged in judgements
        ],
        rollups=rollups(known, judgements),
    )


def card(reader: ReadAs, unit: int, name: str | None, at: Period) -> UnitDocument:
    """Raises NotFound when the unit is not there on that day, is below the set's level, or there is no such set."""
    schema, day = schema_of(reader.audience), at.first

    def read(moment: Moment) -> tuple[CriteriaSet, Known]:
        level = _level(moment, schema, unit, day)
        wanted = _set(name, level, day)
        if LEVELS.index(level) < LEVELS.index(wanted.level):
            raise not_found()
        return wanted, gather(moment, schema, wanted, day, unit if level == wanted.level else None)

    wanted, known = reader.at_one_moment(read)
    judgements = judged_all(wanted, known, below(known, unit))
    own = next((each for each in judgements if each[0].unit_id == unit), None)
    return UnitDocument(
        at=day,
        at_is_default=at.is_default,
        set=set_document(wanted, day),
        runs=[run_document(run) for _, run in sorted(known.runs.items())],
        card=card_document(*own, applies=is_within(wanted, known.facts(own[0]))) if own else None,
        criteria=[judged_document(each, known, known.facts(own[0])) for each in own[1]] if own else [],
        rollup=None if own else rollup(known.units[unit], judgements),
    )


def trend(reader: ReadAs, unit: int, name: str | None, at: Period) -> TrendDocument:
    """Raises NotFound as `card` does, and for units above the set's level. `at`: the day by which the set is chosen."""
    schema = schema_of(reader.audience)

    def read(moment: Moment) -> tuple[CriteriaSet, list[tuple[date, Known]]]:
        level = _level(moment, schema, unit, at.first)
        wanted = _set(name, level, at.first)
        if level != wanted.level:
            raise not_found()
        days = moment.rows(days_statement(schema, wanted.rules, wanted.indicators, unit, MOST_DAYS))
        return wanted, [(row.day, gather(moment, schema, wanted, row.day, unit)) for row in reversed(days)]

    wanted, moments = reader.at_one_moment(read)
    found = [(day, known, judge(wanted, known.facts(known.units[unit]))) for day, known in moments]
    full_name = found[-1][1].units[unit].full_name if found else ""
    return TrendDocument(
        unit_id=unit,
        full_name=full_name,
        set=set_document(wanted, at.first),
        moments=[_standing(day, judged) for day, _, judged in found],
    )


def _standing(day: date, judged: list[Judged]) -> Standing:
    return Standing(
        at=day,
        outcome=standing(judged),
        counts=counted(each.outcome for each in judged),
        outcomes=outcomes(judged),
    )


def _level(moment: Moment, schema: str, unit: int, day: date) -> Level:
    rows = moment.rows(unit_statement(schema, unit, day))
    if not rows:
        raise not_found()
    level: Level = rows[0].level
    return level


def _set(name: str | None, level: Level, day: date) -> CriteriaSet:
    """The set of that name; without one that of the level, or for units above communes that of communes."""
    if name is not None:
        if name in shipped_sets():
            return shipped_sets()[name]
        raise NotFound(
            "Không có bộ tiêu chí này; xem /api/v1/scorecards/sets.",
            "There is no such set of criteria; /api/v1/scorecards/sets lists them.",
        )
    found = set_of_day(level if level == "hamlet" else USUAL, day)
    if found is None:
        raise NotFound(
            f"Ngày {day:%d/%m/%Y} không có bộ tiêu chí nào có hiệu lực; hãy nêu set=.",
            f"No set of criteria is in force on {day}; please name one with set=.",
        )
    return found
