"""Addresses of the service in its own answers."""

from fastapi import Request

from geo_api.settings import Settings


def base_url(request: Request) -> str:
    """The address the world knows the service by, without a slash at the end: PUBLIC_URL, else what the client used.

    For who reads as an official it goes on with what the path begins with.
    """
    settings: Settings = request.app.state.settings
    if settings.public_url is None:
        return str(request.base_url).rstrip("/")
    return settings.public_url.rstrip("/") + _root_path(request)


def public_base(request: Request) -> str:
    """The same for everybody, also where whoever asks reads as an official."""
    return base_url(request).removesuffix(_root_path(request))


def own_url(request: Request) -> str:
    """The address of this request as the world knows it, without its query."""
    return base_url(request) + request.url.path.removeprefix(_root_path(request))


def _root_path(request: Request) -> str:
    found: str = request.scope.get("root_path", "")
    return found
