"""What a link to one of our maps looks like in a chat (Open Graph), and how others embed it (oEmbed)."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

PICTURE_WIDTH, PICTURE_HEIGHT = 1200, 630
LOCALES = {"vi": "vi_VN", "en": "en_GB"}


@dataclass(frozen=True, slots=True)
class SharedLink:
    """A page by its address, with the words and the picture that stand for it.

    oembed: where it is said how to embed it.
    """

    address: str
    title: str
    summary: str
    site: str
    picture: str
    language: str
    oembed: str | None = None
    width: int = PICTURE_WIDTH
    height: int = PICTURE_HEIGHT

    @property
    def locale(self) -> str:
        return LOCALES[self.language]


def rule_path(rule: str) -> str:
    """Of the map of a rule's results, behind `/embed/` and `/og/`."""
    return f"coverage/{quote(rule, safe='')}"


def picture_address(base: str, path: str, **parameters: str) -> str:
    """Of the picture of a map, as its page is behind `/embed/`."""
    query = f"?{urlencode(parameters)}" if parameters else ""
    return f"{base}/og/{path}.png{query}"


def oembed_address(base: str, address: str) -> str:
    return f"{base}/oembed?url={quote(address, safe='')}"
