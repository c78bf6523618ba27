"""`/oembed` and `/og/…`: what other sites and chats show for a link to one of our maps."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from geo_api.answers import cacheable
from geo_api.embeds.asked import MAX_ID, Asked, asked_by, view_of
from geo_api.embeds.oembed import (
    CACHE_SECONDS,
    LONGEST_URL,
    Meant,
    OEmbedDocument,
    address_of,
    frame_html,
    meant_by,
    size_within,
)
from geo_api.embeds.page import title_of
from geo_api.embeds.pictures import KEPT_SECONDS, Pictures, draw_picture
from geo_api.embeds.routes import public_reader
from geo_api.embeds.subject import Subject, asked_unit, layer_subject, rule_subject
from geo_api.errors import BadRequest, NotOffered, not_found
from geo_api.identity import Identity
from geo_api.language import DEFAULT, LANGUAGES, primary
from geo_api.links import public_base
from geo_api.map_frame import DEFAULT_RULE
from geo_api.pages import Language, page_language
from geo_api.parameters import AskedDay, only_declared
from geo_api.reading import ReadAs
from geo_api.shared_link import picture_address
from geo_api.values import parse_integer

router = APIRouter(tags=["pages"])

PNG = "image/png"
IS_PICTURE: dict[int | str, dict[str, Any]] = {200: {"content": {PNG: {}}, "description": "1200 × 630 pixels"}}
Size = Annotated[str | None, Query(description="Pixels", json_schema_extra={"type": "integer", "minimum": 1})]
AskedUnit = Annotated[str | None, Query(description="Identity of a unit (unit_id): shown and outlined")]


# Other parameters are let pass: those who ask add their own (dnt).
@router.get("/oembed", response_model=OEmbedDocument, responses={501: {"description": "A format other than json"}})
def oembed(
    request: Request,
    url: Annotated[str, Query(max_length=LONGEST_URL, description="Address of one of our maps: `/embed/…` or `/`")],
    maxwidth: Size = None,
    maxheight: Size = None,
    format: Annotated[str, Query(description="json", json_schema_extra={"enum": ["json"]})] = "json",  # noqa: A002  # the standard's name
) -> Response:
    """How to show one of our maps within another page (oEmbed 1.0, type `rich`). 404 for addresses of others."""
    if format != "json":
        raise NotOffered("oEmbed ở đây chỉ có dạng json.", "oEmbed is offered as json only.")
    most = [None if size is None else parse_integer("maxwidth", size, 1, 100_000) for size in (maxwidth, maxheight)]
    base = public_base(request)
    meant = meant_by(url, base, DEFAULT_RULE)
    if meant is None:
        raise not_found()
    document = _document(request, base, meant, size_within(*most))
    response = cacheable(request, document.model_dump_json().encode(), "application/json")
    response.headers["Cache-Control"] = f"public, max-age={CACHE_SECONDS // 24}"
    return response


def _document(request: Request, base: str, meant: Meant, size: tuple[int, int]) -> OEmbedDocument:
    """Raises NotFound, also for a link with parameters that cannot be: there is no such map."""
    reader = public_reader(request)
    try:
        asked = _asked(meant)
        subject = _subject(request, reader, meant, asked)
        unit = asked_unit(reader, asked)
    except BadRequest:
        raise not_found() from None
    title = title_of(subject, unit, asked.language)
    width, height = size
    who: Identity = request.app.state.identity
    return OEmbedDocument(
        title=title,
        provider_name=who.title.in_language(asked.language),
        provider_url=f"{base}/",
        html=frame_html(address_of(base, subject.path, asked), title, width, height),
        width=width,
        height=height,
        thumbnail_url=picture_address(base, subject.path, **asked.of_picture),
    )


def _asked(meant: Meant) -> Asked:
    """Raises BadRequest."""
    language = primary(dict(meant.said).get("lang", DEFAULT))
    if language not in LANGUAGES:
        raise BadRequest("Tham số “lang” là vi hoặc en.", "Parameter “lang” is vi or en.")
    return asked_by(meant.said, language)


def _subject(request: Request, reader: ReadAs, meant: Meant, asked: Asked) -> Subject:
    if meant.rule is None:
        return layer_subject(meant.layer or "")
    return rule_subject(reader, meant.rule, asked, request.app.state.shades_of)


@router.get(
    "/og/coverage/{rule}.png",
    response_class=Response,
    responses=IS_PICTURE,
    dependencies=[Depends(only_declared)],
)
async def rule_picture(
    request: Request, rule: str, at: AskedDay, unit: AskedUnit = None, lang: Language = None
) -> Response:
    """The results of a rule as a picture, for links to its map."""
    return await _picture(request, Meant(rule, None), _of(request, at, unit, lang))


@router.get("/og/{layer}.png", response_class=Response, responses=IS_PICTURE, dependencies=[Depends(only_declared)])
async def layer_picture(
    request: Request, layer: str, at: AskedDay, unit: AskedUnit = None, lang: Language = None
) -> Response:
    """A layer as a picture, for links to its map."""
    return await _picture(request, Meant(None, layer), _of(request, at, unit, lang))


def _of(request: Request, at: AskedDay, unit: str | None, lang: str | None) -> Asked:
    if unit is not None:
        parse_integer("unit", unit, 1, MAX_ID)
    return view_of(at, page_language(request, lang), {"unit": unit})


async def _picture(request: Request, meant: Meant, asked: Asked) -> Response:
    """Raises Unavailable when too many wait already."""
    pictures: Pictures = request.app.state.pictures
    key = (meant.rule, meant.layer, asked)
    body = await pictures.of(key, lambda: _drawn(request, meant, asked))
    response = cacheable(request, body, PNG, "Accept-Language")
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response


def _drawn(request: Request, meant: Meant, asked: Asked) -> bytes:
    who: Identity = request.app.state.identity
    reader = public_reader(request)
    subject = _subject(request, reader, meant, asked)
    return draw_picture(reader, subject, asked_unit(reader, asked), asked, who)
