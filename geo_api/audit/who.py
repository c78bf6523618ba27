"""Who acts: whoever asks over the web, or whoever runs a command on the server."""

import getpass
import os

from starlette.requests import Request

from geo_api.account import Account
from geo_api.acting import acting_as
from geo_api.audit.events import Actor


def actor_of(request: Request, account: Account) -> Actor:
    """The account that asks, by session or by token, from its address, as the kind of official that the path names."""
    audience = acting_as(request)
    return Actor(
        account.name,
        account.id,
        getattr(request.state, "signed_in_by", "session"),
        request.client.host if request.client else None,
        audience.value if audience else None,
    )


def command_line() -> Actor:
    """Whoever runs the command: the name that the operating system has."""
    return Actor(_user_name(), via="command")


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container may run as a number without a name.
        return f"uid {os.getuid()}"
