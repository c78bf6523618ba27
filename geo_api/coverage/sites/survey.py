"""Reads the ground that sites are chosen on, all of one moment."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Row

from geo_api.coverage.network.plane import Plane
from geo_api.coverage.network.read import Metric, network_of, network_statement
from geo_api.coverage.network.roads import RoadNetwork
from geo_api.coverage.sites.asked import DEFAULT_SPACING_M, SitesWanted
from geo_api.coverage.sites.covering import DIRECTIONS, turns
from geo_api.coverage.sites.grid import GRID, MOST_CANDIDATES, grid, too_many
from geo_api.coverage.sites.ground import Candidate, Ground, Lacking
from geo_api.coverage.sites.kinds import Kind, candidate_kinds, forbidden_layers, kinds_of, target_kinds
from geo_api.coverage.sites.statements import (
    PLANNED,
    areas_statement,
    covered_statement,
    forbidden_statement,
    has_field,
    lacking_statement,
    passed_statement,
    planned_hosts_statement,
    run_statement,
    spots_statement,
    stretches_statement,
    within_statement,
)
from geo_api.coverage.sites.ways import ONE, Need, Way
from geo_api.db import Moment, schema_of
from geo_api.errors import BadRequest, not_found
from geo_api.reading import ReadAs
from layers.layer import Group

MOST_LACKING = 20_000
# So many pairs of the two, for each may cover each.
MOST_PAIRS = 8_000_000


@dataclass(frozen=True, slots=True)
class Question:
    """rule: as written; wanted: checked; ways: in which a site helps a subject of the rule, and what it needs."""

    rule: Mapping[str, Any]
    wanted: SitesWanted
    ways: tuple[Way, ...]
    at: date
    need: Need = ONE


def survey(reader: ReadAs, question: Question) -> Ground:
    """The ground of the units asked for. Raises NotFound before the first calculation; BadRequest."""
    return reader.at_one_moment(lambda moment: _Survey(reader, question, moment).ground())


@dataclass(frozen=True, slots=True)
class _Survey:
    reader: ReadAs
    question: Question
    moment: Moment

    @property
    def schema(self) -> str:
        return schema_of(self.reader.audience)

    def ground(self) -> Ground:
        rule, at = str(self.question.rule["id"]), self.question.at
        runs = self.moment.rows(run_statement(self.schema, rule, at))
        if not runs:
            raise not_found()
        within = self.within()
        area = self.area(within)
        subjects = self.lacking(rule, within)
        lacking = [one for one in subjects if not one.shape.is_empty]
        candidates = self.candidates(area)
        _check_size(len(lacking), len(candidates) * (len(DIRECTIONS) if turns(self.question.ways) else 1))
        return Ground(
            calculated_for=runs[0].calculated_for,
            area=area,
            lacking=lacking,
            placeless=len(subjects) - len(lacking),
            passed=self.passed(rule, within),
            candidates=candidates,
            planned=list(self.planned(area)),
            planned_hosts=frozenset(self.planned_hosts(lacking)),
            forbidden=list(self.forbidden(area)),
            networks=self.networks(area),
        )

    def within(self) -> list[int]:
        """The units asked for and all that belongs to them. Raises NotFound where one is not there on that day."""
        wanted = self.question.wanted.places
        units = self.moment.rows(within_statement(self.schema, wanted, self.question.at))
        if {unit.unit_id for unit in units if unit.is_asked} != set(wanted):
            raise not_found()
        return [unit.unit_id for unit in units]

    def area(self, within: Sequence[int]) -> BaseGeometry:
        """The ground of the units asked for. Raises BadRequest where no boundary is on record."""
        statement = areas_statement(self.schema, self.question.wanted.places, within, self.question.at)
        rows = self.moment.rows(statement)
        if not rows:
            raise BadRequest(
                "Chưa có ranh giới của các đơn vị này: không biết vị trí nào nằm trong đó.",
                "There is no boundary of these units on record: which sites lie in them is not known.",
            )
        return shapely.union_all([shapely.from_wkb(bytes(row.area)) for row in rows])

    def passed(self, rule: str, within: Sequence[int]) -> float | None:
        """Of what passes the weight, or of roads the metres covered; None where that is not on record."""
        at, wanted = self.question.at, self.question.wanted
        if not self.question.need.of_metres:
            found = self.moment.rows(passed_statement(self.schema, rule, at, wanted.places))
        elif self.question.rule["subject"].get("weight") == "length_m":
            found = self.moment.rows(covered_statement(self.schema, rule, at, within))
        else:
            return None
        return None if found[0].passed is None else float(found[0].passed)

    def lacking(self, rule: str, within: Sequence[int]) -> list[Lacking]:
        by_area = any(way.verb == "inside" for way in self.question.ways)
        if self.question.need.of_metres:
            statement = stretches_statement(self.schema, rule, self.question.at, within, MOST_LACKING)
        else:
            statement = lacking_statement(self.schema, rule, self.question.at, within, MOST_LACKING, by_area)
        rows = self.moment.rows(statement)
        if len(rows) > MOST_LACKING:
            raise BadRequest(
                f"Có hơn {MOST_LACKING} điểm chưa đạt trong các đơn vị này: hãy chọn đơn vị nhỏ hơn.",
                f"More than {MOST_LACKING} subjects do not pass in these units: choose smaller ones.",
            )
        return [_lacking(row) for row in rows]

    def candidates(self, area: BaseGeometry) -> list[Candidate]:
        wanted = self.question.wanted.candidates
        if wanted.source == "grid":
            _check_costs(self.question.wanted.costs, [GRID])
            return grid(area, wanted.spacing_m or DEFAULT_SPACING_M)
        kinds = self.kinds()
        _check_costs(self.question.wanted.costs, [kind.name for kind in kinds])
        found = list(self.spots(area, kinds))
        if len(found) > MOST_CANDIDATES:
            raise too_many()
        return found

    def kinds(self) -> list[Kind]:
        wanted = self.question.wanted.candidates
        if wanted.source == "junctions":
            return kinds_of(self.reader, Group.JUNCTION)
        return candidate_kinds(self.reader, self.question.rule["subject"], wanted.kinds)

    def spots(
        self, area: BaseGeometry, kinds: Sequence[Kind], more: Mapping[str, Any] | None = None
    ) -> Iterator[Candidate]:
        """Rows of these kinds within the area, each once."""
        seen: set[tuple[str, int]] = set()
        for kind in kinds:
            pick = {**kind.pick, **(more or {})}
            statement = spots_statement(
                self.schema, kind.layer, self.reader.audience, [pick], shapely.to_wkb(area), MOST_CANDIDATES
            )
            for row in self.moment.rows(statement):
                if (kind.layer.name, row.id) not in seen:
                    seen.add((kind.layer.name, row.id))
                    yield Candidate(row.lon, row.lat, kind.name, row.name, kind.layer.name, row.id)

    def planned(self, area: BaseGeometry) -> Iterator[Candidate]:
        """What is planned, in the units and around them."""
        if self.question.wanted.count_planned:
            kinds = [kind for kind in self.target_kinds() if has_field(kind.layer, "status", self.reader.audience)]
            yield from self.spots(_around(area, max(way.metres for way in self.question.ways)), kinds, PLANNED)

    def target_kinds(self) -> list[Kind]:
        return target_kinds(self.reader, self.question.rule["target"])

    def planned_hosts(self, lacking: Sequence[Lacking]) -> Iterator[tuple[str, int]]:
        if not self.question.wanted.count_planned or not any(way.verb == "hosted" for way in self.question.ways):
            return
        targets = {kind.layer.name: kind.layer for kind in self.target_kinds()}
        for layer in targets.values():
            if not all(has_field(layer, name, self.reader.audience) for name in ("host", "status")):
                continue
            for subjects in {one.layer for one in lacking} & set(self.reader.layers):
                ids = [one.id for one in lacking if one.layer == subjects]
                statement = planned_hosts_statement(self.schema, layer, self.reader.layers[subjects], ids)
                yield from ((subjects, row.id) for row in self.moment.rows(statement))

    def forbidden(self, area: BaseGeometry) -> Iterator[BaseGeometry]:
        for layer in forbidden_layers(self.reader, self.question.wanted.exclusion):
            for row in self.moment.rows(forbidden_statement(self.schema, layer, shapely.to_wkb(area))):
                yield shapely.from_wkb(bytes(row.area))

    def networks(self, area: BaseGeometry) -> dict[Metric, RoadNetwork]:
        """For the ways over roads that the rule knows."""
        longest: dict[Metric, float] = {}
        for way in self.question.ways:
            if way.metric != "straight":
                longest[way.metric] = max(way.metres, longest.get(way.metric, 0.0))
        statements = {
            metric: network_statement(self.schema, metric, area.bounds, metres) for metric, metres in longest.items()
        }
        return {metric: network_of(self.moment.rows(statement)) for metric, statement in statements.items()}


def _check_costs(costs: Iterable[str], kinds: Sequence[str]) -> None:
    """Raises BadRequest for a cost that would do nothing."""
    for name in costs:
        if name not in kinds:
            known = ", ".join(kinds)
            raise BadRequest(
                f"“costs”: không có vị trí nào thuộc loại “{name}”. Có: {known}.",
                f"“costs”: no candidate is of the kind “{name}”. There are: {known}.",
            )


def _check_size(lacking: int, candidates: int) -> None:
    """Raises BadRequest for what would take too much memory."""
    if lacking * candidates > MOST_PAIRS:
        raise BadRequest(
            f"{lacking} điểm chưa đạt và {candidates} vị trí là quá nhiều để tính một lần:"
            " hãy chọn đơn vị nhỏ hơn, ít loại hơn, hoặc lưới thưa hơn.",
            f"{lacking} subjects that do not pass and {candidates} candidates are too many at once:"
            " choose smaller units, fewer kinds, or a wider grid.",
        )


def _lacking(row: Row[*tuple[Any, ...]]) -> Lacking:
    shape = shapely.from_wkb(bytes(row.shape)) if row.shape else shapely.Point()
    return Lacking(row.id, row.place_layer, row.place_id, row.name, row.outcome, row.weight, shape, row.measure)


def _around(area: BaseGeometry, metres: float) -> BaseGeometry:
    plane = Plane.around(shapely.get_coordinates(area))
    around: BaseGeometry = shapely.transform(area, plane.metres)
    return plane.on_the_ground(around.buffer(metres))
