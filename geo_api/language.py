"""Vietnamese and English: which a reader prefers, answers that carry both, how days and numbers are written."""

from datetime import date
from typing import TYPE_CHECKING

from pydantic import BaseModel

from layers.layer import Text

if TYPE_CHECKING:
    from starlette.requests import Request

DEFAULT = "vi"
LANGUAGES = ("vi", "en")
# Of `calendar` they would be in the language of the machine.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Words(BaseModel):
    """A text in both languages."""

    vi: str
    en: str

    @classmethod
    def of(cls, text: Text) -> "Words":
        return cls(vi=text.vi, en=text.en)


def primary(tag: str) -> str:
    """The language of a tag without region or script (BCP 47): ``vi`` of ``vi-VN``."""
    return tag.strip().lower().partition("-")[0]


def other_language(language: str) -> str:
    return "vi" if language == "en" else "en"


def language_of(request: "Request") -> str:
    """The language to answer `request` in; the answer then varies by Accept-Language."""
    return preferred(request.headers.get("accept-language", ""))


def preferred(accept_language: str) -> str:
    """The language of an Accept-Language header (RFC 9110, 12.5.4); ``vi`` when it names neither."""
    ranked = sorted((_parse(part) for part in accept_language.split(",")), key=lambda item: -item[1])
    return next((tag for tag, weight in ranked if tag in LANGUAGES and weight > 0), DEFAULT)


def day_in(day: date, language: str) -> str:
    """1/7/2025 in Vietnamese, 1 July 2025 in English, as the scripts of pages write it."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if language == "en" else f"{day.day}/{day.month}/{day.year}"


def grouped(value: float, language: str, decimals: int = 0) -> str:
    """1.234,5 in Vietnamese, 1,234.5 in English."""
    text = f"{value:,.{decimals}f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def _parse(part: str) -> tuple[str, float]:
    tag, _, parameters = part.strip().partition(";")
    _, _, weight = parameters.partition("q=")
    try:
        return primary(tag), float(weight or 1)
    except ValueError:
        return "", 0.0
