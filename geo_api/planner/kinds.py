"""Kinds of which rules speak, as the scripts of planners' pages know them: by the set and the name (``asset/wifi``)."""

from layers.indicators.registry import all_indicators
from layers.layer import Group
from layers.registry import layers_by_kind


def kind_layers() -> dict[str, str]:
    """The layer that holds each."""
    return {f"{group}/{kind}": layer.name for (group, kind), layer in layers_by_kind().items()}


def kind_titles(language: str) -> dict[str, str]:
    """What each is called; indicators are kinds, too."""
    kinds = {
        f"{group}/{kind}": layer.kind_title(kind).in_language(language)
        for (group, kind), layer in layers_by_kind().items()
    }
    figures = {f"{Group.INDICATOR}/{code}": each.title.in_language(language) for code, each in all_indicators().items()}
    return kinds | figures
