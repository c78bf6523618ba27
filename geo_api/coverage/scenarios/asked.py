"""A scenario as somebody wants it kept."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from geo_api.coverage.what_if.asked import Edits, Identity
from geo_api.errors import NotTaken
from geo_api.values import is_plain
from loaders.personal import find_personal

LONGEST_NAME = 120
LONGEST_NOTE = 2000
Shared = Literal["private", "link", "planners"]


def _impersonal(words: str) -> str:
    if find_personal(words):
        raise NotTaken(
            "có số định danh hoặc số điện thoại; ở đây không lưu các số đó",
            "has the number of a person or a phone; those are not kept here",
        )
    return words


def _name(words: str) -> str:
    if not words.strip() or not words.strip().isprintable():
        raise NotTaken("hãy ghi chữ nhìn thấy được", "must be something that a person sees")
    return _impersonal(words.strip())


def _note(words: str) -> str:
    if not is_plain(words, also="\n\r\t"):
        raise NotTaken("có ký tự không dùng được", "has characters that are none")
    return _impersonal(words.strip())


Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), AfterValidator(_name)]
Note = Annotated[str, Field(max_length=LONGEST_NOTE), AfterValidator(_note)]


class Wanted(Edits):
    """shared: with nobody, with planners who have its address, or listed for all planners.

    rule: the one it was made for. day: of the units; null is whatever day it is.
    """

    name: Name
    note: Note = ""
    unit: Identity
    rule: Annotated[str, Field(min_length=1, max_length=80)]
    day: date | None = None
    shared: Shared = "private"


class CopyWanted(BaseModel):
    """What a copy is called; nobody else sees it."""

    model_config = ConfigDict(extra="forbid")

    name: Name
