"""What the routes of accounts are sent and answer."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field
from sqlalchemy import Row

from geo_api.account import ROLE_TITLES, Role
from geo_api.accounts.administration.held import Held, place_name
from geo_api.accounts.administration.queries import State
from geo_api.accounts.documents import NAME_LENGTH, Body
from geo_api.accounts.grants import Given
from geo_api.days import today
from geo_api.language import Words

MOST_ROLES = 50
MOST_UNITS = 10**17
When = Literal["past", "today", "coming"]


class GivenRole(Body):
    """A role to give."""

    role: Role
    unit_id: int | None = Field(None, ge=1, le=MOST_UNITS, description="The unit it is held for; null: everywhere")
    first_day: date | None = Field(None, description="Today when absent")
    last_day: date | None = Field(None, description="Inclusive; without end when absent")

    @property
    def given(self) -> Given:
        return Given(self.role, self.unit_id, self.first_day or today(), self.last_day)


class NewAccount(Body):
    name: str = Field(min_length=2, max_length=NAME_LENGTH)
    roles: list[GivenRole] = Field(default_factory=list, max_length=MOST_ROLES)


class UnitNamed(BaseModel):
    id: int
    name: str = Field(description="With all that it is part of")
    code: str | None
    ended: date | None = Field(description="The first day on which there was no such unit any more; null: it is there")


class RoleDocument(BaseModel):
    """A role that was given."""

    id: int
    role: Role
    title: Words
    unit: UnitNamed | None = Field(description="null: everywhere")
    first_day: date | None
    last_day: date | None = Field(description="Inclusive; null: without end")
    held: When
    granted_at: datetime
    granted_by: str
    source: Literal["hand", "oidc"] = Field(description="oidc: as the identity provider says at each sign-in")


class AccountBrief(BaseModel):
    id: int
    name: str
    state: State
    signed_in_at: datetime | None
    has_second_factor: bool
    roles: list[RoleDocument] = Field(description="Those of today and of days to come")


class AccountsDocument(BaseModel):
    accounts: list[AccountBrief]
    count: int = Field(description="How many there are in all that fit")
    next: str | None = Field(description="`cursor` of the next page; null on the last")


class AccountDocument(AccountBrief):
    """An account. Its roles are all that it ever had."""

    created_at: datetime
    created_by: str
    password_changed_at: datetime
    disabled_at: datetime | None


class SecretDocument(BaseModel):
    """An account with a first password. It is told here and nowhere else, and has to be changed at once."""

    account: AccountDocument
    password: str


class SessionBrief(BaseModel):
    opened: datetime
    seen: datetime
    expires: datetime
    user_agent: str


class SessionsDocument(BaseModel):
    sessions: list[SessionBrief]


class HangingRole(BaseModel):
    """A role for a unit that has ended: it opens nothing. became: what the unit is today."""

    account_id: int
    account: str
    role: RoleDocument
    became: list[UnitNamed]


class HangingDocument(BaseModel):
    roles: list[HangingRole]
    more: bool = Field(description="Whether there are others")


def account_brief(row: Row[*tuple[Any, ...]], roles: Sequence[Held]) -> AccountBrief:
    return AccountBrief(
        id=row.id,
        name=row.name,
        state=row.state,
        signed_in_at=row.signed_in_at,
        has_second_factor=row.has_second_factor,
        roles=list(map(role_document, roles)),
    )


def account_document(row: Row[*tuple[Any, ...]], roles: Sequence[Held]) -> AccountDocument:
    return AccountDocument(
        **dict(account_brief(row, roles)),
        created_at=row.created_at,
        created_by=row.created_by,
        password_changed_at=row.password_changed_at,
        disabled_at=row.disabled_at,
    )


def role_document(row: Held) -> RoleDocument:
    return RoleDocument(
        id=row.id,
        role=row.role,
        title=Words.of(ROLE_TITLES[Role(row.role)]),
        unit=None if row.unit_id is None else unit_named(row),
        first_day=row.first_day,
        last_day=row.last_day,
        held=row.held,
        granted_at=row.granted_at,
        granted_by=row.granted_by,
        source=row.source,
    )


def unit_named(row: Held) -> UnitNamed:
    return UnitNamed(id=row.unit_id, name=place_name(row), code=row.code, ended=row.ended)


def sessions_document(rows: Sequence[Row[*tuple[Any, ...]]]) -> SessionsDocument:
    return SessionsDocument(
        sessions=[
            SessionBrief(opened=row.created_at, seen=row.seen_at, expires=row.expires_at, user_agent=row.user_agent)
            for row in rows
        ]
    )


def hanging_document(rows: Sequence[Held], became: Mapping[int, Sequence[Held]], most: int) -> HangingDocument:
    """Of `rows` the first `most`; one more says that there are others."""
    return HangingDocument(
        roles=[
            HangingRole(
                account_id=row.account_id,
                account=row.account_name,
                role=role_document(row),
                became=list(map(unit_named, became[row.unit_id])),
            )
            for row in rows[:most]
        ],
        more=len(rows) > most,
    )
