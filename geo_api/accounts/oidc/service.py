"""Signing in through one provider: the authorization code flow with PKCE (RFC 6749, 7636, 9700)."""

from typing import Any

import structlog
from anyio import CapacityLimiter
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from geo_api.accounts.oidc.connection import Connection
from geo_api.accounts.oidc.id_token import BadIdToken, Expected, claims_of, kid_of, signed_in_at
from geo_api.accounts.oidc.identity import Identity
from geo_api.accounts.oidc.mapping import Mapping, given_by, names_for, read_mapping
from geo_api.accounts.oidc.pending import Pending
from geo_api.accounts.oidc.provider import Described, Provider
from geo_api.accounts.page import PROVIDER_PATH
from geo_api.db import DUTY_CONNECTIONS
from geo_api.errors import CommandFailed
from geo_api.sessions import FRESH_MINUTES, IDLE_HOURS
from geo_api.settings import Settings

log = structlog.get_logger()

CALLBACK_PATH = f"{PROVIDER_PATH}/callback"
# How long ago somebody may have signed in there: who is unknown here, and who has to show anew that it is they.
MAX_AGE = {"max_age": IDLE_HOURS * 3600}
ANEW = {"max_age": FRESH_MINUTES * 60, "prompt": "login"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class NotEntered(Exception):
    """The answer of the provider is not one that lets somebody in."""


class SignInByProvider:
    """What the routes ask for. turns: whose turn it is to write; the map's own threads stay free."""

    def __init__(self, settings: Settings, issuer: str, client_id: str, mapping: Mapping) -> None:
        secret = settings.oidc_client_secret
        self.mapping = mapping
        self.provider = Provider(issuer, Connection())
        self.turns = CapacityLimiter(DUTY_CONNECTIONS)
        self._client_id = client_id
        self._secret = secret.get_secret_value() if secret else None
        self._public_url = (settings.public_url or "").rstrip("/")

    async def address(self, pending: Pending, *, anew: bool = False) -> str:
        """Where the browser is sent to sign in. anew: also who has signed in there already. Raises ProviderAway."""
        described = await self.provider.described()
        address: str = prepare_grant_uri(
            described.authorization_endpoint,
            self._client_id,
            "code",
            redirect_uri=self._public_url + CALLBACK_PATH,
            scope=" ".join(["openid", *self.mapping.scopes]),
            state=pending.state,
            nonce=pending.nonce,
            code_challenge=create_s256_code_challenge(pending.verifier),
            code_challenge_method="S256",
            **(ANEW if anew else MAX_AGE),
        )
        return address

    async def identity(self, code: str, pending: Pending) -> Identity:
        """Who the provider says has signed in. Raises NotEntered, ProviderAway."""
        answer = await self._exchanged(code, pending)
        token, access_token = answer.get("id_token"), answer.get("access_token")
        if not isinstance(token, str) or not isinstance(access_token, str):
            raise NotEntered("no ID token or no access token")
        expected = Expected(self.provider.issuer, self._client_id, pending.nonce, access_token)
        try:
            claims = claims_of(token, await self.provider.keys(kid_of(token)), expected)
        except BadIdToken as error:
            raise NotEntered(f"ID token: {error}") from error
        names = names_for(self.mapping, claims, self.provider.issuer)
        given = given_by(self.mapping, claims)
        return Identity(self.provider.issuer, claims["sub"], names, given, signed_in_at(claims))

    async def is_of_provider(self, named: str | None) -> bool:
        """Whether a callback is of our provider, as far as it says (`iss`, RFC 9207). Raises ProviderAway."""
        if named is None:
            return not (await self.provider.described()).names_itself
        return named == self.provider.issuer

    async def leaving(self) -> str | None:
        """Where somebody signs out at the provider, too; None when it has no such place. Raises ProviderAway."""
        end = (await self.provider.described()).end_session_endpoint
        if end is None:
            return None
        back = {"client_id": self._client_id, "post_logout_redirect_uri": f"{self._public_url}/login"}
        address: str = add_params_to_uri(end, list(back.items()))
        return address

    async def _exchanged(self, code: str, pending: Pending) -> dict[str, Any]:
        """What the provider gives for the code."""
        described = await self.provider.described()
        body = prepare_token_request(
            "authorization_code",
            redirect_uri=self._public_url + CALLBACK_PATH,
            code=code,
            code_verifier=pending.verifier,
        )
        auth = ClientAuth(self._client_id, self._secret, self._auth_method(described))
        url, headers, body = auth.prepare("POST", described.token_endpoint, dict(FORM), body)
        status, answer = await self.provider.connection.ask("POST", url, headers, body)
        if status != 200:
            raise NotEntered(f"the code was refused with status {status}")
        return answer

    def _auth_method(self, described: Described) -> str:
        if self._secret is None:
            return "none"
        has_basic = "client_secret_basic" in described.auth_methods
        return "client_secret_basic" if has_basic else "client_secret_post"


def sign_in_by_provider(settings: Settings) -> SignInByProvider | None:
    """As the settings have it; None without an issuer. Raises CommandFailed when something is missing or wrong."""
    if settings.oidc_issuer is None:
        return None
    if settings.oidc_client_id is None or settings.oidc_roles is None or settings.public_url is None:
        needed = "WARDMAP_OIDC_CLIENT_ID, WARDMAP_OIDC_ROLES, WARDMAP_PUBLIC_URL"
        raise CommandFailed(
            f"WARDMAP_OIDC_ISSUER cần có thêm: {needed}.", f"With WARDMAP_OIDC_ISSUER these are needed: {needed}."
        )
    mapping = read_mapping(settings.oidc_roles)
    return SignInByProvider(settings, settings.oidc_issuer, settings.oidc_client_id, mapping)
