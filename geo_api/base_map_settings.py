"""The settings of a base map, which may lie under the layers of our own."""

from pathlib import Path

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings

from geo_api.setting_refused import SettingRefused
from geo_api.web_address import is_plain_address

# The places in the address of a tile: zoom, column, row.
XYZ = ("{z}", "{x}", "{y}")
ARCHIVE_ENDING = ".pmtiles"


class BaseMapSettings(BaseSettings):
    basemap_url: str | None = Field(
        default=None,
        description="A base map: XYZ pictures, https://…/{z}/{x}/{y}.png, or a PMTiles archive, a file or an address.",
    )
    basemap_attribution: str = Field(
        default="", max_length=200, validate_default=True, description="Whose the base map is; it is shown with it."
    )

    @field_validator("basemap_url")
    @classmethod
    def _is_base_map(cls, value: str | None) -> str | None:
        """Which of both it is, its own form says: the service asks nobody."""
        if not value:
            return None
        is_elsewhere = "://" in value
        is_xyz = is_elsewhere and all(value.count(place) == 1 for place in XYZ)
        if not (is_xyz or value.endswith(ARCHIVE_ENDING)) or (is_elsewhere and not is_plain_address(value)):
            raise SettingRefused(
                "phải như https://tiles.example.vn/{z}/{x}/{y}.png, hoặc tệp hay địa chỉ .pmtiles",
                "must be such as https://tiles.example.vn/{z}/{x}/{y}.png, or a file or address .pmtiles",
            )
        return value

    @field_validator("basemap_attribution")
    @classmethod
    def _names_its_owner(cls, value: str, about: ValidationInfo) -> str:
        if about.data.get("basemap_url") and not value.strip():
            raise SettingRefused(
                "phải ghi nguồn của bản đồ nền đặt ở WARDMAP_BASEMAP_URL",
                "must say whose the base map of WARDMAP_BASEMAP_URL is",
            )
        return value.strip()

    @property
    def is_basemap_archive(self) -> bool:
        """Of the two kinds that there are, by its ending."""
        return (self.basemap_url or "").endswith(ARCHIVE_ENDING)

    @property
    def basemap_file(self) -> Path | None:
        """The base map where it is a file of this machine."""
        return None if self.basemap_url is None or "://" in self.basemap_url else Path(self.basemap_url)
