"""What officers hand in: drafts and steps, checked before the register sees them."""

import re
from typing import Annotated, Any, Literal
from unicodedata import category

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from geo_api.addresses.lifecycle import RETIRE_REASONS, RETURN_REASONS
from geo_api.errors import NotTaken
from geo_api.values import is_plain
from loaders.personal import find_personal

MOST_AT_ONCE = 500
MOST_SUCCESSORS = 50
_LONGEST_NAME = 120
_LONGEST_NOTE = 500
# What turns the direction of words around, so that they read as others; and what some take for the end of a line.
_DISORDER = re.compile("[\u2028-\u202e\u2066-\u2069]")
# Letters that are drawn as nothing.
_EMPTY_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
Kind = Literal["dwelling", "flat", "office", "relic_site", "public_place"]
Method = Literal["gnss", "drawn"]
Identity = Annotated[int, Field(ge=1, le=10**17)]
Version = Annotated[int, Field(ge=1, le=2**31 - 2, description="The one that was looked at")]
Longitude = Annotated[float, Field(ge=102, le=118, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=7, le=24, allow_inf_nan=False)]
# GNSS gives no better; what phones add beyond it is noise, and would make a draft sent again another one.
_PLACES = 7
_FIRST_YEAR = 2020


def plain_words(words: str) -> str | None:
    """Without what is around it; None where nothing of it can be seen."""
    if not is_plain(words, also="\n\t") or _DISORDER.search(words):
        raise NotTaken("có ký tự không dùng được", "has characters that are none")
    if find_personal(words):
        raise NotTaken(
            "có số định danh hoặc số điện thoại; ở đây không lưu các số đó",
            "has the number of a person or a phone; those are not kept here",
        )
    return words.strip() if any(map(_is_seen, words)) else None


def _is_seen(sign: str) -> bool:
    return category(sign)[0] in "LNPS" and sign not in _EMPTY_LETTERS


def one_line(words: str | None) -> str | None:
    """What stands on plates and in tables has no lines in it."""
    if words and not is_plain(words):
        raise NotTaken("chỉ được một dòng", "has to be on one line")
    return words


def some_words(words: str) -> str:
    """A reason of spaces is none."""
    if (found := plain_words(words)) is None:
        raise NotTaken("không được để trống", "may not be empty")
    return found


Name = Annotated[str, Field(max_length=_LONGEST_NAME), AfterValidator(plain_words), AfterValidator(one_line)] | None
Decision = Annotated[str, Field(max_length=200), AfterValidator(plain_words), AfterValidator(one_line)] | None
Note = Annotated[str, Field(max_length=_LONGEST_NOTE), AfterValidator(plain_words)] | None
Reason = Annotated[str, Field(min_length=1, max_length=_LONGEST_NOTE), AfterValidator(some_words)]


class Body(BaseModel):
    # What it was given is never repeated in an error.
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Place(Body):
    """EPSG:4326. accuracy_m: of the place, as GNSS told it; null where it was drawn on the map."""

    lon: Longitude
    lat: Latitude
    method: Method
    accuracy_m: Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)] | None = None

    @property
    def as_kept(self) -> dict[str, Any]:
        return {
            "lon": round(self.lon, _PLACES),
            "lat": round(self.lat, _PLACES),
            "method": self.method,
            "accuracy_m": None if self.accuracy_m is None else round(self.accuracy_m, 1),
        }


class DraftWanted(Place):
    """A draft, whole. version: the one that the phone knows; null before the first answer.

    parent: the building of a flat, by its id. same_building: others stand at the same spot, and that is right.
    """

    kind: Kind
    hamlet: Identity | None = Field(default=None, description="Identity of a hamlet (unit_id)")
    number: Name = None
    street: Name = Field(default=None, description="Street, ngõ, ngách, hẻm")
    number_decision: Decision = Field(default=None, description="The document that gave the house number")
    note: Note = None
    parent: Identity | None = None
    same_building: bool = False
    captured_at: AwareDatetime | None = Field(default=None, description="When it was taken down, by the phone's clock")
    version: Version | None = None

    @property
    def content(self) -> dict[str, Any]:
        """As the database compares it with what it has."""
        rest = self.model_dump(
            include={"kind", "hamlet", "number", "street", "number_decision", "note", "parent", "same_building"}
        )
        # A phone that begins to count at 1970 does not know the day.
        is_known = self.captured_at is not None and self.captured_at.year >= _FIRST_YEAR
        moment = {"captured_at": self.captured_at.isoformat()} if self.captured_at and is_known else {}
        return {**rest, **self.as_kept, **moment}


class StepWanted(Body):
    """version: the one of the address that was looked at; 409 when it is another by now."""

    version: Version

    @property
    def given(self) -> dict[str, Any]:
        """What is said beside the reason, as the event keeps it."""
        return self.model_dump(mode="json", exclude={"version", "reason_code", "reason"}, exclude_none=True)


class ReasonedStep(StepWanted):
    reason: Reason


class ReturnWanted(ReasonedStep):
    reason_code: Literal[*RETURN_REASONS]  # type: ignore[valid-type]  # the names that have words


class RetireWanted(ReasonedStep):
    reason_code: Literal[*RETIRE_REASONS]  # type: ignore[valid-type]  # the names that have words


class VerifyWanted(StepWanted):
    """number_agrees: the house number is that of the decision, which the address needs if it has one."""

    number_agrees: bool = False


class SupersedeWanted(ReasonedStep):
    successors: Annotated[list[Identity], Field(min_length=1, max_length=MOST_SUCCESSORS)]

    @model_validator(mode="after")
    def _in_order(self) -> "SupersedeWanted":
        self.successors = sorted(set(self.successors))
        return self


class MoveWanted(ReasonedStep, Place):
    @property
    def given(self) -> dict[str, Any]:
        return self.as_kept


class CorrectWanted(ReasonedStep):
    """The words of the address, all of them anew. kind: as it was when absent."""

    kind: Kind | None = None
    hamlet: Identity | None = None
    number: Name = None
    street: Name = None
    number_decision: Decision = None


class Chosen(Body):
    id: Identity
    version: Version


class AssignWanted(Body):
    """Addresses that are all assigned, or none of them."""

    addresses: Annotated[list[Chosen], Field(min_length=1, max_length=MOST_AT_ONCE)]

    @model_validator(mode="after")
    def _once_each(self) -> "AssignWanted":
        if len({one.id for one in self.addresses}) < len(self.addresses):
            raise NotTaken("một địa chỉ xuất hiện hai lần", "an address comes twice")
        return self
