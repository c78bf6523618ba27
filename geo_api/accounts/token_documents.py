"""What the routes of tokens are sent and answer."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from geo_api.account import ROLE_TITLES, Grant, Role
from geo_api.accounts.documents import Body, HeldRole
from geo_api.accounts.tokens import LONGEST_DAYS, Listed, Wanted
from geo_api.language import Words

NAME_LENGTH = 80
MOST_ROLES = 20
LARGEST_ID = 2**63 - 1


def _seen(name: str) -> str:
    if not name.strip() or not name.isprintable():
        raise ValueError("must be something that a person sees")
    return name.strip()


class WantedRole(Body):
    role: Role
    unit_id: int | None = Field(
        default=None, ge=1, le=LARGEST_ID, description="For that unit alone; null: wherever you hold the role"
    )


class NewToken(Body):
    """A token for a program."""

    name: Annotated[str, Field(min_length=1, max_length=NAME_LENGTH), AfterValidator(_seen)] = Field(
        description="What it is for"
    )
    roles: Annotated[list[WantedRole], Field(min_length=1, max_length=MOST_ROLES)] = Field(
        description="Which of your roles the program may use, as long as you hold them"
    )
    days: int = Field(ge=1, le=LONGEST_DAYS, description="For how many days")
    read_only: bool = Field(default=True, description="It may ask, and change nothing")

    def wanted(self) -> Wanted:
        """As the register takes it."""
        grants = [Grant(given.role, given.unit_id) for given in self.roles]
        return Wanted(self.name, grants, not self.read_only, self.days)


class TokenDocument(BaseModel):
    """A token, without the token itself."""

    id: int
    name: str
    roles: list[HeldRole] = Field(description="It may use those of them that its account holds at the time")
    read_only: bool
    created: datetime
    expires: datetime
    last_used: datetime | None = Field(description="To the minute")
    last_used_from: str | None = Field(description="The address; of IPv6 its first 64 bits")


class MadeToken(TokenDocument):
    token: str = Field(description="What the program shows as `Authorization: Bearer`; it is not shown again")


class TokenList(BaseModel):
    tokens: list[TokenDocument]


def token_document(listed: Listed) -> TokenDocument:
    return TokenDocument(
        id=listed.id,
        name=listed.name,
        roles=[_role(Role(held["role"]), held["unit_id"]) for held in listed.roles],
        read_only=not listed.may_write,
        created=listed.created_at,
        expires=listed.expires_at,
        last_used=listed.last_used_at,
        last_used_from=listed.last_used_from,
    )


def _role(role: Role, unit_id: int | None) -> HeldRole:
    return HeldRole(role=role, title=Words.of(ROLE_TITLES[role]), unit_id=unit_id)
