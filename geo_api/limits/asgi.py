"""Every request is counted before it costs anything, and refused when there were too many."""

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo_api.account import Account
from geo_api.acting import acting_as
from geo_api.audit import Actor, actor_of
from geo_api.errors import TooOften, not_found
from geo_api.limits.alarm import ANYBODY, Alarm, asker_key
from geo_api.limits.groups import OF_EVERYBODY, Group, asks_for_one_thing, finds_nothing, group_of
from geo_api.limits.rate import RateLimits
from geo_api.networks import asking_network
from geo_api.problems import headers_of, problem

# In the state of a request: its group, for whoever finds out which account asks.
GROUP = "rate_group"
# And then who that is.
ACCOUNT = "rate_account"


class RateLimited:
    """Counts by network address. Tiles of the public are counted where they are not at hand."""

    def __init__(self, app: ASGIApp, limits: RateLimits, alarm: Alarm) -> None:
        self.app = app
        self.limits = limits
        self.alarm = alarm

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "\n" in scope["path"]:
            # The router takes one at the end for nothing: the same route, in a group of fewer limits.
            await problem(not_found(), Request(scope))(scope, receive, send)
            return
        group = group_of(_path(scope)) if scope["type"] == "http" else None
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
        if asks_for_one_thing(_path(scope)):
            await self._look_up(scope, receive, _saying(send, headers))
        else:
            await self.app(scope, receive, _saying(send, headers))

    async def _look_up(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A look-up; one that found nothing is counted once more."""
        status = 0

        async def seen(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        await self.app(scope, receive, seen)
        account: Account | None = scope["state"].get(ACCOUNT)
        network = asking_network(scope)
        if finds_nothing(_path(scope), status) and self.alarm.is_raised_by(asker_key(account, network)):
            request = Request(scope)
            actor = actor_of(request, account) if account else Actor(ANYBODY, via=ANYBODY, address=network)
            await run_in_threadpool(self.alarm.tell, actor)

    def _count(self, scope: Scope, group: Group, is_official: bool) -> dict[str, str]:
        if is_official and group not in OF_EVERYBODY:
            return self.limits.count(Group.OFFICIALS, asking_network(scope))
        return {} if group is Group.TILES else self.limits.count(group, asking_network(scope))


def _path(scope: Scope) -> str:
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


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


def count_account(request: Request, account: Account) -> None:
    """Count a request of an account, wherever it comes from. Raises TooOften."""
    limits: RateLimits = request.app.state.limits
    group: Group | None = getattr(request.state, GROUP, None)
    setattr(request.state, ACCOUNT, account)
    if group is not None:
        limits.count(group, asker_key(account, ""))
