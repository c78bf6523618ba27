"""`/api/v1/public/addresses/{code}` and `/d/{code}`: one address by its exact code. No list, no way back."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from geo_api.addresses.public.documents import PublicAddress, address_document
from geo_api.addresses.public.lookup import NoSuchCode, look_up
from geo_api.addresses.public.page import PATH, Asked, render_address
from geo_api.addresses.typed_code import NotACode, accepted
from geo_api.pages import HTML, Language, frame_of, page_language
from geo_api.parameters import only_declared
from geo_api.settings import Settings

router = APIRouter()

# One answer is a plate at a gate; many kept together are a register of who lives where.
UNSEEN = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow, noarchive"}
Code = Annotated[
    str,
    Path(
        description="The code on the plate, as people type it: small letters, hyphens, spaces; ND may be left out",
        json_schema_extra={"example": "ND-XT4-32JN"},
    ),
]
SAYS_WHY: dict[int | str, dict[str, Any]] = {
    400: {"description": "No code can be so: says which character, or what else, is wrong"},
    404: {"description": "The code is right in itself, and nothing has it"},
}


@router.get(
    "/api/v1/public/addresses/{code}",
    tags=["addresses"],
    response_model=PublicAddress,
    responses=SAYS_WHY,
    dependencies=[Depends(only_declared)],
)
def public_address(request: Request, code: Code) -> Response:
    """The address that has exactly this code: its status, one line of text without names, its point."""
    settings: Settings = request.app.state.settings
    found = look_up(request.app.state.database, code, settings.address_prefix)
    body = address_document(found.address).model_dump_json()
    return Response(body, headers=UNSEEN, media_type="application/json")


# Other parameters are let pass: sites that share a link add their own.
@router.get(PATH, tags=["pages"], response_class=HTMLResponse)
def ask_page(
    request: Request,
    lang: Language = None,
    code: Annotated[str, Query(description="As it was typed: leads to the page of that code")] = "",
) -> Response:
    """Look up an address code: a form."""
    prefix = _prefix(request)
    if not code:
        return _page(request, lang, Asked("", prefix), 200)
    try:
        wanted = accepted(code, prefix).code
    except NotACode as error:
        return _page(request, lang, Asked(code, prefix, refusal=error.detail), error.status)
    return RedirectResponse(f"{PATH}/{wanted}" + (f"?lang={lang}" if lang else ""), 303, UNSEEN)


@router.get(f"{PATH}/{{code}}", tags=["pages"], response_class=HTMLResponse, responses=SAYS_WHY)
# As QR codes have it, where capitals make the smaller symbol.
@router.get(f"{PATH.upper()}/{{code}}", include_in_schema=False, response_class=HTMLResponse)
def address_page(request: Request, code: Code, lang: Language = None) -> Response:
    """What this address code is: status, text without names, map; and what replaced it."""
    prefix = _prefix(request)
    try:
        found = look_up(request.app.state.database, code, prefix)
    except (NotACode, NoSuchCode) as error:
        is_unknown = isinstance(error, NoSuchCode)
        asked = Asked(code, prefix, refusal=error.detail, is_unknown=is_unknown)
        return _page(request, lang, asked, error.status)
    return _page(request, lang, Asked(code, prefix, found), 200)


def _prefix(request: Request) -> str:
    settings: Settings = request.app.state.settings
    return settings.address_prefix


def _page(request: Request, lang: str | None, asked: Asked, status: int) -> Response:
    language = page_language(request, lang)
    html = render_address(language, asked, frame_of(request))
    headers = {**UNSEEN, "Content-Language": language, "Vary": "Accept-Language"}
    return Response(html, status, headers, HTML)
