"""The page `/embed`: a map for the page of another site is put together, seen, and its lines copied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo_api.days import today
from geo_api.embeds.subject import UNDERNEATH, layers_to_embed
from geo_api.embeds.words_builder import BUILDER_WORDS
from geo_api.language import other_language
from geo_api.map_frame import GROUPS
from geo_api.pages import Frame
from geo_api.settings import ANY_SITE

# Width and height of the frame, as the lines have it.
RATIOS = ("16:9", "4:3", "1:1", "3:4")
LEAST_WIDTH, LEAST_HEIGHT, MOST = 320, 240, 4000


@dataclass(frozen=True, slots=True)
class Site:
    """base: the address that the world knows us by. ancestors: origins of other sites that may show our maps.

    has_base_map: whether maps can lie over a base map.
    """

    base: str
    ancestors: tuple[str, ...]
    has_base_map: bool = False


def render_builder(language: str, calculated: Sequence[str], site: Site, frame: Frame) -> str:
    """The HTML of the page. calculated: ids of the rules that have results."""
    words = frame.words(BUILDER_WORDS, language)
    sizes = {"width": LEAST_WIDTH, "height": LEAST_HEIGHT, "most": MOST}
    return frame.render(
        "geo_api.embeds",
        "builder.html",
        language,
        other=other_language(language),
        words=words,
        groups=_groups(language),
        ratios=[(ratio, words["wide"].format(ratio=ratio)) for ratio in RATIOS],
        sizes=sizes,
        today=today().isoformat(),
        may=_may(site, words),
        has_base_map=site.has_base_map,
        catalogue={
            "language": language,
            "words": words,
            "layers": [],
            "builder": {"site": site.base, "calculated": list(calculated), "underneath": list(UNDERNEATH), **sizes},
        },
    )


def _groups(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The layers that can be shown, name and title, under the titles of their groups."""
    layers = layers_to_embed().values()
    groups = [(title, [layer for layer in layers if layer.group is group]) for group, title in GROUPS.items()]
    return [
        (title.in_language(language), [(layer.name, layer.title.in_language(language)) for layer in members])
        for title, members in groups
        if members
    ]


def _may(site: Site, words: Mapping[str, str]) -> str:
    if ANY_SITE in site.ancestors:
        return words["may_any"]
    return words["may_some"].format(sites=", ".join(site.ancestors)) if site.ancestors else words["may_none"]
