"""Query parameters of a route: known ones are read strictly, unknown ones are refused by name, never ignored."""

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi.dependencies.models import Dependant

from geo_api.days import Period, parse_period
from geo_api.errors import BadRequest

# For the OpenAPI document: what `parse_day` reads.
DAY_SCHEMA: dict[str, Any] = {
    "anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]
}


def only_declared(request: Request) -> None:
    """A dependency for routes whose parameters are all in their signature. Raises BadRequest for any other."""
    refuse_unknown(request, _declared(request.scope["route"].dependant))


def _declared(dependant: Dependant) -> set[str]:
    """Names of the query parameters of a route and of all it depends on."""
    own = {field.alias for field in dependant.query_params}
    return own.union(*map(_declared, dependant.dependencies))


def refuse_unknown(request: Request, known: Iterable[str]) -> None:
    refuse_others((name for name, _ in request.query_params.multi_items()), known)


def refuse_others(names: Iterable[str], known: Iterable[str]) -> None:
    """Raises BadRequest for the first of `names` that is none of `known`, or was there before."""
    known = set(known)
    seen: set[str] = set()
    for name in names:
        if name not in known:
            shown = name[:40]
            raise BadRequest(f"Không có tham số “{shown}”.", f"There is no parameter “{shown}”.")
        if name in seen:
            raise BadRequest(f"Tham số “{name}” xuất hiện hai lần.", f"Parameter “{name}” is given twice.")
        seen.add(name)


def asked_day(
    at: Annotated[
        str | None,
        Query(
            description="Day of the world shown, as 2025-06-30, or an RFC 3339 moment; today in Vietnam when absent."
            " What has no dates is as it is",
            json_schema_extra=DAY_SCHEMA,
        ),
    ] = None,
    day: Annotated[
        str | None,
        Query(
            alias="datetime",
            description="The same as `at`, under the OGC's name: one day or moment, no interval; only one of the two",
            json_schema_extra=DAY_SCHEMA,
        ),
    ] = None,
) -> Period:
    """A dependency: the one day that ``at=`` or ``datetime=`` names, else today. Raises BadRequest."""
    if day is not None and "/" in day:
        raise BadRequest(
            "Tham số “datetime”: ở đây chỉ nhận một ngày, không nhận khoảng ngày.",
            "Parameter “datetime”: one day only here, not an interval.",
        )
    return parse_period(at, day)


AskedDay = Annotated[Period, Depends(asked_day)]
