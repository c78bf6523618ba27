"""`/about-data`: where the data comes from. `/identity/…`: the logo and the colours of whoever runs the map."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from geo_api.about.catalogue import JSON_LD, Catalogue
from geo_api.about.gather import Known
from geo_api.about.page import PATH, render_about
from geo_api.answers import cacheable
from geo_api.assets import CACHE_FOREVER
from geo_api.errors import not_found
from geo_api.formats import HTML, Format, wanted_format
from geo_api.identity import FILES, Identity
from geo_api.kept_minute import KeptMinute
from geo_api.links import public_base
from geo_api.pages import Language, frame_of, page_answer, page_language
from geo_api.parameters import only_declared
from geo_api.values import VALUE_LENGTH

router = APIRouter(tags=["pages"])

IS_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/png": {}, "image/svg+xml": {}, "image/webp": {}, "text/css": {}}}
}
CATALOGUE = Format("jsonld", JSON_LD, "DCAT-AP")
# The page for whoever has no wish.
FORMS = (HTML, CATALOGUE)
VARY = "Accept, Accept-Encoding"
AskedForm = Annotated[
    Literal["html", "jsonld"] | None, Query(description="jsonld: a DCAT-AP catalogue; by default what Accept asks for")
]
IS_PAGE: dict[int | str, dict[str, Any]] = {200: {"content": {JSON_LD: {}}}}
# A drawing that is opened by itself may neither run nor load anything.
ALONE = {"Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'"}


# Other parameters are let pass: sites that share a link add their own (fbclid, utm_source).
@router.get(PATH, response_class=HTMLResponse, responses=IS_PAGE)
def about_data_page(request: Request, lang: Language = None, f: AskedForm = None) -> Response:  # noqa: ARG001  # read by wanted_format
    """Where the data of every open layer comes from, how new and exact it is, and how it may be used.

    Programs have the same as a catalogue: DCAT-AP as JSON-LD, in both languages at once.
    """
    kept: KeptMinute[Known] = request.app.state.about_data
    known, who = kept.get(), frame_of(request).who
    if wanted_format(request, FORMS) is CATALOGUE:
        document = Catalogue(known, who, public_base(request)).document()
        return cacheable(request, json.dumps(document, ensure_ascii=False).encode(), JSON_LD, VARY)
    language = page_language(request, lang)
    response = page_answer(request, render_about(language, known, frame_of(request)), language)
    response.headers["Vary"] = f"{VARY}, Accept-Language"
    return response


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
