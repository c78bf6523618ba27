"""Whose map this is, as pages tell it: out of the settings, made once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from geo_api.accent import Accent, Shades, accent_of
from geo_api.assets import asset_urls, static_folder
from geo_api.identity_settings import both
from geo_api.logo import Logo, read_logo
from geo_api.settings import Settings
from layers.layer import Text

# Where the files of an agency are, by names with a hash of what is in them.
FILES = "/identity/"
TITLE = Text("Bản đồ số Nam Định — Ninh Bình", "Map of Nam Định — Ninh Bình")
# Our sign as phones have it, as it is built.
ICONS = ("icon-192.icon.png", "icon-512.icon.png")
# What browsers draw around our pages, and the accent of light.css.
THEME_COLOR, ACCENT_COLOR = "#0b4f63", "#0b5f79"


@dataclass(frozen=True, slots=True)
class File:
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Identity:
    """agency and what follows: None where nobody said. data_licence: of what the agency itself publishes."""

    title: Text = TITLE
    agency: Text | None = None
    address: str | None = None
    hotline: str | None = None
    email: str | None = None
    person: str | None = None
    licence: str | None = None
    badge: str | None = None
    data_licence: str | None = None
    data_licence_url: str | None = None
    logo: Logo | None = None
    accent: Accent | None = None

    @cached_property
    def files(self) -> Mapping[str, File]:
        """What is served under `FILES`, by name."""
        sheets = {name: File("text/css; charset=utf-8", css) for name, css in self._sheets.values()}
        logo = {self.logo.name: File(self.logo.media_type, self.logo.content)} if self.logo else {}
        return {**sheets, **logo, **{name: File("image/png", icon) for name, icon in self._icons.values()}}

    @cached_property
    def _sheets(self) -> dict[str, tuple[str, bytes]]:
        """Name and text of the style sheets, for light and for dark pages."""
        if self.accent is None:
            return {}
        head = self.accent.light.accent
        sheets = {"light": _css(self.accent.light, head), "dark": _css(self.accent.dark, head)}
        return {which: (f"{which}-{_hash(css)}.css", css) for which, css in sheets.items()}

    @cached_property
    def _icons(self) -> dict[str, tuple[str, bytes]]:
        """Built picture of our sign → the same in the agency's colour, and its name."""
        if self.accent is None:
            return {}
        from geo_api.app_icon import colored_icon  # noqa: PLC0415  # heavy: commands need no icons

        folder = static_folder()
        built = {name: folder / Path(asset_urls(folder)[name]).name for name in ICONS}
        drawn = {name: colored_icon(path, self.accent_color) for name, path in built.items()}
        return {name: (f"icon-{_hash(icon)}.png", icon) for name, icon in drawn.items()}

    @property
    def icons(self) -> Mapping[str, str]:
        """Addresses of our sign for phones, by the built picture that it takes the place of; none without a colour."""
        return {built: FILES + name for built, (name, _) in self._icons.items()}

    @property
    def logo_address(self) -> str | None:
        return FILES + self.logo.name if self.logo else None

    @property
    def icon_type(self) -> str:
        """Media type of the sign of the page."""
        return self.logo.media_type if self.logo else "image/svg+xml"

    @property
    def sheets(self) -> Mapping[str, str]:
        """Addresses of the style sheets for light and for dark pages; none without a colour of its own."""
        return {which: FILES + name for which, (name, _) in self._sheets.items()}

    @property
    def theme_color(self) -> str:
        return self.accent_color if self.accent else THEME_COLOR

    @property
    def accent_color(self) -> str:
        """That of light pages, for what is drawn elsewhere."""
        return self.accent.light.accent if self.accent else ACCENT_COLOR

    @property
    def called(self) -> str | None:
        """The number as a link has it (RFC 3966)."""
        return re.sub(r"[^\d+]", "", self.hotline) if self.hotline else None

    @property
    def has_more(self) -> bool:
        """Whether there is more to tell than names."""
        return any((self.address, self.hotline, self.email, self.person, self.licence, self.badge))

    def made_by(self, language: str) -> str:
        """Who is behind a map, in one line: the agency, else the site."""
        return (self.agency or self.title).in_language(language)


NOBODY = Identity()


def identity_of(settings: Settings) -> Identity:
    """Raises SettingRefused when the logo is no longer what it was when the settings were read."""
    return Identity(
        title=both(settings.site_title, settings.site_title_en) or TITLE,
        agency=both(settings.agency, settings.agency_en),
        address=settings.agency_address,
        hotline=settings.agency_hotline,
        email=settings.agency_email,
        person=settings.agency_person,
        licence=settings.agency_licence,
        badge=settings.trust_badge_url,
        data_licence=settings.data_licence,
        data_licence_url=settings.data_licence_url,
        logo=read_logo(settings.logo) if settings.logo else None,
        accent=accent_of(settings.accent_color) if settings.accent_color else None,
    )


def _css(shades: Shades, head: str) -> bytes:
    """head: what is behind white words, on light and on dark pages."""
    of_head = f"--head:{head};--head-ink:#fff"
    return f":root{{--accent:{shades.accent};--accent-soft:{shades.soft};{of_head}}}\n".encode()


def _hash(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()
