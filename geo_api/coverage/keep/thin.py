"""Snapshots that can be spared: those that were taken back, and of what is long past all but the last of a month."""

from datetime import date

from sqlalchemy import Connection, text

from geo_api.coverage.evaluate.run import wait_for_rule

# Days for which every snapshot is kept.
KEPT_DAYS = 31
# The run before it answers for its days: so the last of a month stays, by which a month is judged, and the first of
# a version, without which results would be said to be of another rule. Where units changed between the two it cannot
# answer; and what a combination was found from stays for as long as that.
_SPARE = """
SELECT r.id, r.rule_id
  FROM coverage_run r
 WHERE r.valid IS NULL
    OR (r.at < CAST(:day AS date) - CAST(:kept AS integer)
        AND EXISTS (SELECT FROM coverage_run n
                     WHERE n.rule_id = r.rule_id AND n.at = upper(r.valid)
                       AND date_trunc('month', n.at) = date_trunc('month', r.at))
        AND EXISTS (SELECT FROM coverage_run p
                     WHERE p.rule_id = r.rule_id AND upper(p.valid) = r.at AND p.rule_version = r.rule_version
                       AND NOT EXISTS (SELECT FROM unit_version v, unnest(ARRAY[lower(v.valid), upper(v.valid)]) AS day
                                        WHERE upper_inf(v.recorded) AND p.at < day AND day < upper(r.valid)))
        AND NOT EXISTS (SELECT FROM coverage_run c
                         WHERE r.rule_id = ANY (c.needs) AND c.valid && r.valid))
 ORDER BY r.id LIMIT 1
"""
_DELETE = "DELETE FROM coverage_run WHERE id = :id RETURNING at, upper(valid) AS until"
_LENGTHEN = """
UPDATE coverage_run SET valid = daterange(at, CAST(:until AS date))
 WHERE rule_id = :rule AND upper(valid) = CAST(:at AS date)
"""


def thin_out(connection: Connection, day: date) -> int | None:
    """Remove one snapshot that can be spared on `day`, in the caller's transaction; its id, None when there is none."""
    spare = connection.execute(text(_SPARE), {"day": day.isoformat(), "kept": KEPT_DAYS}).one_or_none()
    if spare is None:
        return None
    wait_for_rule(connection, spare.rule_id)
    gone = connection.execute(text(_DELETE), {"id": spare.id}).one_or_none()
    if gone is not None and gone.until is not None:
        connection.execute(text(_LENGTHEN), {"rule": spare.rule_id, "at": gone.at, "until": gone.until})
    return int(spare.id)
