"""The page `/gallery`: examples of maps with their pictures, to open and to embed. It needs no scripts."""

from collections.abc import Iterator, Sequence
from typing import Any

from geo_api.embeds.examples import Example, Part
from geo_api.embeds.words_gallery import GALLERY_WORDS, PARTS
from geo_api.language import other_language
from geo_api.pages import Frame
from geo_api.shared_link import PICTURE_HEIGHT, PICTURE_WIDTH

GALLERY = "/gallery"
# Near enough to the top to be seen at once; the others are drawn when somebody comes to them.
_SEEN_FIRST = 3


def render_gallery(language: str, found: Sequence[Example], frame: Frame) -> str:
    """The HTML of the page in `language`."""
    words = frame.words(GALLERY_WORDS, language)
    other = other_language(language)
    return frame.render(
        "geo_api.embeds",
        "gallery.html",
        language,
        words=words,
        other=other,
        other_link=f"{GALLERY}?lang={other}",
        parts=list(_parts(found, language, words)),
        code=_code(found),
        unit=next((each.unit_code for each in found if each.unit_code), None),
        width=PICTURE_WIDTH,
        height=PICTURE_HEIGHT,
    )


def _parts(found: Sequence[Example], language: str, words: dict[str, str]) -> Iterator[dict[str, Any]]:
    for part in Part:
        if cards := [_card(each, language, words, found.index(each)) for each in found if each.part is part]:
            yield {"id": f"part-{part}", "title": PARTS[part].in_language(language), "cards": cards}


def _card(example: Example, language: str, words: dict[str, str], place: int) -> dict[str, Any]:
    title = example.title.in_language(language)
    return {
        "title": title,
        "sentence": example.sentence.in_language(language),
        "picture": example.picture_address(language),
        "picture_of": words["picture_of"].format(title=title),
        "is_late": place >= _SEEN_FIRST,
        "map": example.map_address(language),
        "builder": example.builder_address(language),
    }


def _code(found: Sequence[Example]) -> list[str]:
    """Lines of Python for maps that are there."""
    rule = next((each.rule for each in found if each.part is Part.COVERAGE), None)
    layer = next((each.path for each in found if each.part is Part.LAYER and not each.is_large), None)
    lines = [f'coverage_map(None, "{rule}").save("{rule}.html")'] if rule else []
    lines += [f'layer_map(None, "{layer}").save("{layer}.html")'] if layer else []
    return ["from geo_api.maps import coverage_map, layer_map", "", *lines] if lines else []
