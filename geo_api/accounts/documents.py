"""What the routes of a session are sent and answer."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from geo_api.account import ROLE_TITLES, Account, Grant, Role
from geo_api.accounts.passwords import LONGEST, SHORTEST
from geo_api.language import Words
from geo_api.sessions import Session

NAME_LENGTH = 64
Password = Annotated[str, Field(max_length=LONGEST, json_schema_extra={"format": "password"})]


class Body(BaseModel):
    # What it was given is never repeated in an error.
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class SignIn(Body):
    name: str = Field(max_length=NAME_LENGTH)
    password: Password


class NewPassword(Body):
    current: Password
    new: Annotated[str, Field(description=f"At least {SHORTEST} characters", json_schema_extra={"format": "password"})]


class HeldRole(BaseModel):
    """A role that the account holds today."""

    role: Role
    title: Words
    unit_id: int | None = Field(description="The unit it is held for; null: everywhere")


class SessionDocument(BaseModel):
    """Who is signed in."""

    name: str
    roles: list[HeldRole]
    must_change_password: bool = Field(description="Nothing else may be done before the first password is changed")
    expires: datetime = Field(description="When the session ends, however much it is used")


def session_document(session: Session) -> SessionDocument:
    account = session.account
    return SessionDocument(
        name=account.name,
        roles=[_held(grant) for grant in _ordered(account)],
        must_change_password=account.must_change_password,
        expires=session.expires,
    )


def _ordered(account: Account) -> list[Grant]:
    order = list(Role)
    return sorted(account.grants, key=lambda grant: (order.index(grant.role), grant.unit_id or 0))


def _held(grant: Grant) -> HeldRole:
    return HeldRole(role=grant.role, title=Words.of(ROLE_TITLES[grant.role]), unit_id=grant.unit_id)
