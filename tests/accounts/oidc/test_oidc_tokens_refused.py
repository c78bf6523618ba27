"""ID tokens that a provider must not get anybody in with: each is refused alike, and opens no session."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from tests.accounts.oidc.hostile import ACCESS_TOKEN, KEY, OTHER_KEY, Hostile, come_back, is_signed_in, running
from tests.accounts.oidc.tools import CLIENT, MAPPING
from tests.accounts.tools import HOST, browser
from tests.conftest import TestDatabase

Token = Callable[[Hostile], str]
Attacked = tuple[Hostile, TestClient]
STRANGER = RSAKey.generate_key(2048, {"kid": "stranger"})


def in_base64(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def unsigned(hostile: Hostile, alg: str = "none") -> str:
    parts = [{"alg": alg, "kid": "first"}, hostile.claims()]
    return ".".join(in_base64(json.dumps(each).encode()) for each in parts) + "."


def by_public_key(hostile: Hostile, key: bytes) -> str:
    """Signed with what everybody knows, as if it were a secret. Libraries refuse to make such a thing."""
    signed = unsigned(hostile, "HS256").removesuffix(".")
    return f"{signed}.{in_base64(hmac.digest(key, signed.encode(), 'sha256'))}"


BAD: dict[str, Token] = {
    "signed by nobody": unsigned,
    "signed by nobody, in capitals": lambda it: unsigned(it, "None"),
    "signed by nobody, as if by the key": lambda it: unsigned(it, "RS256"),
    "signature of another token": lambda it: (
        it.signed(sub="1").rpartition(".")[0] + "." + it.signed().rpartition(".")[2]
    ),
    "HS256 with the public key as PEM": lambda it: by_public_key(it, KEY.as_pem(private=False)),
    "HS256 with the public key as it stands among the keys": lambda it: by_public_key(
        it, json.dumps(KEY.as_dict(private=False)).encode()
    ),
    "HS256 with the public key as DER": lambda it: by_public_key(it, KEY.as_der(private=False)),
    "signed by a key that nobody knows": lambda it: it.signed(STRANGER, {"kid": "stranger"}),
    "signed by a key that nobody knows, under a known name": lambda it: it.signed(STRANGER),
    "signed by a key that it brings itself": lambda it: it.signed(
        STRANGER, {"kid": "stranger", "jwk": STRANGER.as_dict(private=False)}
    ),
    "named for another of the keys": lambda it: it.signed(OTHER_KEY),
    "naming none of several keys": lambda it: it.signed(header={"kid": None}),
    "for somebody else": lambda it: it.signed(aud="another"),
    "for somebody else as well, and not told for whom": lambda it: it.signed(aud=["wardmap", "another"]),
    "for nobody": lambda it: it.signed(aud=None),
    "for an empty list": lambda it: it.signed(aud=[]),
    "given to another": lambda it: it.signed(azp="another"),
    "given to another, for both": lambda it: it.signed(aud=["wardmap", "another"], azp="another"),
    "of another issuer": lambda it: it.signed(iss="https://sso.example"),
    "of the issuer with a slash": lambda it: it.signed(iss=it.issuer + "/"),
    "of no issuer": lambda it: it.signed(iss=None),
    "over": lambda it: it.signed(exp=int(time.time()) - 61),
    "without an end": lambda it: it.signed(exp=None),
    "without a finite end": lambda it: it.signed(exp=float("inf")),
    "with an end in words": lambda it: it.signed(exp="tomorrow"),
    "not yet valid": lambda it: it.signed(nbf=int(time.time()) + 90),
    "of the future": lambda it: it.signed(iat=int(time.time()) + 90),
    "signed in to at no number": lambda it: it.signed(auth_time=""),
    "signed in to before there were clocks": lambda it: it.signed(auth_time=-1),
    "signed in to after the calendar": lambda it: it.signed(auth_time=1e15),
    "of no time": lambda it: it.signed(iat=None),
    "of another sign-in": lambda it: it.signed(nonce="another"),
    "of no sign-in": lambda it: it.signed(nonce=None),
    "with a nonce that is no text": lambda it: it.signed(nonce=[it.nonce]),
    "of another access token": lambda it: it.signed(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "of an empty access token": lambda it: it.signed(at_hash=""),
    "of nobody": lambda it: it.signed(sub=None),
    "of nobody's name": lambda it: it.signed(sub=""),
    "of a number": lambda it: it.signed(sub=7),
    "of a name with a zero byte": lambda it: it.signed(sub="7f3a\x00"),
    "of an endless name": lambda it: it.signed(sub="7" * 256),
    "not three parts": lambda it: it.signed().rpartition(".")[0],
    "five parts": lambda it: it.signed() + ".a.b",
    "no token at all": lambda it: "…",
    "endless": lambda it: it.signed(note="x" * 70_000),
}


@pytest.fixture(scope="module")
def standing(accounts_db: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """One service and one provider for many tokens: nothing of an attempt stays."""
    roles = tmp_path_factory.mktemp("roles") / "roles.toml"
    roles.write_text(MAPPING, encoding="utf-8")
    with running() as hostile:
        settings = {"oidc_issuer": hostile.issuer, "oidc_client_id": CLIENT, "oidc_roles": str(roles)}
        with browser(accounts_db, public_url=HOST, **settings) as client:
            yield hostile, client


@pytest.fixture
def attacked(standing: Attacked) -> Attacked:
    hostile, client = standing
    hostile.forms.clear()
    client.cookies.clear()
    return hostile, client


@pytest.mark.parametrize("token", BAD.values(), ids=BAD)
def test_it_is_refused(attacked: Attacked, token: Token):
    hostile, victim = attacked
    hostile.token = lambda: token(hostile)
    answer = come_back(victim, hostile)
    assert hostile.forms, "it was never asked for a token"
    assert (answer.status_code, "xin đăng nhập lại" in answer.text.lower()) == (400, True)
    assert answer.headers["cache-control"] == "no-store"
    assert "wardmap_session" not in answer.headers.get("set-cookie", "")
    assert not is_signed_in(victim)


def test_all_refusals_read_alike(victim: TestClient, hostile: Hostile):
    told = set()
    for name in ("signed by nobody", "for somebody else", "over", "of another sign-in"):
        hostile.token = lambda name=name: BAD[name](hostile)
        told.add(come_back(victim, hostile).text)
    told.add(victim.get("/login/oidc/callback", params={"code": "<b>x", "state": "<b>y", "error": "<b>z"}).text)
    assert len(told) == 1
    assert "&lt;b" not in told.pop()


GOOD: dict[str, Token] = {
    "honest": lambda it: it.signed(),
    "over for less than the clocks may differ": lambda it: it.signed(exp=int(time.time()) - 30),
    "valid in less than the clocks may differ": lambda it: it.signed(nbf=int(time.time()) + 30),
    "for us in a list": lambda it: it.signed(aud=["wardmap"]),
    "for others, too, and given to us": lambda it: it.signed(aud=["wardmap", "another"], azp="wardmap"),
    "of another of the keys": lambda it: it.signed(OTHER_KEY, {"kid": "second"}),
    "of its access token": lambda it: it.signed(at_hash=half_hash(ACCESS_TOKEN)),
    "RSA-PSS": lambda it: it.signed(header={"alg": "PS256"}),
}


def half_hash(text: str) -> str:
    return in_base64(hashlib.sha256(text.encode()).digest()[:16])


@pytest.mark.parametrize("token", GOOD.values(), ids=GOOD)
def test_an_honest_one_gets_in(attacked: Attacked, token: Token):
    hostile, victim = attacked
    hostile.token = lambda: token(hostile)
    assert come_back(victim, hostile).status_code == 303
    assert is_signed_in(victim)


@pytest.mark.parametrize(
    ("key", "alg"),
    [(ECKey.generate_key("P-256"), "ES256"), (OKPKey.generate_key("Ed25519"), "Ed25519")],
    ids=["ES256", "Ed25519"],
)
def test_keys_of_other_kinds(victim: TestClient, hostile: Hostile, key: Any, alg: str):
    hostile.keys = [{**key.as_dict(private=False), "kid": "only"}]
    hostile.token = lambda: hostile.signed(key, {"alg": alg, "kid": "only"})
    assert come_back(victim, hostile).status_code == 303


@pytest.mark.parametrize("kept", ["a secret one", "a short one", "a private one", "for sealing"])
def test_keys_that_nobody_may_sign_with(victim: TestClient, hostile: Hostile, kept: str):
    secret = OctKey.generate_key(256)
    with pytest.warns(UserWarning, match="2048"):
        short = RSAKey.generate_key(1024)
    key, document, alg = {
        "a secret one": (secret, secret.as_dict(private=True), "HS256"),
        "a short one": (short, short.as_dict(private=False), "RS256"),
        "a private one": (STRANGER, STRANGER.as_dict(private=True), "RS256"),
        "for sealing": (STRANGER, {**STRANGER.as_dict(private=False), "use": "enc"}, "RS256"),
    }[kept]
    hostile.keys = [{**document, "kid": "this"}]
    hostile.token = lambda: hostile.signed(key, {"alg": alg, "kid": "this"})
    assert come_back(victim, hostile).status_code == 400
    assert not is_signed_in(victim)
