"""`/metrics`: for Prometheus on this machine, or whoever has the token."""

from hmac import compare_digest
from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from prometheus_client import CONTENT_TYPE_LATEST

from geo_api.errors import not_found
from geo_api.limits.metrics import exposition as refusals
from geo_api.parameters import only_declared
from geo_api.settings import Settings
from geo_api.tiles.metrics import exposition
from geo_api.tiles.service import TileService
from geo_api.web_address import THIS_MACHINE

router = APIRouter(tags=["health"])
# A proxy on this machine reaches us from this machine, too, but says for whom.
FORWARDING = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")


@router.get(
    "/metrics",
    dependencies=[Depends(only_declared)],
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(request: Request) -> Response:
    """What is counted of tiles, by layer and worker process, and of requests refused, in Prometheus's text format.

    Only to this machine itself, past any proxy and by a name of its own such as localhost, or with `Authorization:
    Bearer` and the token of `WARDMAP_METRICS_TOKEN`; to all others it is not there.
    """
    if not _may_read(request):
        raise not_found()
    tiles: TileService = request.app.state.tiles
    text = await run_in_threadpool(lambda: exposition(tiles.records()) + refusals(request.app.state.limits))
    return Response(text, media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _may_read(request: Request) -> bool:
    settings: Settings = request.app.state.settings
    if settings.metrics_token:
        given = request.headers.get("authorization", "").encode()
        return compare_digest(given, f"Bearer {settings.metrics_token.get_secret_value()}".encode())
    return not _is_forwarded(request) and request.client is not None and _is_here(request.client.host)


def _is_forwarded(request: Request) -> bool:
    """A proxy that is not told to say so names itself or the site, and nginx speaks HTTP/1.0."""
    is_old = request.scope.get("http_version") == "1.0"
    return is_old or any(name in request.headers for name in FORWARDING) or not _names_here(request)


def _names_here(request: Request) -> bool:
    try:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    except ValueError:
        return False
    return host in THIS_MACHINE or _is_here(host)


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
