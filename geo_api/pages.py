"""What all pages share: how their templates are filled, in which language, whose they are, the words of their frame."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal

from fastapi import Query, Request
from fastapi.responses import Response
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from pydantic import BeforeValidator

from geo_api.answers import cacheable
from geo_api.assets import asset_urls, static_folder
from geo_api.identity import NOBODY, TITLE, Identity
from geo_api.language import preferred, primary
from layers.layer import Text

HTML = "text/html; charset=utf-8"
Language = Annotated[
    Literal["vi", "en"] | None,
    BeforeValidator(lambda tag: tag and primary(tag)),
    Query(description="That of Accept-Language when absent; a region may follow, as in vi-VN"),
]

FRAME_WORDS = {
    "site": TITLE,
    "other_language": Text("English", "Tiếng Việt"),
    "open_data_all": Text("Dữ liệu mở", "Open data"),
}
# What is wrong with a field that somebody fills in.
FIELD_WORDS = {
    "field_missing": Text("Hãy điền ô này.", "Please fill in this field."),
    "field_choose": Text("Hãy chọn.", "Please choose."),
    "field_least": Text("Ít nhất là {least}.", "At least {least}."),
    "field_most": Text("Nhiều nhất là {most}.", "At most {most}."),
    "field_wrong": Text("Ô này chưa đúng.", "This is not a value for this field."),
}
# Those of the footer, whatever words a page has itself.
FOOT_WORDS = {
    "map": Text("Bản đồ", "Map"),
    "finder": Text("Địa chỉ cũ → mới", "Old address → new"),
    "codes": Text("Tra mã địa chỉ", "Address codes"),
    "open_data": Text("Dữ liệu mở", "Open data"),
    "about_data": Text("Nguồn dữ liệu", "About the data"),
    "gallery": Text("Bản đồ mẫu", "Example maps"),
    "embed": Text("Nhúng bản đồ", "Embed a map"),
    "api": Text("API", "API"),
    "run_by": Text("Cơ quan vận hành", "Run by"),
    "address": Text("Địa chỉ", "Address"),
    "hotline": Text("Đường dây nóng", "Hotline"),
    "email": Text("Thư điện tử", "E-mail"),
    "person": Text("Chịu trách nhiệm", "Person responsible"),
    "licence": Text("Giấy phép", "Licence"),
    "badge": Text("Tín nhiệm mạng", "Tín nhiệm mạng certificate"),
    "links": Text("Các trang", "Pages"),
    "contact": Text("Liên hệ, giấy phép", "Contact, licence"),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page is made with. assets: addresses of built files by name; who: whose map it is."""

    assets: Mapping[str, str]
    who: Identity = NOBODY

    def words(self, texts: Mapping[str, Text], language: str) -> dict[str, str]:
        """`texts` in one language, with the title that the site has here."""
        words = {key: text.in_language(language) for key, text in texts.items()}
        return {**words, "site": self.who.title.in_language(language)}

    def render(self, package: str, name: str, language: str, **filled: Any) -> str:
        """The HTML of the template `name` in the package's folder."""
        foot = {key: text.in_language(language) for key, text in FOOT_WORDS.items()}
        template = environment(package).get_template(name)
        return template.render(language=language, assets=self.assets, who=self.who, foot=foot, **filled)


def frame_of(request: Request) -> Frame:
    """Raises Unavailable when the front end was never built."""
    return Frame(asset_urls(static_folder()), request.app.state.identity)


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
    return primary(lang) if lang else preferred(request.headers.get("accept-language", ""))


def page_answer(request: Request, html: str, language: str) -> Response:
    response = cacheable(request, html.encode(), HTML, "Accept-Encoding, Accept-Language")
    response.headers["Content-Language"] = language
    return response
