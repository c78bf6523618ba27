"""The settings that say whose map this is: names, how to reach them, logo and colour. All may be left out."""

import re
from math import floor
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings

from geo_api.accent import LEAST_CONTRAST, accent_of, least_contrast
from geo_api.logo import read_logo
from geo_api.setting_refused import SettingRefused
from layers.layer import Text

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NUMBER = re.compile(r"\+?\d[\d .()-]{1,28}\d")
_MAIL = re.compile(r"[^\s@<>\"']{1,64}@[^\s@<>\"'.]+(\.[^\s@<>\"'.]+)+")
_COLOR = re.compile(r"#[0-9a-f]{6}")
_SECURE = re.compile(r"https://[^\s/\"'<>?#@]+\.[^\s/\"'<>?#@]+([/?#][^\s\"'<>]*)?")
_LINES = (
    *("site_title", "site_title_en", "agency", "agency_en", "agency_address", "agency_hotline", "agency_email"),
    *("agency_person", "agency_licence", "trust_badge_url", "data_licence", "data_licence_url"),
)


class IdentitySettings(BaseSettings):
    site_title: str | None = Field(default=None, max_length=60, description="What the site is called, in Vietnamese.")
    site_title_en: str | None = Field(default=None, max_length=60, description="The same in English.")
    agency: str | None = Field(
        default=None, max_length=120, description="The body that runs the map: in the footer of every page."
    )
    agency_en: str | None = Field(default=None, max_length=120, description="Its name in English.")
    agency_address: str | None = Field(default=None, max_length=200, description="Its postal address.")
    agency_hotline: str | None = Field(default=None, description="The number to call.")
    agency_email: str | None = Field(default=None, max_length=120, description="The address to write to.")
    agency_person: str | None = Field(
        default=None, max_length=120, description="The person responsible for what is on the map."
    )
    agency_licence: str | None = Field(
        default=None, max_length=200, description="Number and date of the licence of the site, and who gave it."
    )
    trust_badge_url: str | None = Field(
        default=None, max_length=500, description="Where the certificate “Tín nhiệm mạng” of the site is shown."
    )
    logo: Path | None = Field(
        default=None, description="A file, PNG, SVG or WebP: the sign in the head of every page, instead of ours."
    )
    accent_color: str | None = Field(
        default=None, description="Colour of links and buttons, as #rrggbb; that of dark pages is found from it."
    )
    data_licence: str | None = Field(
        default=None, max_length=120, description="The licence of the data that the agency publishes, on /about-data."
    )
    data_licence_url: str | None = Field(
        default=None, max_length=500, description="Where the text of that licence stands."
    )

    @field_validator(*_LINES, "logo", "accent_color", mode="before")
    @classmethod
    def _is_perhaps_empty(cls, value: object) -> object:
        """Set to nothing is not set, as a file of Docker has it."""
        return value.strip() or None if isinstance(value, str) else value

    @field_validator(*_LINES)
    @classmethod
    def _is_one_line(cls, value: str | None) -> str | None:
        if value is not None and _CONTROL.search(value):
            raise SettingRefused("phải là một dòng chữ, không có ký tự điều khiển", "must be one line of plain text")
        return value

    @field_validator("agency_hotline")
    @classmethod
    def _is_called(cls, value: str | None) -> str | None:
        if value is not None and not _NUMBER.fullmatch(value):
            raise SettingRefused(
                "phải là số điện thoại như 1022 hoặc 0228 3649 999",
                "must be a telephone number such as 1022 or 0228 3649 999",
            )
        return value

    @field_validator("agency_email")
    @classmethod
    def _is_mailed(cls, value: str | None) -> str | None:
        if value is not None and not _MAIL.fullmatch(value):
            raise SettingRefused(
                "phải là địa chỉ thư điện tử như bando@tinh.gov.vn", "must be a mail address such as bando@tinh.gov.vn"
            )
        return value

    @field_validator("trust_badge_url", "data_licence_url")
    @classmethod
    def _is_linked(cls, value: str | None) -> str | None:
        if value is not None and not _SECURE.fullmatch(value):
            raise SettingRefused(
                "phải là địa chỉ https như https://tinnhiemmang.vn/…",
                "must be an https address such as https://tinnhiemmang.vn/…",
            )
        return value

    @field_validator("logo")
    @classmethod
    def _is_picture(cls, value: Path | None) -> Path | None:
        if value is not None:
            read_logo(value)
        return value

    @field_validator("accent_color")
    @classmethod
    def _is_read(cls, value: str | None) -> str | None:
        if value is None:
            return None
        color = value.lower()
        if not _COLOR.fullmatch(color):
            raise SettingRefused("phải là một màu viết #rrggbb, như #0b5f79", "must be a colour such as #0b5f79")
        try:
            accent_of(color)
        except ValueError:
            raise _too_light(color) from None
        return color


def _too_light(color: str) -> SettingRefused:
    # Cut off, so that what is refused never looks like enough.
    found = f"{floor(least_contrast(color) * 10) / 10}:1"
    needed = f"{LEAST_CONTRAST}:1"
    return SettingRefused(
        f"màu {color} quá nhạt: chữ trắng trên màu ấy, và chữ màu ấy trên trang, có độ tương phản"
        f" {found.replace('.', ',')}, cần ít nhất {needed.replace('.', ',')} (WCAG AA); hãy chọn màu đậm hơn",
        f"{color} is too light: white text on it, and text of that colour on a page, has a contrast of {found},"
        f" {needed} is needed (WCAG AA); choose a darker one",
    )


def both(vi: str | None, en: str | None) -> Text | None:
    """One text out of what is said in either language; None: in none."""
    either = vi or en
    return Text(vi or either, en or either) if either else None
