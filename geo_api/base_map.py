"""What lies under the layers of our maps, where a setting says so: browsers fetch it, the service asks nobody."""

from typing import Any

from geo_api.base_map_settings import BaseMapSettings

BASE_MAP_PATH = "/tiles/basemap.pmtiles"


def describe_base_map(settings: BaseMapSettings) -> dict[str, Any] | None:
    """As scripts of pages are told; None without one. A file of this machine has an address of our own."""
    url = settings.basemap_url
    if url is None:
        return None
    return {
        "url": BASE_MAP_PATH if settings.basemap_file else url,
        "isArchive": settings.is_basemap_archive,
        "attribution": settings.basemap_attribution,
    }
