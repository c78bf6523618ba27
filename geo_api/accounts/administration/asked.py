"""What the list of accounts is asked with, read strictly."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query

from geo_api.account import Role
from geo_api.accounts.administration.documents import MOST_UNITS
from geo_api.accounts.administration.queries import State, Wanted
from geo_api.accounts.documents import NAME_LENGTH
from geo_api.values import parse_integer

MOST_LISTED = 200
MOST_IDS = 2**63 - 1


def _integer(highest: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "maximum": highest}


@dataclass(frozen=True, slots=True)
class Page:
    """after: the number of the account that the page before ended with."""

    wanted: Wanted
    after: int | None
    limit: int


def asked_page(
    q: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=NAME_LENGTH,
            pattern=r"^[^\x00]*$",
            description="Part of a name; marks make no difference",
        ),
    ] = None,
    role: Annotated[Role | None, Query(description="Who holds this role today or will")] = None,
    unit: Annotated[
        str | None,
        Query(description="Who holds a role for the unit of this number", json_schema_extra=_integer(MOST_UNITS)),
    ] = None,
    state: Annotated[State | None, Query(description="Whether they can sign in")] = None,
    limit: Annotated[
        str, Query(description=f"On a page, 1 to {MOST_LISTED}", json_schema_extra=_integer(MOST_LISTED))
    ] = "50",
    cursor: Annotated[
        str | None, Query(description="`next` of the page before", json_schema_extra=_integer(MOST_IDS))
    ] = None,
) -> Page:
    """A dependency. Raises BadRequest."""
    unit_id = None if unit is None else parse_integer("unit", unit, 1, MOST_UNITS)
    after = None if cursor is None else parse_integer("cursor", cursor, 1, MOST_IDS)
    return Page(Wanted(q, role, unit_id, state), after, parse_integer("limit", limit, 1, MOST_LISTED))


AskedPage = Annotated[Page, Depends(asked_page)]
