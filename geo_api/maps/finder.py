"""The page “địa chỉ cũ → địa chỉ mới”: the frame, its words and what was asked; the scripts fetch the answer."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal
from urllib.parse import urlencode

from geo_api.language import other_language
from geo_api.maps.page import TEMPLATES
from geo_api.maps.words import WORDS
from geo_api.maps.words_finder import FINDER_WORDS, SHARED
from geo_api.pages import Frame
from geo_api.shared_link import SharedLink, picture_address
from geo_api.values import VALUE_LENGTH

PATH = "/dia-chi"
TEXTS = {**{key: WORDS[key] for key in SHARED}, **FINDER_WORDS}
EXAMPLES = ("example_name", "example_line", "example_bare", "example_code")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link to the page asks: a name, address line or code, and whether for what came after or before."""

    q: str
    to: Literal["new", "old"]

    def link(self, language: str) -> str:
        """The address that asks the same in `language`."""
        given = {key: value for key, value in asdict(self).items() if value not in ("", "new")}
        return f"{PATH}?{urlencode({'lang': language, **given})}"


def render_finder(language: str, asked: Asked, frame: Frame, prefix: str, site: str) -> str:
    """The HTML of the page in `language` with `asked` in its form.

    prefix: what codes of addresses begin with. site: our own address.
    """
    words = frame.words(TEXTS, language)
    other = other_language(language)
    return frame.render(
        TEMPLATES,
        "finder.html",
        language,
        words=words,
        asked=asked,
        other=other,
        other_link=asked.link(other),
        link=_link(language, asked, words, site),
        longest=VALUE_LENGTH,
        examples=[Asked(words[key], "new") for key in EXAMPLES],
        data_link=f"/api/v1/units/resolve?{urlencode({'name': asked.q or words['example_name']})}",
        catalogue={"language": language, "words": words, "layers": [], "prefix": prefix},
    )


def _link(language: str, asked: Asked, words: Mapping[str, str], site: str) -> SharedLink:
    return SharedLink(
        address=f"{site}{asked.link(language)}",
        title=f"{asked.q} · {words['finder']}" if asked.q else words["finder"],
        summary=words["finder_summary"],
        site=words["site"],
        picture=picture_address(site, "communes", lang=language),
        language=language,
    )


def words_in(language: str) -> dict[str, str]:
    """The words of the page in one language: its own and those it shares with the map."""
    return {key: text.in_language(language) for key, text in TEXTS.items()}
