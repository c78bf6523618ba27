"""What is handed in about campaigns, checked before the register sees it."""

from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from geo_api.addresses.asked import Body, Identity, Version, one_line, some_words
from geo_api.days import today
from geo_api.errors import NotTaken

MOST_HAMLETS = 500
LONGEST = timedelta(days=1100)
_LARGEST_TARGET = 100_000


class Target(Body):
    """How many addresses are to be collected in a hamlet (unit_id)."""

    hamlet: Identity
    target: Annotated[int, Field(ge=1, le=_LARGEST_TARGET)]


class CampaignWanted(Body):
    """first, last: its first and last day. targets: of hamlets of the commune; those without one are not part of it."""

    title: Annotated[str, Field(max_length=120), AfterValidator(some_words), AfterValidator(one_line)]
    first: date
    last: date
    targets: Annotated[list[Target], Field(min_length=1, max_length=MOST_HAMLETS)]

    @model_validator(mode="after")
    def _makes_sense(self) -> "CampaignWanted":
        if self.last < self.first:
            raise NotTaken("“last” trước “first”", "“last” is before “first”")
        if self.last - self.first > LONGEST:
            raise NotTaken("một đợt dài không quá ba năm", "a campaign takes three years at most")
        if self.first > today() + LONGEST:
            raise NotTaken("“first” sau hơn ba năm nữa", "“first” is more than three years from now")
        if len({one.hamlet for one in self.targets}) < len(self.targets):
            raise NotTaken("một thôn, tổ xuất hiện hai lần", "a hamlet comes twice")
        return self

    @property
    def content(self) -> dict[str, Any]:
        """As the database compares it with what it has."""
        targets = {str(one.hamlet): one.target for one in self.targets}
        return {**self.model_dump(mode="json", include={"title", "first", "last"}), "targets": targets}


class NewCampaign(CampaignWanted):
    """unit: a commune in force."""

    unit: Identity

    @property
    def content(self) -> dict[str, Any]:
        return {**super().content, "unit": self.unit}


class CampaignChange(CampaignWanted):
    """All of it anew, but for its commune. version: the one that was looked at; 409 when it is another by now."""

    version: Version


class CampaignEnd(Body):
    version: Version
