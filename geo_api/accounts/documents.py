"""What the routes of a session are sent and answer."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from geo_api.account import ROLE_TITLES, Account, Grant, Role
from geo_api.accounts.one_time import LONGEST_CODE
from geo_api.accounts.passwords import LONGEST, SHORTEST
from geo_api.language import Words
from geo_api.sessions import Session

NAME_LENGTH = 64
Password = Annotated[str, Field(max_length=LONGEST, json_schema_extra={"format": "password"})]


class Body(BaseModel):
    # What it was given is never repeated in an error.
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


Code = Annotated[str, Field(min_length=1, max_length=LONGEST_CODE, description="Of the telephone, or a recovery code")]


class SignIn(Body):
    name: str = Field(max_length=NAME_LENGTH)
    password: Password
    code: Code | None = Field(default=None, description="Where the account has a second factor")


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
    second_factor: bool = Field(description="Whether the account has one")
    must_add_second_factor: bool = Field(description="Nothing else may be done before there is one")
    expires: datetime = Field(description="When the session ends, however much it is used")


class OtherSession(BaseModel):
    """A session of the account in another browser."""

    started: datetime
    last_used: datetime = Field(description="To the minute")
    expires: datetime
    browser: str = Field(description="As it calls itself")


class OtherSessions(BaseModel):
    sessions: list[OtherSession]


class Proof(Body):
    """That it is the owner who asks."""

    password: Password
    code: Code | None = Field(default=None, description="Where the second factor is on")


class GivenPassword(Body):
    password: Password


class GivenCode(Body):
    code: Code


class BegunFactor(BaseModel):
    """What a telephone needs to know to show codes; it is not shown again."""

    secret: str = Field(description="To be typed into the telephone (base32)")
    address: str = Field(description="The same as an `otpauth:` address")
    picture: str = Field(description="The same for the telephone's camera: a QR code as a `data:` address")


class RecoveryCodes(BaseModel):
    """Each opens once in place of a code of the telephone; they are not shown again."""

    recovery_codes: list[str]


class FactorDocument(BaseModel):
    """The second factor of one's own account."""

    since: datetime | None = Field(description="Since when it is on; null: it is off")
    recovery_codes: int = Field(description="How many are left")
    must_add: bool = Field(description="Nothing else may be done before it is on")


def session_document(session: Session, needing: frozenset[Role]) -> SessionDocument:
    """needing: the roles whose holders need a second factor."""
    account = session.account
    return SessionDocument(
        name=account.name,
        roles=[_held(grant) for grant in _ordered(account)],
        must_change_password=account.must_change_password,
        second_factor=session.has_second_factor,
        must_add_second_factor=session.lacks_second_factor(needing),
        expires=session.expires,
    )


def _ordered(account: Account) -> list[Grant]:
    order = list(Role)
    return sorted(account.grants, key=lambda grant: (order.index(grant.role), grant.unit_id or 0))


def _held(grant: Grant) -> HeldRole:
    return HeldRole(role=grant.role, title=Words.of(ROLE_TITLES[grant.role]), unit_id=grant.unit_id)
