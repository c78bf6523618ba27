"""Who acts: whoever asks over the web, or whoever runs a command on the server."""

import getpass
import hashlib
import os
from typing import TYPE_CHECKING

from geo_api.account import Account
from geo_api.audit.events import Actor
from layers.layer import Audience

if TYPE_CHECKING:
    # Commands record, too, and need not wait for what serves requests.
    from starlette.requests import Request


def actor_of(request: "Request", account: Account) -> Actor:
    """The account that asks, by session or by token, from its address, as the kind of official that the path names."""
    audience: Audience | None = getattr(request.state, "acting_as", None)
    return Actor(
        account.name,
        account.id,
        getattr(request.state, "signed_in_by", "session"),
        token_id=getattr(request.state, "token_id", None),
        address=request.client.host if request.client else None,
        audience=audience.value if audience else None,
    )


def account_subject(account_id: int) -> str:
    """What events about the account have as their subject."""
    return f"account/{account_id}"


def unknown_name(name: str) -> str:
    """Tells whether the same unknown name was given again, mostly, and too little of it to find out what it was."""
    return hashlib.sha256(name.casefold().encode(errors="replace")).hexdigest()[:4]


def command_line() -> Actor:
    """Whoever runs the command: the name that the operating system has."""
    return Actor(_user_name(), via="command")


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container may run as a number without a name.
        return f"uid {os.getuid()}"
