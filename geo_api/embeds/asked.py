"""What a map for other sites is asked to show, read strictly."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Query, Request

from geo_api.bounds import Bounds
from geo_api.days import Period
from geo_api.embeds.looks import PLAIN, Looks, looks_of
from geo_api.errors import BadRequest
from geo_api.pages import Language, page_language
from geo_api.parameters import AskedDay, asked_day, refuse_others
from geo_api.values import parse_integer

MAX_ID = 10**17
ZOOMS = (5, 19)
# What sites that share a link add to it.
_ADDED = re.compile(r"utm_\w+|fbclid|gclid|zarsrc")
_NUMBER = re.compile(r"[-+]?\d{1,9}(\.\d{0,30})?", re.ASCII)
Switch = Literal["0", "1"]
Theme = Literal["auto", "light", "dark"]
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a map is looked at: zoom of web maps, and the middle in degrees."""

    zoom: float
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Asked:
    """unit: the identity of one. spot or box: the view that is wanted; neither: all there is. at: the day.

    base: whether the base map lies under it, where the service has one.
    """

    at: Period
    unit: int | None
    spot: Spot | None
    box: Bounds | None
    legend: bool
    title: bool
    theme: str
    language: str
    looks: Looks = PLAIN
    base: bool = False

    @property
    def of_picture(self) -> dict[str, str]:
        """Those of its picture."""
        return {name: value for name, value in self.parameters.items() if name in ("unit", "at", "lang")}

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of an address that asks the same, defaults left out."""
        spot = {"z": self.spot.zoom, "lat": self.spot.lat, "lon": self.spot.lon} if self.spot else {}
        return {
            **({} if self.unit is None else {"unit": str(self.unit)}),
            **({} if self.at.is_default else {"at": str(self.at)}),
            **{name: f"{value:g}" if name == "z" else f"{value:.5f}" for name, value in spot.items()},
            **({"bbox": ",".join(f"{side:.5f}" for side in self.box)} if self.box else {}),
            **({} if self.legend else {"legend": "0"}),
            **({} if self.title else {"title": "0"}),
            **({} if self.theme == "auto" else {"theme": self.theme}),
            **self.looks.parameters,
            **({"base": "1"} if self.base else {}),
            "lang": self.language,
        }


def asked(
    request: Request,
    at: AskedDay,
    unit: Annotated[str | None, Query(description="Identity of a unit (unit_id): shown and outlined")] = None,
    z: Annotated[str | None, Query(description=f"Zoom, {ZOOMS[0]} to {ZOOMS[1]}; with lat and lon")] = None,
    lat: Annotated[str | None, Query(description="Latitude of the middle in degrees")] = None,
    lon: Annotated[str | None, Query(description="Longitude of the middle in degrees")] = None,
    bbox: Annotated[str | None, Query(description="west,south,east,north in degrees, instead of z, lat, lon")] = None,
    legend: Annotated[Switch, Query(description="0: without a legend")] = "1",
    title: Annotated[Switch, Query(description="0: without the title above")] = "1",
    theme: Annotated[Theme, Query(description="auto: as the browser of the reader wants it")] = "auto",
    opacity: Annotated[
        str | None, Query(description="How strong layers are drawn, per cent by name: `wifi:60,roads:40`")
    ] = None,
    order: Annotated[str | None, Query(description="Names of layers, the topmost first: `roads,wifi`")] = None,
    base: Annotated[Switch, Query(description="1: over the base map, where there is one")] = "0",
    lang: Language = None,
) -> Asked:
    """A dependency. Raises BadRequest, also for parameters that there are not; what sites add to links is let pass."""
    _refuse_others(request.query_params.multi_items())
    said = {"unit": unit, "z": z, "lat": lat, "lon": lon, "bbox": bbox, "legend": legend, "title": title}
    looks = {"theme": theme, "opacity": opacity, "order": order, "base": base}
    return view_of(at, page_language(request, lang), {**said, **looks})


def asked_by(link: Sequence[tuple[str, str]], language: str) -> Asked:
    """The same, of the parameters of a link. Raises BadRequest."""
    _refuse_others(link)
    said = dict(link)
    return view_of(asked_day(said.get("at"), said.get("datetime")), language, said)


def _refuse_others(link: Sequence[tuple[str, str]]) -> None:
    names = [name for name, _ in link]
    refuse_others(names, _KNOWN | {name for name in names if _ADDED.fullmatch(name)})


def view_of(at: Period, language: str, said: Mapping[str, str | None]) -> Asked:
    """What is asked by the parameters of an address, apart from its day and language. Raises BadRequest."""
    spot, bbox, unit = _spot(said.get("z"), said.get("lat"), said.get("lon")), said.get("bbox"), said.get("unit")
    if spot and bbox is not None:
        raise BadRequest("Chỉ dùng một trong hai: bbox, hoặc z với lat và lon.", "Use bbox, or z with lat and lon.")
    theme = said.get("theme") or "auto"
    if theme not in THEMES:
        raise BadRequest("Tham số “theme” không hợp lệ.", "Parameter “theme” is not valid.")
    return Asked(
        at=at,
        unit=None if unit is None else parse_integer("unit", unit, 1, MAX_ID),
        spot=spot,
        box=None if bbox is None else _box(bbox),
        legend=_is_on("legend", said.get("legend")),
        title=_is_on("title", said.get("title")),
        theme=theme,
        language=language,
        looks=looks_of(said.get("opacity"), said.get("order")),
        base=_is_on("base", said.get("base", "0")),
    )


def _is_on(name: str, said: str | None) -> bool:
    if said not in (None, "0", "1"):
        raise BadRequest(f"Tham số “{name}” là 0 hoặc 1.", f"Parameter “{name}” is 0 or 1.")
    return said != "0"


_KNOWN = {
    "lang",
    "at",
    "datetime",
    "unit",
    "z",
    "lat",
    "lon",
    "bbox",
    "legend",
    "title",
    "theme",
    "opacity",
    "order",
    "base",
}
AskedView = Annotated[Asked, Depends(asked)]


def _spot(z: str | None, lat: str | None, lon: str | None) -> Spot | None:
    if z is None and lat is None and lon is None:
        return None
    if z is None or lat is None or lon is None:
        raise BadRequest("Các tham số z, lat, lon phải đi cùng nhau.", "The parameters z, lat and lon go together.")
    return Spot(_number("z", z, *ZOOMS), _number("lat", lat, -85, 85), _number("lon", lon, -180, 180))


def _box(text: str) -> Bounds:
    """West, south, east, north."""
    parts = text.split(",")
    if len(parts) == 4 and all(map(_NUMBER.fullmatch, parts)):
        west, south, east, north = map(float, parts)
        if -180 <= west < east <= 180 and -85 <= south < north <= 85:
            return west, south, east, north
    raise BadRequest(
        "Tham số “bbox” phải là bốn số: tây,nam,đông,bắc (độ).",
        "Parameter “bbox” must be four numbers: west,south,east,north (degrees).",
    )


def _number(name: str, text: str, lowest: float, highest: float) -> float:
    if _NUMBER.fullmatch(text) and lowest <= float(text) <= highest:
        return float(text)
    raise BadRequest(
        f"Tham số “{name}” phải là số từ {lowest} đến {highest}.",
        f"Parameter “{name}” must be a number from {lowest} to {highest}.",
    )
