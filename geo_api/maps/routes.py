"""`/`: the public map. `/dia-chi`: old address, new address. `/static/…`: the files it is made of."""

from typing import Annotated, Literal

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.responses import HTMLResponse, Response

from geo_api.access import Reader
from geo_api.archive_address import archive_address
from geo_api.assets import MOUNT, ImmutableFiles, static_folder
from geo_api.base_map import describe_base_map
from geo_api.links import public_base
from geo_api.map_frame import DEFAULT_RULE
from geo_api.maps.finder import PATH, Asked, render_finder
from geo_api.maps.page import Viewer, render_map
from geo_api.pages import Language, frame_of, page_answer, page_language
from geo_api.settings import Settings
from geo_api.values import VALUE_LENGTH
from layers.layer import Audience

router = APIRouter(tags=["pages"])


# Other parameters are let pass: sites that share a link add their own (fbclid, utm_source).
@router.get("/", response_class=HTMLResponse)
def map_page(
    request: Request,
    reader: Reader,
    lang: Language = None,
    rule: Annotated[str, Query(max_length=VALUE_LENGTH, description="The rule whose results are shown")] = DEFAULT_RULE,
) -> Response:
    """The map of the communes and of all layers that the reader sees."""
    language = page_language(request, lang)
    viewer = Viewer(reader.audience, request.scope.get("root_path", ""))
    # What is in a file is the public's.
    settings: Settings = request.app.state.settings
    archive = archive_address(settings) if reader.audience is Audience.PUBLIC else None
    settled = {"archive": archive, "baseMap": describe_base_map(settings), "prefix": settings.address_prefix}
    layers, frame, site = reader.layers.values(), frame_of(request), public_base(request)
    html = render_map(language, layers, frame, settled, viewer, rule, site)
    return page_answer(request, html, language)


@router.get(PATH, response_class=HTMLResponse)
def finder_page(
    request: Request,
    lang: Language = None,
    q: Annotated[
        str, Query(max_length=VALUE_LENGTH, description="A commune, old or new, a whole address line, or a code")
    ] = "",
    to: Annotated[Literal["new", "old"], Query(description="new: what it is today; old: what it was")] = "new",
) -> Response:
    """Old address, new address: which unit of today a former one belongs to, and by which decree; and the way back."""
    language = page_language(request, lang)
    settings: Settings = request.app.state.settings
    html = render_finder(
        language, Asked(q.strip(), to), frame_of(request), settings.address_prefix, public_base(request)
    )
    return page_answer(request, html, language)


def mount_static(app: FastAPI) -> None:
    """Serve the built front end under `/static`."""
    app.mount(MOUNT, ImmutableFiles(directory=static_folder(), check_dir=False), name="static")
