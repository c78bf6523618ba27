"""ID tokens: who signed in, as the provider has signed it (OpenID Connect Core 1.0, section 3.1.3.7)."""

import base64
import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

# Asymmetric ones alone: whoever has the public keys could make tokens of all others.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
# How far the clocks of two servers may be apart.
LEEWAY_SECONDS = 60
LONGEST_TOKEN = 64 * 1024
LONGEST_SUBJECT = 255
# Of a calendar with years of four figures.
LAST_SECOND = 253_402_300_799


class BadIdToken(Exception):
    """Not what the provider says of somebody who has just signed in here; the argument says why, for a log."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the token has to say. access_token: the one it came with."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str


def kid_of(token: str) -> str | None:
    """Which key a token names; nothing of it has been checked yet. Raises BadIdToken when it is no signed token."""
    head = token.split(".", maxsplit=1)[0] if len(token) <= LONGEST_TOKEN and token.count(".") == 2 else ""
    try:
        found = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (ValueError, RecursionError) as error:
        raise BadIdToken("no signed token") from error
    kid = found.get("kid") if isinstance(found, dict) else None
    return kid if isinstance(kid, str) else None


def claims_of(token: str, keys: KeySet, expected: Expected) -> dict[str, Any]:
    """What it says, when it is signed by one of `keys` and meant for us, now, for this sign-in. Raises BadIdToken."""
    try:
        read = jwt.decode(token, keys, algorithms=ALGORITHMS)
        claims = CodeIDToken(read.claims, read.header, _options(expected), _params(expected))
        claims.validate(leeway=LEEWAY_SECONDS)
    # What the libraries do not foresee in a token that is made to break them.
    except (JoseError, ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise BadIdToken(f"{type(error).__name__} {getattr(error, 'claim', '')}".strip()) from error
    _check_values(read.claims)
    return read.claims


def _options(expected: Expected) -> dict[str, dict[str, Any]]:
    return {
        "iss": {"essential": True, "value": expected.issuer},
        "aud": {"essential": True, "value": expected.client_id},
    }


def _params(expected: Expected) -> dict[str, str]:
    return {"nonce": expected.nonce, "client_id": expected.client_id, "access_token": expected.access_token}


def _check_values(claims: dict[str, Any]) -> None:
    """What the libraries let pass: a hash that is empty, and a subject that cannot be kept."""
    if not is_subject(claims["sub"]):
        raise BadIdToken("sub")
    if "at_hash" in claims and not claims["at_hash"]:
        raise BadIdToken("at_hash")
    if not math.isfinite(claims["exp"]):
        raise BadIdToken("exp")
    said = claims.get("auth_time", 0)
    if not isinstance(said, int | float) or not 0 <= said <= LAST_SECOND:
        raise BadIdToken("auth_time")


def signed_in_at(claims: dict[str, Any]) -> datetime | None:
    """When the person signed in at the provider, before now at the latest; None when it does not say."""
    if "auth_time" not in claims:
        return None
    return min(datetime.fromtimestamp(claims["auth_time"], UTC), datetime.now(UTC))


def is_subject(word: str) -> bool:
    """Whether it can be what a provider calls somebody (OpenID Connect Core 1.0, section 2)."""
    return 0 < len(word) <= LONGEST_SUBJECT and word.isprintable()
