"""A provider of OpenID Connect that signs and answers whatever a test likes."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from fastapi.testclient import TestClient
from httpx2 import Response
from joserfc import jwt
from joserfc.jwk import RSAKey

from geo_api.sessions import COOKIE
from tests.accounts.oidc.tools import CLIENT, asked, begun
from tests.accounts.tools import SESSION

ACCESS_TOKEN = "an-access-token"
CODE = "a-code-that-no-log-may-hold"
KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "second", "use": "sig"})


class Hostile:
    """What it says at each of its addresses, as a function of nothing; tests put others in their place."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.nonce = ""
        self.keys = [KEY.as_dict(private=False), OTHER_KEY.as_dict(private=False)]
        self.asked: list[str] = []
        self.forms: list[dict[str, str]] = []
        # `form`: what this thread is asked.
        self.here = threading.local()
        self.described: dict[str, Any] = {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/auth",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/keys",
            "token_endpoint_auth_methods_supported": ["none"],
        }
        self.token: Callable[[], str] = self.signed
        self.answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {
            "/.well-known/openid-configuration": lambda there: send(there, self.described),
            "/keys": lambda there: send(there, {"keys": self.keys}),
            "/token": lambda there: send(there, self.tokens()),
        }

    def tokens(self) -> dict[str, Any]:
        return {"access_token": ACCESS_TOKEN, "token_type": "Bearer", "id_token": self.token()}

    def claims(self, **others: Any) -> dict[str, Any]:
        """Those of an honest token; a claim of None is left out."""
        now = int(time.time())
        honest = {
            "iss": self.issuer,
            "sub": "7f3a",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            "preferred_username": "lan.tran",
            "groups": ["map administrators"],
        }
        return {name: value for name, value in {**honest, **others}.items() if value is not None}

    def signed(self, key: Any = KEY, header: dict[str, Any] | None = None, **others: Any) -> str:
        given = {"alg": "RS256", "kid": "first", **(header or {})}
        head = {name: value for name, value in given.items() if value is not None}
        return jwt.encode(head, self.claims(**others), key, algorithms=[head["alg"]])


def send(there: BaseHTTPRequestHandler, document: Any, status: int = 200, **headers: str) -> None:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    there.send_response(status)
    for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
        there.send_header(name, value)
    there.end_headers()
    there.wfile.write(body)


@contextmanager
def running() -> Iterator[Hostile]:
    """It, on a free port, for as long as the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hostile.asked.append(self.path)
            # Whoever asked may have heard enough.
            with suppress(BrokenPipeError, ConnectionResetError):
                hostile.answers[self.path](self)

        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["content-length"])).decode()
            hostile.here.form = {name: values[0] for name, values in parse_qs(form).items()}
            hostile.forms.append(hostile.here.form)
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hostile = Hostile(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield hostile
    server.shutdown()
    server.server_close()


def come_back(visitor: TestClient, hostile: Hostile, wanted: str | None = None, **others: str) -> Response:
    """Begin, and come back from the provider as if somebody had signed in there."""
    question = asked(begun(visitor, wanted))
    hostile.nonce = question["nonce"]
    return visitor.get("/login/oidc/callback", params={"code": CODE, "state": question["state"], **others})


def is_signed_in(visitor: TestClient) -> bool:
    return visitor.get(SESSION).status_code == 200


def refused(answer: Response, browser: TestClient, status: int = 400) -> None:
    """A page says no, and nobody is signed in."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert COOKIE not in answer.headers.get("set-cookie", "")
    assert not is_signed_in(browser)
