"""What is measured of a subject's targets, as SQL: the least and the most that it may be."""

from dataclasses import dataclass

from geo_api.coverage.rules.rule import SingleRule

_EXTENTS = {"share_length": "ST_Length({}::geography)", "share_area": "ST_Area({}::geography)"}


@dataclass(frozen=True, slots=True)
class Measured:
    """counted: a query of subject, low and high over ``related``. of_none: both where there is no target.

    open_ended: both where there may be targets that nobody knows of.
    """

    counted: str
    of_none: tuple[str, str]
    open_ended: tuple[str, str]


def measured(rule: SingleRule) -> Measured:
    """The SQL of the rule's measure."""
    match rule.measure.agg:
        case "count":
            return _count(rule)
        case "sum":
            return _sum(rule)
        case "nearest_m":
            return _nearest()
        case "value":
            return _value()
        case "share_weight":
            return _people()
        case agg:
            return _share(_EXTENTS[agg])


def _count(rule: SingleRule) -> Measured:
    return _amount("count(*) FILTER (WHERE r.sure)::float8", "count(*)::float8", rule, needs_target=False)


def _sum(rule: SingleRule) -> Measured:
    # An amount that nobody wrote down may be any.
    high = "CASE WHEN bool_or(t.amount IS NULL) THEN 'Infinity' ELSE sum(t.amount) END"
    return _amount("coalesce(sum(t.amount) FILTER (WHERE r.sure), 0)", high, rule, needs_target=True)


def _amount(low: str, high: str, rule: SingleRule, *, needs_target: bool) -> Measured:
    """An amount, divided by the subject's base where the rule asks for that; of an unknown base nothing is known."""
    joined = " JOIN coverage_target t ON t.n = r.target" if needs_target else ""
    if rule.measure.per is None:
        query = f"    SELECT r.subject, {low} AS low, {high} AS high FROM related r{joined} GROUP BY r.subject"
        return Measured(query, ("0", "0"), ("low", "'Infinity'"))
    divisor = "nullif(min(s.base), 0)"
    query = (
        f"    SELECT s.n AS subject, coalesce({_or_none(low)} / {divisor}, 0) AS low,\n"
        f"           coalesce({_or_none(high)} / {divisor}, 'Infinity') AS high\n"
        "      FROM coverage_subject s\n"
        f"      LEFT JOIN (related r{joined or ' CROSS JOIN (SELECT) AS t'}) ON r.subject = s.n\n"
        "     GROUP BY s.n"
    )
    return Measured(query, ("0", "0"), ("low", "'Infinity'"))


def _or_none(amount: str) -> str:
    return f"(CASE WHEN count(r.target) = 0 THEN 0 ELSE {amount} END)"


def _nearest() -> Measured:
    query = (
        "    SELECT r.subject, min(r.distance_m) AS low,\n"
        "           coalesce(min(r.distance_m) FILTER (WHERE r.sure), 'Infinity') AS high\n"
        "      FROM related r GROUP BY r.subject"
    )
    return Measured(query, ("'Infinity'", "'Infinity'"), ("0", "high"))


def _value() -> Measured:
    query = (
        "    SELECT r.subject, min(t.amount) AS low, max(t.amount) AS high\n"
        "      FROM related r JOIN coverage_target t ON t.n = r.target GROUP BY r.subject"
    )
    return Measured(query, ("'-Infinity'", "'Infinity'"), ("low", "high"))


def _people() -> Measured:
    """Of those who live in a unit; where nobody does, or where is not known, nothing is known of them."""
    query = """
    SELECT subject, CASE WHEN served THEN 1 WHEN rest_weighed THEN w_served / w ELSE 0 END AS low,
           CASE WHEN missed THEN 0 WHEN good_weighed THEN w_perhaps / w ELSE 1 END AS high
      FROM (SELECT h.subject, nullif(sum(h.weight), 0) AS w, bool_and(r.sure IS TRUE) AS served,
                   bool_and(r.sure IS NULL) AS missed, bool_and(h.weight IS NOT NULL OR r.sure IS TRUE) AS rest_weighed,
                   bool_and(h.weight IS NOT NULL OR r.sure IS NULL) AS good_weighed,
                   coalesce(sum(h.weight) FILTER (WHERE r.sure), 0) AS w_served,
                   coalesce(sum(h.weight) FILTER (WHERE r.sure IS NOT NULL), 0) AS w_perhaps
              FROM coverage_home h
              LEFT JOIN (SELECT subject AS home, bool_or(sure) AS sure FROM related GROUP BY subject) r ON r.home = h.n
             GROUP BY h.subject
            HAVING sum(h.weight) > 0 OR bool_or(h.weight IS NULL)) AS counted"""
    return Measured(query, ("0", "1"), ("low", "1"))


def _share(extent: str) -> Measured:
    whole = f"nullif({extent.format('s.geom')}, 0)"

    def covered(zones: str) -> str:
        # Rounding may make a part a hair larger than the whole.
        return f"least(1, coalesce({extent.format(f'ST_Intersection(s.geom, {zones})')}, 0) / {whole})"

    query = (
        f"    SELECT r.subject, {covered('ST_Union(r.sure_zone)')} AS low,\n"
        f"           {covered('ST_Union(r.zone)')} AS high\n"
        "      FROM related r JOIN coverage_subject s ON s.n = r.subject GROUP BY r.subject, s.geom"
    )
    return Measured(query, ("0", "0"), ("low", "1"))
