"""Where the archive is that the map is drawn from: a file of this machine has an address of our own."""

from geo_api.settings import Settings

ARCHIVE_PATH = "/tiles/archive.pmtiles"


def archive_address(settings: Settings) -> str | None:
    """For our own pages; None when there is no archive."""
    return settings.archive_url or (ARCHIVE_PATH if settings.archive_file else None)
