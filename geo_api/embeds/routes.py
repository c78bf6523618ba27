"""`/embed/…`: maps for the pages of other sites."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from geo_api.answers import cacheable
from geo_api.assets import MOUNT, asset_urls, static_folder
from geo_api.base_map import describe_base_map
from geo_api.embeds.asked import Asked, AskedView
from geo_api.embeds.builder import Site, render_builder
from geo_api.embeds.page import Shown, render_embed
from geo_api.embeds.subject import EMBED, Subject, asked_unit, calculated_rules, home_of, layer_subject, rule_subject
from geo_api.links import public_base
from geo_api.open_data import WARD_MAP
from geo_api.pages import Language, frame_of, page_answer, page_language
from geo_api.parameters import only_declared
from geo_api.reading import ReadAs
from geo_api.settings import Settings
from layers.layer import Audience

router = APIRouter(tags=["pages"])

JAVASCRIPT = "text/javascript; charset=utf-8"


# Other parameters are let pass: sites that share a link add their own.
@router.get(EMBED, response_class=HTMLResponse)
def builder_page(request: Request, lang: Language = None) -> Response:
    """A map for the page of another site, put together and seen: the lines to copy."""
    language = page_language(request, lang)
    settings: Settings = request.app.state.settings
    reader = public_reader(request)
    site = Site(public_base(request), _guests(request), settings.basemap_url is not None)
    html = render_builder(language, calculated_rules(reader), site, frame_of(request))
    return page_answer(request, html, language)


@router.get(WARD_MAP, dependencies=[Depends(only_declared)], response_class=Response)
def ward_map(request: Request) -> Response:
    """The element `<ward-map>` for pages of other sites, at an address that stays."""
    built = asset_urls(static_folder())["ward-map.js"].removeprefix(f"{MOUNT}/")
    response = cacheable(request, (static_folder() / built).read_bytes(), JAVASCRIPT)
    response.headers["Cache-Control"] = "public, max-age=3600, stale-while-revalidate=86400"
    return response


@router.get(f"{EMBED}/coverage/{{rule}}", response_class=HTMLResponse)
def rule_page(request: Request, rule: str, asked: AskedView) -> Response:
    """The results of a coverage rule as a map alone, for a frame in the page of another site."""
    reader = public_reader(request)
    return _page(request, reader, rule_subject(reader, rule, asked, request.app.state.shades_of), asked)


@router.get(f"{EMBED}/{{layer}}", response_class=HTMLResponse)
def layer_page(request: Request, layer: str, asked: AskedView) -> Response:
    """A layer as a map alone, for a frame in the page of another site."""
    return _page(request, public_reader(request), layer_subject(layer), asked)


def public_reader(request: Request) -> ReadAs:
    """Whoever is signed in: what is shown on pages of others is what everybody sees."""
    return ReadAs(request.app.state.database, Audience.PUBLIC)


def _guests(request: Request) -> tuple[str, ...]:
    """Origins of sites that may show our maps."""
    settings: Settings = request.app.state.settings
    return tuple(settings.embed_ancestors.split())


def _page(request: Request, reader: ReadAs, subject: Subject, asked: Asked) -> Response:
    settings: Settings = request.app.state.settings
    unit = asked_unit(reader, asked)
    base_map = describe_base_map(settings) if asked.base else None
    home, ancestors = home_of(reader, subject, unit), _guests(request)
    shown = Shown(subject, asked, unit, home, ancestors, base_map)
    return page_answer(request, render_embed(shown, frame_of(request), public_base(request)), asked.language)
