"""What is asked of “where next”: the body of the request, and what it may not ask for."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from geo_api.coverage.sites.problem import Limit
from geo_api.errors import BadRequest
from layers.layer import NAME_PATTERN

MOST_SITES = 50
MOST_UNITS = 200
# Narrower grids are finer than any plan; wider ones miss whole hamlets.
SPACING_M = (20, 5000)
DEFAULT_SPACING_M = 200.0

Identity = Annotated[int, Field(ge=0, le=10**17)]
Name = Annotated[str, Field(pattern=f"^{NAME_PATTERN.pattern}$", max_length=60)]
Cost = Annotated[float, Field(gt=0, le=1e12, allow_inf_nan=False)]


class Body(BaseModel):
    # What it was given is never repeated in an error.
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class CandidatesWanted(Body):
    """Where sites may be: at places of some kinds, at junctions, or at the points of a grid."""

    source: Literal["places", "junctions", "grid"] = Field(alias="from")
    kinds: Annotated[list[Name], Field(min_length=1, max_length=40)] | None = Field(
        default=None, description="Of places, as rules name them; absent: those that the rule speaks of, else all"
    )
    spacing_m: Annotated[float, Field(ge=SPACING_M[0], le=SPACING_M[1])] | None = Field(
        default=None, description=f"Metres from point to point of the grid; {DEFAULT_SPACING_M:.0f} when absent"
    )


class SitesWanted(Body):
    """Where the next ones should go so that most of what fails in a unit passes."""

    unit: Identity | None = Field(default=None, description="Identity of a unit (unit_id)")
    units: Annotated[list[Identity], Field(min_length=1, max_length=MOST_UNITS)] | None = None
    count: Annotated[int, Field(ge=1, le=MOST_SITES)] | None = Field(default=None, description="How many sites")
    budget: Cost | None = Field(default=None, description="What all sites together may cost, in the units of `costs`")
    candidates: CandidatesWanted = Field(default_factory=lambda: CandidatesWanted.model_validate({"from": "places"}))
    exclusion: Annotated[list[Name], Field(max_length=10)] = Field(
        default_factory=list, description="Layers of areas in which no site may be"
    )
    costs: Annotated[dict[Name, Cost], Field(max_length=40)] = Field(
        default_factory=dict, description="Cost of a site by kind of candidate (also `junction`, `grid`); 1 when absent"
    )
    method: Literal["greedy", "proven"] = "greedy"
    count_planned: bool = Field(default=False, description="Count what is planned as if it were there")
    range_m: Annotated[float, Field(gt=0, le=1000)] | None = Field(
        default=None, description="How far a camera sees, for rules with `seen_by`"
    )
    angle_deg: Annotated[float, Field(gt=0, le=360)] | None = Field(
        default=None, description="How wide a camera sees, for rules with `seen_by`; all around when absent"
    )
    amount: Cost | None = Field(
        default=None, description="How much each new thing has of what the rule adds up, for rules that sum"
    )

    @property
    def places(self) -> list[int]:
        """The units that are asked for."""
        return [self.unit] if self.unit is not None else list(self.units or ())

    @property
    def limit(self) -> Limit:
        return Limit(self.count, self.budget)

    def check(self) -> None:
        """Raises BadRequest for what is missing, or goes with something else only."""
        _check_one("unit", self.unit, "units", self.units)
        _check_one("count", self.count, "budget", self.budget)
        if self.candidates.source != "places" and self.candidates.kinds:
            raise BadRequest("“kinds” chỉ đi với “from”: “places”.", "“kinds” goes with “from”: “places” only.")
        if self.candidates.source != "grid" and self.candidates.spacing_m:
            raise BadRequest("“spacing_m” chỉ đi với “from”: “grid”.", "“spacing_m” goes with “from”: “grid” only.")
        if self.costs and self.budget is None:
            raise BadRequest("“costs” chỉ đi với “budget”.", "“costs” goes with “budget” only.")


def _check_one(name: str, value: object, other: str, another: object) -> None:
    if (value is None) == (another is None):
        raise BadRequest(
            f"Cần đúng một trong hai mục “{name}”, “{other}”.", f"Exactly one of “{name}” and “{other}” is needed."
        )
