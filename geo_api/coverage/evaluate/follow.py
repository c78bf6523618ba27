"""What was calculated follows its units into those that a day has made, and says what moved and what could not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files

from sqlalchemy import Connection, text

from geo_api.coverage.evaluate.run import run, wait_for_rule
from geo_api.coverage.rules.book import rule_book
from geo_api.coverage.rules.rule import Rule
from geo_api.coverage.rules.shipped import in_order
from layers.layer import Text
from loaders.units.reform.report import Followed

WHAT = Text("kết quả mức độ phủ", "coverage results")

_OVERTAKEN = files(__package__).joinpath("follow.sql").read_text(encoding="utf-8")
_IN_FORCE = "SELECT id FROM coverage_run WHERE rule_id = :rule AND valid @> CAST(:day AS date)"
# The run before an overtaken one holds on until the next that still does.
_CLOSE_UP = """
UPDATE coverage_run r SET valid = daterange(at, (
    SELECT min(n.at) FROM coverage_run n WHERE n.rule_id = :rule AND n.valid IS NOT NULL AND n.at > r.at))
 WHERE r.rule_id = :rule AND r.valid IS NOT NULL
"""
# Kept aside: a run of today for the same day gives way to the new one.
_KEEP = """
CREATE TEMPORARY TABLE coverage_before ON COMMIT DROP AS
SELECT layer, subject_id, unit_id FROM coverage_result WHERE run_id = :run_id AND unit_id IS NOT NULL
"""
_MOVED = """
SELECT count(*) FILTER (WHERE n.unit_id <> b.unit_id) AS moved, count(*) FILTER (WHERE n.unit_id IS NULL) AS lost
  FROM coverage_before b
  JOIN coverage_result n ON n.run_id = :run_id AND (n.layer, n.subject_id) = (b.layer, b.subject_id)
"""
_UNDRAWN = """
SELECT v.full_name FROM coverage_unit u JOIN layer.unit_versions v ON v.version_id = u.version_id
 WHERE u.run_id = :run_id AND v.geom IS NULL AND lower(v.valid) = CAST(:effective AS date) ORDER BY v.full_name
"""


@dataclass(frozen=True, slots=True)
class _Moved:
    """Of one rule. undrawn: new units without a boundary, in which nothing can be counted."""

    rule: Rule
    moved: int
    lost: int
    undrawn: tuple[str, ...]


def follow(connection: Connection, effective: date) -> Followed:
    """Calculate for `effective`, a day on which units changed, every rule that has a result of its eve or later.

    Results of later days counted in units that were, as is known now, not there any more are taken back, and the newest
    of those days is calculated anew. To be called after the units are written, in the same transaction. `moved` of the
    answer: places that are now counted in another unit.
    """
    found = [_follow(connection, rule, effective) for rule in in_order(rule_book(connection).rules.values())]
    followed = [each for each in found if each is not None]
    unresolved = tuple(words for each in followed for words in _unresolved(each))
    return Followed(WHAT, sum(each.moved for each in followed), unresolved)


def _follow(connection: Connection, rule: Rule, effective: date) -> _Moved | None:
    wait_for_rule(connection, rule.id)
    key = {"rule": rule.id, "effective": effective.isoformat()}
    eve = (effective - timedelta(days=1)).isoformat()
    if not rule.is_in_force(effective):
        return None
    before = connection.scalar(text(_IN_FORCE), {"rule": rule.id, "day": eve})
    overtaken = sorted((row.at, row.id) for row in connection.execute(text(_OVERTAKEN), key))
    if before is None and not overtaken:
        return None
    connection.execute(text(_CLOSE_UP), {"rule": rule.id})
    connection.execute(text(_KEEP), {"run_id": before or overtaken[0][1]})
    run_id = run(connection, rule, effective).run_id
    if overtaken and overtaken[-1][0] > effective:
        run(connection, rule, overtaken[-1][0])
    return _report(connection, rule, run_id, effective)


def _report(connection: Connection, rule: Rule, run_id: int, effective: date) -> _Moved:
    moved, lost = connection.execute(text(_MOVED), {"run_id": run_id}).one()
    undrawn = connection.scalars(text(_UNDRAWN), {"run_id": run_id, "effective": effective.isoformat()}).all()
    connection.execute(text("DROP TABLE coverage_before"))
    return _Moved(rule, moved, lost, tuple(undrawn))


def _unresolved(found: _Moved) -> Iterator[Text]:
    rule = found.rule.id
    for name in found.undrawn:
        yield Text(f"{rule}: {name} chưa có ranh giới", f"{rule}: {name} has no boundary yet")
    if found.lost:
        yield Text(
            f"{rule}: {found.lost} địa điểm không còn nằm trong đơn vị nào",
            f"{rule}: {found.lost} places lie in no unit any more",
        )
