"""What `wardmap doctor` says of how the service meets browsers."""

from geo_api.ops.finding import Finding
from geo_api.settings import ANY_SITE, Settings
from layers.layer import Text


def embeds(settings: Settings) -> Finding:
    """Whose pages may show ours within them."""
    remedy = Text(
        "Mọi trang đều nhúng được /embed/…. Hãy ghi tên từng trang vào WARDMAP_EMBED_ANCESTORS.",
        "Any site may show /embed/… in a frame. Name the sites in WARDMAP_EMBED_ANCESTORS.",
    )
    return Finding("embeds", settings.embed_ancestors != ANY_SITE, settings.embed_ancestors or "—", remedy)
