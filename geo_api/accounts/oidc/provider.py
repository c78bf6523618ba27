"""What the provider says of itself (OpenID Connect Discovery 1.0), and the keys it signs with; kept for an hour."""

import base64
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog
from anyio import Lock
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

from geo_api.accounts.oidc.connection import Connection, ProviderAway
from geo_api.web_address import is_provider_address

log = structlog.get_logger()

WELL_KNOWN = "/.well-known/openid-configuration"
KEPT_SECONDS = 3600
# A token that names a key we do not know may have the keys fetched again, and not more often than this.
KEYS_AGAIN_SECONDS = 60
# After a failure nobody else waits for the next one.
FAILED_SECONDS = 5
KEY_TYPES: dict[str, type[RSAKey | ECKey | OKPKey]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
SHORTEST_RSA_BITS = 2048


@dataclass(frozen=True, slots=True)
class Described:
    """What the provider's own document says. names_itself: its callbacks bear `iss` (RFC 9207)."""

    authorization_endpoint: str
    token_endpoint: str
    keys_at: str
    end_session_endpoint: str | None
    auth_methods: tuple[str, ...]
    names_itself: bool


class Provider:
    """One provider of identities; asked when something is needed of it, and not before."""

    def __init__(self, issuer: str, connection: Connection) -> None:
        self.issuer = issuer
        self.connection = connection
        self._lock = Lock()
        self._described: Described | None = None
        self._described_at = self._keys_at = self._failed_at = float("-inf")
        self._keys: KeySet | None = None

    async def described(self) -> Described:
        """Raises ProviderAway when it does not answer, or is another one than the one that was set."""
        async with self._lock:
            if self._described is None or _now() - self._described_at > KEPT_SECONDS:
                found = await self._fetched(self.issuer.rstrip("/") + WELL_KNOWN)
                self._described, self._described_at = _described(found, self.issuer), _now()
            return self._described

    async def keys(self, kid: str | None) -> KeySet:
        """Those it signs with, fetched again when `kid` is none of them. Raises ProviderAway."""
        described = await self.described()
        async with self._lock:
            age = _now() - self._keys_at
            is_known = self._keys is not None and (kid is None or any(key.kid == kid for key in self._keys))
            if self._keys is None or age > KEPT_SECONDS or (not is_known and age > KEYS_AGAIN_SECONDS):
                self._keys, self._keys_at = _key_set(await self._fetched(described.keys_at)), _now()
            return self._keys

    async def _fetched(self, url: str) -> dict[str, Any]:
        if _now() - self._failed_at < FAILED_SECONDS:
            raise ProviderAway
        try:
            return await self.connection.get(url)
        except ProviderAway:
            self._failed_at = _now()
            raise


def _now() -> float:
    return time.monotonic()


def _described(found: dict[str, Any], issuer: str) -> Described:
    """Raises ProviderAway for the document of another issuer, or one that lacks what is needed."""
    if found.get("issuer") != issuer:
        log.warning("oidc_provider", at=issuer, why="its document is of another issuer")
        raise ProviderAway
    end = found.get("end_session_endpoint")
    methods = found.get("token_endpoint_auth_methods_supported")
    return Described(
        authorization_endpoint=_endpoint(found, "authorization_endpoint", issuer),
        token_endpoint=_endpoint(found, "token_endpoint", issuer),
        keys_at=_endpoint(found, "jwks_uri", issuer),
        end_session_endpoint=_endpoint(found, "end_session_endpoint", issuer) if end else None,
        auth_methods=tuple(method for method in methods if isinstance(method, str))
        if isinstance(methods, list)
        else ("client_secret_basic",),
        names_itself=found.get("authorization_response_iss_parameter_supported") is True,
    )


def _endpoint(found: dict[str, Any], name: str, issuer: str) -> str:
    """An address as safe as the issuer's own: with https, or on this machine when the issuer is."""
    address = found.get(name)
    is_local = urlsplit(issuer).scheme == "http"
    if not isinstance(address, str) or not (is_provider_address(address) and (is_local or address[:6] == "https:")):
        log.warning("oidc_provider", at=issuer, why=f"{name} is missing or cannot be used")
        raise ProviderAway
    return address


def _key_set(found: dict[str, Any]) -> KeySet:
    given = found.get("keys")
    return KeySet(list(_usable(given if isinstance(given, list) else [])))


def _usable(given: list[Any]) -> Iterator[RSAKey | ECKey | OKPKey]:
    """Public keys to sign with. One that we do not understand is as if it were not there (RFC 7517, section 5)."""
    for each in given:
        kind = KEY_TYPES.get(str(each.get("kty"))) if isinstance(each, dict) else None
        if kind is None or each.get("use", "sig") != "sig" or "d" in each:
            continue
        try:
            if kind is not RSAKey or _bits(each["n"]) >= SHORTEST_RSA_BITS:
                yield kind.import_key(each)
        except (JoseError, ValueError, TypeError, KeyError):
            continue


def _bits(number: str) -> int:
    """How long a number is that is written as in keys (RFC 7518, section 6.3)."""
    return int.from_bytes(base64.urlsafe_b64decode(number + "=" * (-len(number) % 4))).bit_length()
