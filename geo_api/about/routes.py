"""`/about-data`: where the data comes from. `/identity/…`: the logo and the colours of whoever runs the map."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import HTMLResponse

from geo_api.about.gather import Gathered
from geo_api.about.page import PATH, render_about
from geo_api.assets import CACHE_FOREVER
from geo_api.errors import not_found
from geo_api.identity import FILES, Identity
from geo_api.pages import Language, frame_of, page_answer, page_language
from geo_api.parameters import only_declared
from geo_api.values import VALUE_LENGTH

router = APIRouter(tags=["pages"])

IS_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/png": {}, "image/svg+xml": {}, "image/webp": {}, "text/css": {}}}
}
# A drawing that is opened by itself may neither run nor load anything.
ALONE = {"Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'"}


# Other parameters are let pass: sites that share a link add their own (fbclid, utm_source).
@router.get(PATH, response_class=HTMLResponse)
def about_data_page(request: Request, lang: Language = None) -> Response:
    """Where the data of every open layer comes from, how new and exact it is, and how it may be used."""
    language = page_language(request, lang)
    gathered: Gathered = request.app.state.about_data
    return page_answer(request, render_about(language, gathered.known(), frame_of(request)), language)


@router.get(f"{FILES}{{name}}", response_class=Response, responses=IS_FILE, dependencies=[Depends(only_declared)])
def identity_file(
    request: Request, name: Annotated[str, Path(max_length=VALUE_LENGTH, description="With a hash of what is in it")]
) -> Response:
    """The logo or a style sheet of the agency that runs the map."""
    who: Identity = request.app.state.identity
    file = who.files.get(name)
    if file is None:
        raise not_found()
    return Response(file.content, headers={"Cache-Control": CACHE_FOREVER, **ALONE}, media_type=file.media_type)
