"""What browsers are told: what a page may load and send, who may show it in a frame, that it comes by https alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo_api.open_data import OPEN_PATHS
from geo_api.settings import Settings

Headers = list[tuple[bytes, bytes]]

# Pages that are there to be shown within those of other sites.
EMBED_PATHS = "/embed/"
# The page that shows them as they are made.
BUILDER_PATH = "/embed"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self';"
    " font-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'self'"
)
# A year, as browsers' own lists ask for.
HSTS_SECONDS = 31_536_000
_FOR_ALL = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"geolocation=(self), camera=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Origins of other sites that scripts of a page may read from, and those whose pictures it may show."""

    reads: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()


NOWHERE = Elsewhere()


class SecurityHeaders:
    """Adds the security headers to every answer.

    elsewhere: path of a page, or what all maps for other sites begin with → of other sites what it may use.
    """

    def __init__(self, app: ASGIApp, settings: Settings, elsewhere: Mapping[str, Elsewhere] | None = None) -> None:
        self.app = app
        common = _for_all(settings)
        self.own = [_policy(), _used_by("same-origin"), *common]
        self.open = open_headers(settings)
        guests = (elsewhere or {}).get(EMBED_PATHS, NOWHERE)
        self.embedded = [_policy(guests, settings.embed_ancestors), _used_by("cross-origin"), *common]
        self.builder = [_policy(frames=True), *self.own[1:]]
        self.pages = {path: [_policy(sites), *self.own[1:]] for path, sites in (elsewhere or {}).items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *self._of(scope["path"])]
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)

    def _of(self, path: str) -> Headers:
        if path.startswith(OPEN_PATHS):
            return self.open
        if path == BUILDER_PATH:
            return self.builder
        return self.embedded if path.startswith(EMBED_PATHS) else self.pages.get(path, self.own)


def open_headers(settings: Settings) -> Headers:
    """Those of open data, which pages of any site may use."""
    return [_policy(), _used_by("cross-origin"), *_for_all(settings)]


def _for_all(settings: Settings) -> Headers:
    if not settings.is_https or settings.hsts == "off":
        return _FOR_ALL
    whole = "; includeSubDomains" if settings.hsts == "subdomains" else ""
    return [*_FOR_ALL, (b"strict-transport-security", f"max-age={HSTS_SECONDS}{whole}".encode())]


def _policy(elsewhere: Elsewhere = NOWHERE, ancestors: str = "", frames: bool = False) -> tuple[bytes, bytes]:
    """ancestors: origins beside our own that may show it in a frame. frames: whether it shows others of ours so."""
    policy = CONTENT_SECURITY_POLICY + ("; frame-src 'self'" if frames else "")
    used = {"connect-src": elsewhere.reads, "img-src": elsewhere.shows, "frame-ancestors": (ancestors,)}
    for directive, more in ((name, " ".join(origins)) for name, origins in used.items()):
        policy = policy.replace(f"{directive} 'self'", f"{directive} 'self' {more}".rstrip())
    return b"content-security-policy", policy.encode()


def _used_by(whom: str) -> tuple[bytes, bytes]:
    return b"cross-origin-resource-policy", whom.encode()
