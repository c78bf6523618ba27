"""Which claims of the provider give which roles, as the file `WARDMAP_OIDC_ROLES` says (docs/operators.md)."""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Self
from unicodedata import normalize

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from geo_api.account import Role
from geo_api.accounts.documents import NAME_LENGTH
from geo_api.accounts.grants import EVERYWHERE
from geo_api.errors import CommandFailed

Word = Annotated[str, StringConstraints(min_length=1, max_length=200)]
# The name of a claim, or the way to one inside of others: ["realm_access", "roles"].
Claim = Word | Annotated[list[Word], Field(min_length=1)]
# A token that says more is not believed to be of a person.
MOST_UNITS = 500
LONGEST_CODE = 40
UNFIT = re.compile(r"[^\w.@-]+")
CHECK_LENGTH = 10


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Giving(Part):
    """Whoever's `claim` is or has `value` holds `roles`: everywhere, or for the units whose codes are in `units`."""

    claim: Claim
    value: Word
    roles: Annotated[list[Role], Field(min_length=1)]
    units: Claim | None = None
    everywhere: bool = False

    @model_validator(mode="after")
    def _is_for_a_place(self) -> Self:
        if self.everywhere is (self.units is not None):
            raise ValueError("says either `units` or `everywhere = true`")
        if self.units is not None and (wide := [role.value for role in self.roles if role in EVERYWHERE]):
            raise ValueError(f"the role {wide[0]} is not for units: say `everywhere = true`")
        return self


class Mapping(Part):
    """The whole file. name: the claim after which a new account is named. scopes: what is asked for beside `openid`."""

    name: Claim = "preferred_username"
    scopes: list[Annotated[str, StringConstraints(pattern=r"^[\x21\x23-\x5b\x5d-\x7e]+$")]] = ["profile"]
    give: Annotated[list[Giving], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Given:
    """A role that claims give. code: of the unit it is for; None: everywhere."""

    role: Role
    code: str | None


def read_mapping(path: Path) -> Mapping:
    """The file's meaning. Raises CommandFailed that names the place in the file when there is none."""
    try:
        return Mapping.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise _unusable(path, error.strerror or "cannot be read") from error
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        raise _unusable(path, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except ValueError as error:
        raise _unusable(path, str(error)) from error


def _unusable(path: Path, why: str) -> CommandFailed:
    return CommandFailed(
        f"Tệp {path} (WARDMAP_OIDC_ROLES) không dùng được: {why}.",
        f"The file {path} (WARDMAP_OIDC_ROLES) cannot be used: {why}.",
    )


def given_by(mapping: Mapping, claims: dict[str, Any]) -> list[Given]:
    """The roles that `claims` give, each once."""
    found = (given for giving in mapping.give if _has(claims, giving) for given in _given(giving, claims))
    return list(dict.fromkeys(found))


def _has(claims: dict[str, Any], giving: Giving) -> bool:
    return giving.value in _texts(_at(claims, giving.claim))


def _given(giving: Giving, claims: dict[str, Any]) -> Iterator[Given]:
    codes = [None] if giving.units is None else _texts(_at(claims, giving.units))[:MOST_UNITS]
    for role in giving.roles:
        for code in codes:
            yield Given(role, code and code[:LONGEST_CODE])


def _at(claims: Any, claim: Claim) -> Any:
    for name in [claim] if isinstance(claim, str) else claim:
        claims = claims.get(name) if isinstance(claims, dict) else None
    return claims


def _texts(value: Any) -> list[str]:
    """The texts in a claim that is one, or a list of them; numbers are none, for codes begin with zeros."""
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str) and text.isprintable()]


@dataclass(frozen=True, slots=True)
class Names:
    """For an account that is not there yet. spare: where another one has the name."""

    wanted: str
    spare: str


def names_for(mapping: Mapping, claims: dict[str, Any], issuer: str) -> Names:
    """A name that one may read out, after the claim set for it; of the second kind every person has their own."""
    check = hashlib.sha256(f"{issuer} {claims['sub']}".encode()).hexdigest()[:CHECK_LENGTH]
    told = next(iter(_texts(_at(claims, mapping.name))), "")
    name = UNFIT.sub("-", normalize("NFC", told)).strip("-.@")[: NAME_LENGTH - CHECK_LENGTH - 4]
    return Names(name if len(name) > 1 else f"oidc-{check}", f"{name or 'oidc'}-{check}")
