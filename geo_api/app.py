"""The application: every route, every middleware, in one place. Nothing is read or opened at import."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from anyio import to_thread
from fastapi import FastAPI
from pydantic import ValidationError
from sqlalchemy.engine import URL

import geo_api.about.routes
import geo_api.accounts.administration.page
import geo_api.accounts.administration.routes
import geo_api.accounts.factor_routes
import geo_api.accounts.oidc.routes
import geo_api.accounts.page
import geo_api.accounts.routes
import geo_api.accounts.token_routes
import geo_api.addresses.alias_routes
import geo_api.addresses.campaigns.routes
import geo_api.addresses.export_routes
import geo_api.addresses.field.page
import geo_api.addresses.neighbour_routes
import geo_api.addresses.office.page
import geo_api.addresses.plates.office.page
import geo_api.addresses.plates.routes
import geo_api.addresses.public.routes
import geo_api.addresses.quality_routes
import geo_api.addresses.routes
import geo_api.addresses.step_routes
import geo_api.audit.download
import geo_api.audit.page
import geo_api.audit.routes
import geo_api.counts.routes
import geo_api.coverage.ask.routes
import geo_api.coverage.edit.routes
import geo_api.coverage.scenarios.plan_routes
import geo_api.coverage.scenarios.routes
import geo_api.coverage.sites.routes
import geo_api.coverage.what_if.routes
import geo_api.embeds.gallery_routes
import geo_api.embeds.link_routes
import geo_api.embeds.routes
import geo_api.features.items_routes
import geo_api.features.routes
import geo_api.features.tile_routes
import geo_api.indicators.routes
import geo_api.loads.page
import geo_api.loads.routes
import geo_api.loads.undo_routes
import geo_api.maps.routes
import geo_api.ops.routes
import geo_api.planner.page
import geo_api.planner.wall
import geo_api.scorecards.routes
import geo_api.search.routes
import geo_api.tiles.archive_routes
import geo_api.tiles.metrics_routes
import geo_api.tiles.routes
import geo_api.tiles.style_routes
import geo_api.units.changes
import geo_api.units.crosswalk
import geo_api.units.resolve_routes
import geo_api.units.routes
from geo_api import logs, openapi, problems
from geo_api.about.gather import kept_known
from geo_api.accounts.oidc.service import sign_in_by_provider
from geo_api.accounts.turns import password_turns
from geo_api.acting import PREFIX, ActingAs
from geo_api.addresses.retention import Retention
from geo_api.audit.noting import Noting
from geo_api.audit.reads import Looked
from geo_api.coverage.ask.shades import shades_of
from geo_api.coverage.edit.routes import preview_turns
from geo_api.coverage.sites.routes import site_turns
from geo_api.db import Database
from geo_api.embeds.examples import kept_examples
from geo_api.embeds.pictures import Pictures
from geo_api.errors import CommandFailed
from geo_api.identity import identity_of
from geo_api.limits.alarm import Alarm
from geo_api.limits.asgi import RateLimited
from geo_api.limits.rate import RateLimits
from geo_api.loads.hand_in import HandIn
from geo_api.loads.receive import OTHER_BYTES
from geo_api.middleware import BodyLimit, HeadAsGet, OwnRedirects
from geo_api.open_data import OpenToOtherSites
from geo_api.own_site import OwnSiteOnly, PrivateAnswers
from geo_api.process import keep_what_is_there
from geo_api.secret_keys import SecretKeys
from geo_api.security_headers import EMBED_PATHS, Elsewhere, SecurityHeaders
from geo_api.setting_refused import bad_setting
from geo_api.settings import Settings, driver_url
from geo_api.streams import Turns
from geo_api.tiles.archive_elsewhere import ArchiveElsewhere
from geo_api.tiles.archive_file import Archive, ArchiveFile
from geo_api.tiles.asgi import Tiles
from geo_api.tiles.service import TileService
from geo_api.web_address import origin_of
from layers.layer import OFFICIALS

# In the order in which they are asked.
ROUTERS = (
    geo_api.ops.routes.router,
    geo_api.tiles.routes.router,
    geo_api.tiles.archive_routes.router,
    geo_api.tiles.style_routes.router,
    geo_api.tiles.metrics_routes.router,
    geo_api.features.routes.router,
    geo_api.features.items_routes.router,
    geo_api.features.tile_routes.router,
    geo_api.counts.routes.router,
    geo_api.coverage.ask.routes.router,
    geo_api.coverage.edit.routes.router,
    geo_api.coverage.what_if.routes.router,
    geo_api.coverage.sites.routes.router,
    geo_api.coverage.scenarios.routes.router,
    geo_api.coverage.scenarios.plan_routes.router,
    geo_api.addresses.office.page.router,
    geo_api.addresses.campaigns.routes.router,
    geo_api.addresses.export_routes.router,
    geo_api.addresses.quality_routes.router,
    geo_api.addresses.routes.router,
    geo_api.addresses.neighbour_routes.router,
    geo_api.addresses.alias_routes.router,
    geo_api.addresses.step_routes.router,
    geo_api.addresses.field.page.router,
    geo_api.addresses.plates.office.page.router,
    geo_api.addresses.plates.routes.router,
    geo_api.indicators.routes.router,
    geo_api.scorecards.routes.router,
    geo_api.units.resolve_routes.router,
    geo_api.units.routes.router,
    geo_api.units.crosswalk.router,
    geo_api.units.changes.router,
    geo_api.search.routes.router,
    geo_api.accounts.routes.router,
    geo_api.accounts.factor_routes.router,
    geo_api.accounts.token_routes.router,
    geo_api.accounts.page.router,
    geo_api.accounts.administration.routes.router,
    geo_api.accounts.administration.page.router,
    geo_api.accounts.oidc.routes.router,
    geo_api.audit.routes.router,
    geo_api.audit.download.router,
    geo_api.audit.page.router,
    geo_api.loads.routes.router,
    geo_api.loads.undo_routes.router,
    geo_api.loads.page.router,
    geo_api.planner.page.router,
    geo_api.planner.wall.router,
    geo_api.addresses.public.routes.router,
    geo_api.embeds.routes.router,
    geo_api.embeds.link_routes.router,
    geo_api.embeds.gallery_routes.router,
    geo_api.about.routes.router,
    geo_api.maps.routes.router,
)


def create_app(settings: Settings, service_url: URL) -> FastAPI:
    """The service over the database at `service_url`, reached as a role that owns nothing."""
    app = FastAPI(
        title="wardmap",
        description="Bản đồ số của xã, phường · Map server for communes and wards",
        version=version("wardmap"),
        docs_url=None,
        redoc_url=None,
        # Our own route answers with it: strict in its parameters, as all are.
        openapi_url=None,
        lifespan=_lifespan,
    )
    app.state.settings = settings
    app.state.identity = identity_of(settings)
    app.state.database = Database(service_url, settings)
    app.state.secret_keys = SecretKeys(settings)
    app.state.tiles = TileService(settings, app.state.database, service_url)
    app.state.limits = RateLimits(settings)
    app.state.looked = Looked()
    app.state.noting = Noting(settings, app.state.database)
    app.state.retention = Retention(app.state.database, settings.photo_days)
    app.state.about_data = kept_known(app.state.database)
    app.state.examples = kept_examples(app.state.database)
    app.state.shades_of = shades_of
    app.state.hands_in = HandIn(app.state.database, settings)
    app.state.archive = _archive(settings)
    app.state.stream_turns = Turns()
    app.state.pictures = Pictures()
    app.state.site_turns = site_turns()
    app.state.preview_turns = preview_turns()
    app.state.password_turns = password_turns()
    app.state.sign_in_by_provider = sign_in_by_provider(settings)
    _add_routes(app)
    problems.install(app)
    openapi.install(app)
    # The last one added is the first to see a request.
    upload_bytes = settings.upload_limit_mb * 1_000_000 + OTHER_BYTES
    app.add_middleware(BodyLimit, larger={("POST", geo_api.loads.routes.PATH): upload_bytes})
    app.add_middleware(OwnSiteOnly)
    app.add_middleware(
        RateLimited, limits=app.state.limits, alarm=Alarm(settings, app.state.limits, app.state.database)
    )
    app.add_middleware(OwnRedirects)
    app.add_middleware(HeadAsGet)
    app.add_middleware(PrivateAnswers)
    app.add_middleware(ActingAs)
    app.add_middleware(OpenToOtherSites)
    app.add_middleware(SecurityHeaders, settings=settings, elsewhere=_elsewhere(settings))
    app.add_middleware(Tiles, tiles=app.state.tiles, limits=app.state.limits)
    return app


def _add_routes(app: FastAPI) -> None:
    # Each route as its router made it: `include_router` would make each anew, a fifth of a second for each application.
    for router in ROUTERS:
        app.router.routes.extend(router.routes)
    geo_api.maps.routes.mount_static(app)


def _archive(settings: Settings) -> Archive | None:
    if settings.archive_url:
        return ArchiveElsewhere(settings.archive_url)
    return ArchiveFile(settings.archive_file) if settings.archive_file else None


def _elsewhere(settings: Settings) -> dict[str, Elsewhere]:
    """Path of a page with a map → the other sites that its tiles come from."""
    archives, pictures = _base_map_elsewhere(settings)
    maps = ["/", geo_api.planner.page.PATH, *(f"{PREFIX}{audience}/" for audience in sorted(OFFICIALS))]
    own = [origin_of(settings.archive_url), *archives] if settings.archive_url else archives
    sites = Elsewhere(tuple(dict.fromkeys(own)), tuple(pictures))
    return {**dict.fromkeys(maps, sites), EMBED_PATHS: Elsewhere(tuple(archives), tuple(pictures))}


def _base_map_elsewhere(settings: Settings) -> tuple[list[str], list[str]]:
    """The origin of a base map of another site: of an archive, which scripts read, or of pictures."""
    if settings.basemap_url is None or settings.basemap_file:
        return [], []
    site = [origin_of(settings.basemap_url)]
    return (site, []) if settings.is_basemap_archive else ([], site)


def from_environment() -> FastAPI:
    """What worker processes import: all from ``WARDMAP_…`` variables. Raises CommandFailed without a database."""
    logs.configure()
    settings = _settings()
    if settings.database_url is None:
        raise CommandFailed("Chưa đặt WARDMAP_DATABASE_URL.", "WARDMAP_DATABASE_URL is not set.")
    app = create_app(settings, driver_url(settings.database_url))
    keep_what_is_there()
    return app


def _settings() -> Settings:
    """Raises CommandFailed with the name of the setting that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = bad_setting(error).detail
        raise CommandFailed(wrong.vi, wrong.en) from None


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[dict[str, TileService]]:
    # As many threads as connections: a thread without one could only wait.
    to_thread.current_default_thread_limiter().total_tokens = app.state.settings.pool_size
    app.state.limits.open()
    app.state.tiles.start()
    app.state.noting.start()
    app.state.retention.start()
    yield {"tiles": app.state.tiles}
    app.state.retention.stop()
    app.state.noting.stop()
    app.state.tiles.stop()
    app.state.limits.close()
    app.state.database.close()
