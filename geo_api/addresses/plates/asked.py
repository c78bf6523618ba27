"""What is asked for and handed in about plates."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from geo_api.addresses.asked import MOST_AT_ONCE, Body, Identity, Reason, Version
from geo_api.addresses.plates.reading import shipped_templates
from geo_api.errors import NotTaken


def _template(name: str) -> str:
    if name not in shipped_templates():
        listed = ", ".join(shipped_templates())
        raise NotTaken(f"không có mẫu biển này; có: {listed}", f"there is no such template; there are: {listed}")
    return name


def _once_each(ids: list[int]) -> list[int]:
    if len(set(ids)) < len(ids):
        raise NotTaken("một địa chỉ xuất hiện hai lần", "an address comes twice")
    return ids


class OrderWanted(Body):
    """Plates for addresses, in the turn in which they stand on the sheets.

    again: also for those that have a plate in use, or on the way.
    """

    addresses: Annotated[list[Identity], Field(min_length=1, max_length=MOST_AT_ONCE), AfterValidator(_once_each)]
    template: Annotated[str, Field(max_length=40), AfterValidator(_template)]
    again: bool = False


class PlateStepWanted(Body):
    """version: the one of the plate that was looked at; 409 when it is another by now."""

    version: Version
    reason: Reason | None = None

    @property
    def given(self) -> dict[str, Any]:
        """What is said beside the reason, as the event keeps it."""
        return self.model_dump(mode="json", exclude={"version", "reason"}, exclude_none=True)


class InstalledWanted(PlateStepWanted):
    """photo: of the plate where it hangs (`PUT /api/v1/addresses/{address}/plate-photos/{sha256}`)."""

    photo: Identity | None = None
