"""Every request is counted before it costs anything, and refused when there were too many."""

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo_api.acting import acting_as
from geo_api.errors import TooOften
from geo_api.limits.groups import Group, group_of
from geo_api.limits.rate import RateLimits
from geo_api.networks import asking_network
from geo_api.problems import headers_of, problem

# In the state of a request: its group, for whoever finds out which account asks.
GROUP = "rate_group"


class RateLimited:
    """Counts by network address. Tiles of the public are counted where they are not at hand."""

    def __init__(self, app: ASGIApp, limits: RateLimits) -> None:
        self.app = app
        self.limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        group = _group(scope) if scope["type"] == "http" else None
        if group is None:
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})[GROUP] = group
        is_official = acting_as(Request(scope)) is not None
        try:
            headers = self._count(scope, group, is_official)
        except TooOften as error:
            await problem(error, Request(scope), headers_of(error))(scope, receive, send)
            return
        await self.app(scope, receive, _saying(send, headers))

    def _count(self, scope: Scope, group: Group, is_official: bool) -> dict[str, str]:
        if is_official:
            return self.limits.count(Group.OFFICIALS, asking_network(scope))
        return {} if group is Group.TILES else self.limits.count(group, asking_network(scope))


def _group(scope: Scope) -> Group | None:
    root_path: str = scope.get("root_path", "")
    return group_of(scope["path"].removeprefix(root_path))


def _saying(send: Send, headers: dict[str, str]) -> Send:
    """`send`, with these headers; those that an answer has already are of a narrower limit."""

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = MutableHeaders(raw=list(message.get("headers", [])))
            for name, value in headers.items():
                given.setdefault(name, value)
            message["headers"] = given.raw
        await send(message)

    return with_headers if headers else send


def count_account(request: Request, account_id: int) -> None:
    """Count a request of an account, wherever it comes from. Raises TooOften."""
    limits: RateLimits = request.app.state.limits
    group: Group | None = getattr(request.state, GROUP, None)
    if group is not None:
        limits.count(group, f"account/{account_id}")
