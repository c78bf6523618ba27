"""Reading as an official: every address of the service once more under `/as/{kind of asker}`.

What stands in the path is in every link of an answer, in the logs, in the key of every cache: an answer for officials
is never at the address of a public one.
"""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from geo_api.errors import not_found
from geo_api.problems import problem
from layers.layer import OFFICIALS, Audience

PREFIX = "/as/"
KINDS = {audience.value: audience for audience in sorted(OFFICIALS)}


def acting_as(request: Request) -> Audience | None:
    """The kind of official as which the request wants to read; None: as the public."""
    found: Audience | None = getattr(request.state, "acting_as", None)
    return found


class ActingAs:
    """Takes `/as/{kind}` off the path; everything behind it is answered as elsewhere, and by no cache."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self.app(scope, receive, send)
            return
        kind = scope["path"][len(PREFIX) :].partition("/")[0]
        if kind not in KINDS:
            await problem(not_found(), Request(scope))(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state |= {"acting_as": KINDS[kind], "is_private": True}
        await self.app({**scope, "root_path": f"{scope.get('root_path', '')}{PREFIX}{kind}"}, receive, send)
