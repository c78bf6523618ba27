"""What all pages share: how their templates are filled, in which language, and the words of their frame."""

from functools import cache
from typing import Annotated, Literal

from fastapi import Query, Request
from fastapi.responses import Response
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from geo_api.answers import cacheable
from geo_api.language import preferred
from layers.layer import Text

HTML = "text/html; charset=utf-8"
Language = Annotated[Literal["vi", "en"] | None, Query(description="That of Accept-Language when absent")]

FRAME_WORDS = {
    "site": Text("Bản đồ số Nam Định — Ninh Bình", "Map of Nam Định — Ninh Bình"),
    "other_language": Text("English", "Tiếng Việt"),
    "open_data_all": Text("Dữ liệu mở", "Open data"),
    "api": Text("API", "API"),
}


@cache
def environment(package: str) -> Environment:
    """Templates in the package's folder, and those that all extend: all put in is escaped, nothing may be missing."""
    return Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("geo_api")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page_language(request: Request, lang: str | None) -> str:
    """The language of a page: the one its address names, else that of the browser."""
    return lang or preferred(request.headers.get("accept-language", ""))


def page_answer(request: Request, html: str, language: str) -> Response:
    response = cacheable(request, html.encode(), HTML, "Accept-Encoding, Accept-Language")
    response.headers["Content-Language"] = language
    return response
