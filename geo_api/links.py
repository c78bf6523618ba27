"""Addresses of the service in its own answers."""

from fastapi import Request

from geo_api.settings import Settings


def base_url(request: Request) -> str:
    """The address the world knows the service by, without a slash at the end: PUBLIC_URL, else what the client used."""
    settings: Settings = request.app.state.settings
    return (settings.public_url or str(request.base_url)).rstrip("/")
