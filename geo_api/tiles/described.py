"""What tiles of layers are, in the words of TileJSON and of archives."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from importlib.metadata import version
from typing import Any

from layers.layer import MAX_ZOOM, Audience, Geometry, Layer, Text

ATTRIBUTION = Text("Dữ liệu mở của hệ thống, có thể gồm © OpenStreetMap", "Open data, may include © OpenStreetMap")


def vector_layer(layer: Layer, audience: Audience, words: Callable[[Text], str]) -> dict[str, Any]:
    """The entry of a layer in `vector_layers`. words: a text in the language wanted."""
    fields = {f.name: words(f.title) for f in layer.fields_for(audience) if f.tile_from is not None}
    fields |= {name: words(title) for name, title in _counts(layer).items()}
    return {
        "id": layer.name,
        "description": words(layer.description),
        "minzoom": layer.min_zoom,
        "maxzoom": MAX_ZOOM,
        "fields": fields,
    }


def _counts(layer: Layer) -> dict[str, Text]:
    """What features have that stand for several points."""
    if layer.geometry is not Geometry.POINT:
        return {}
    counts = {"point_count": Text("Số điểm mà ký hiệu này đại diện", "Points that this feature stands for")}
    for choice in layer.field(layer.pyramid).choices if layer.pyramid else ():
        title = Text(f"Trong đó: {choice.title.vi}", f"Of these: {choice.title.en}")
        counts[f"count_{choice.value}"] = title
    return counts


def metadata(layers: Sequence[Layer], audience: Audience, at: date | None, made: datetime) -> dict[str, Any]:
    """What an archive says of itself (PMTiles 3, section 5), in both languages.

    at: the day that its tiles are of. made: the moment that they are of.
    """
    return {
        "name": ", ".join(_both(layer.title) for layer in layers),
        "description": " ".join(_both(layer.description) for layer in layers),
        "attribution": _both(ATTRIBUTION),
        "type": "overlay",
        "generator": f"wardmap {version('wardmap')}",
        "vector_layers": [vector_layer(layer, audience, _both) for layer in layers],
        "audience": audience.value,
        "made": made.astimezone(UTC).isoformat(timespec="milliseconds"),
        **({"at": at.isoformat()} if at else {}),
    }


def _both(text: Text) -> str:
    return f"{text.vi} · {text.en}"
