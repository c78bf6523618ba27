"""`/api/v1/addresses/{address}/aliases`: what others call an address; dated, ended, never deleted."""

import json
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Response
from pydantic import AfterValidator, BaseModel, Field, model_validator
from sqlalchemy import Connection, text

from geo_api.access import Role
from geo_api.addresses.alias_schemes import area_of, as_kept
from geo_api.addresses.asked import Body, one_line, plain_words, some_words
from geo_api.addresses.desk import LAYER, AtDesk, Desk
from geo_api.addresses.lifecycle import LIVE
from geo_api.addresses.listing import Found, find
from geo_api.addresses.routes import PATH, AddressId, number_of
from geo_api.audit.events import Action
from geo_api.days import today
from geo_api.errors import NotTaken
from geo_api.openapi import problems
from geo_api.parameters import only_declared
from geo_api.values import is_plain

router = APIRouter(prefix=PATH, tags=["addresses"], dependencies=[Depends(only_declared)])
AliasId = Annotated[str, Path(alias="alias", description="The id of an alias")]
_LIST = "SELECT * FROM register.aliases WHERE address_id = :id ORDER BY first, id"
_ADD = "SELECT kept, is_new FROM register.add_alias(:asker, :roles, :id, CAST(:given AS jsonb))"
_END = "SELECT register.end_alias(:asker, :roles, :id, :alias)"


class AliasWanted(Body):
    """first: the day from which it holds, today when absent. checked: somebody compared it with its source."""

    scheme: Literal["mps_location_12", "vnpost_digital_10", "vpostcode_12", "olc", "parcel", "legacy_text"]
    value: Annotated[str, Field(min_length=1, max_length=300)]
    first: date | None = None
    source: Annotated[str, Field(max_length=120), AfterValidator(plain_words), AfterValidator(one_line)] | None = None
    checked: bool = False

    @model_validator(mode="after")
    def _of_the_scheme(self) -> "AliasWanted":
        if not is_plain(self.value) or not self.value.strip():
            raise NotTaken("“value” có ký tự không dùng được hoặc để trống", "“value” is empty or has odd characters")
        # Numbers of people stay out of free text; a scheme of figures alone takes no other words.
        words = some_words(self.value) if self.scheme == "legacy_text" else self.value
        self.value = as_kept(self.scheme, words)
        return self

    @property
    def given(self) -> dict[str, Any]:
        area = {"area": area_of(self.value)} if self.scheme == "olc" else {}
        return {**self.model_dump(mode="json"), "first": (self.first or today()).isoformat(), **area}


class AliasDocument(BaseModel):
    """first, last: the days on which it holds; last: null while it does."""

    id: int
    scheme: str
    value: str
    first: date
    last: date | None
    source: str | None
    checked_at: datetime | None


class AliasesDocument(BaseModel):
    """The oldest first. may: what whoever asks may do with them, as far as that can be told beforehand."""

    aliases: list[AliasDocument]
    may: list[Literal["add", "end"]]


@router.get("/{address}/aliases", responses=problems(401, 403))
def aliases(at_desk: AtDesk, address: AddressId) -> AliasesDocument:
    """All that it is and was called in the schemes of others."""
    with at_desk.transaction() as connection:
        row = find(connection, number_of(address))
        found = _all(at_desk, connection, row)
    at_desk.reads.item(at_desk.layer, row.id)
    return found


@router.post(
    "/{address}/aliases",
    status_code=201,
    responses={200: {"description": "It was called so already"}, **problems(401, 403, 409)},
)
def add_alias(at_desk: AtDesk, address: AddressId, wanted: AliasWanted, response: Response) -> AliasesDocument:
    """Name it in a scheme of others, from a day on; verifiers and approvers. The same again changes nothing."""
    number = number_of(address)
    values = {**at_desk.asker, "id": number, "given": json.dumps(wanted.given, ensure_ascii=False)}
    with at_desk.transaction() as connection:
        done = connection.execute(text(_ADD), values).one()
        if done.is_new:
            _note(at_desk, connection, number, {"step": "alias", "alias": done.kept, "scheme": wanted.scheme})
        response.status_code = 201 if done.is_new else 200
        return _all(at_desk, connection, find(connection, number))


@router.post("/{address}/aliases/{alias}/end", responses=problems(401, 403, 409))
def end_alias(at_desk: AtDesk, address: AddressId, alias: AliasId) -> AliasesDocument:
    """It is not called so any more. Its days stay on record; ended again nothing happens."""
    number, ended = number_of(address), number_of(alias)
    with at_desk.transaction() as connection:
        if connection.scalar(text(_END), {**at_desk.asker, "id": number, "alias": ended}):
            _note(at_desk, connection, number, {"step": "alias_ended", "alias": ended})
        return _all(at_desk, connection, find(connection, number))


def _all(desk: Desk, connection: Connection, address: Found) -> AliasesDocument:
    rows = connection.execute(text(_LIST), {"id": address.id}).all()
    names = list(AliasDocument.model_fields)
    found = [AliasDocument(**{name: getattr(row, name) for name in names}) for row in rows]
    return AliasesDocument(aliases=found, may=_may(desk, address))


def _may(desk: Desk, address: Found) -> list[Literal["add", "end"]]:
    if not any(desk.acts_as(role, address.unit_versions or []) for role in (Role.VERIFIER, Role.APPROVER)):
        return []
    return ["add", "end"] if address.status in LIVE else ["end"]


def _note(desk: Desk, connection: Connection, number: int, details: dict[str, object]) -> None:
    desk.record(connection, Action.ADDRESS_STEP, f"{LAYER}/{number}", {**details, "ids": [number]})
