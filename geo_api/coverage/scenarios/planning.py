"""A scenario turned into planned things: handed in, checked by the worker, committed by a person, loaded. Once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from geo_api.coverage.scenarios import handed as record
from geo_api.coverage.scenarios.fits import Fit, Unfit, counted_layers
from geo_api.coverage.scenarios.handed import HandedLayer
from geo_api.coverage.scenarios.plan import plan_of, spots
from geo_api.coverage.scenarios.store import Scenario
from geo_api.coverage.scenarios.things import Thing
from geo_api.coverage.scenarios.work import Desk
from geo_api.errors import BadRequest, Conflict, Forbidden
from geo_api.handing_in import Handed, HandsIn
from layers.layer import Text


@dataclass(frozen=True, slots=True)
class Planned:
    """What was handed in, and how far it is; what has to be done by hand. why_not: why the planner may not do it."""

    scenario: Scenario
    layers: Sequence[HandedLayer]
    states: Mapping[int, Handed]
    fit: Fit
    things: Sequence[Thing]
    unfit: Sequence[Unfit]
    why_not: Text | None

    def state(self, layer: HandedLayer) -> Handed | None:
        """None: it was not committed in time, and is no longer kept."""
        return self.states.get(layer.upload)


@dataclass(frozen=True, slots=True)
class Planning:
    """For one planner."""

    desk: Desk

    @property
    def hands_in(self) -> HandsIn:
        return self.desk.hands_in

    def look(self, number: str) -> Planned:
        """Raises NotFound."""
        scenario = self.desk.find(number)
        with self.desk.transaction() as connection:
            layers = record.handed(connection, scenario)
        return self._planned(scenario, layers)

    def turn(self, number: str) -> Planned:
        """Hand in what the scenario adds. Raises NotFound, Forbidden, BadRequest, Conflict when that was done."""
        scenario = self.desk.find(number)
        fit, _ = self.desk.fit(scenario)
        plan = plan_of(scenario, fit, counted_layers(self.desk.book.values()), self.desk.book)
        if not plan.collections:
            told = " ".join(one.words.vi for one in plan.unfit), " ".join(one.words.en for one in plan.unfit)
            raise BadRequest(
                f"Phương án không thêm gì đưa được vào kế hoạch. {told[0]}".rstrip(),
                f"The scenario adds nothing that can be planned. {told[1]}".rstrip(),
            )
        with self.desk.transaction() as connection:
            record.check_may(connection, self.desk.account, spots(scenario))
            record.lock(connection, scenario)
            self._check_not_done(connection, scenario)
            record.forget(connection, scenario)
            for layer, collection in plan.collections.items():
                file_name = f"phuong-an-{scenario.id[:8]}-{layer}.geojson"
                upload = self.hands_in.hand_in(self.desk.account.name, layer, file_name, collection)
                things = len(collection["features"])
                record.note(connection, scenario, layer, upload, things, self.desk.account.name)
        return self.look(number)

    def commit(self, number: str) -> Planned:
        """Have what was checked written. Raises NotFound, Forbidden, Conflict while not all is in order."""
        found = self.look(number)
        with self.desk.transaction() as connection:
            record.check_may(connection, self.desk.account, spots(found.scenario))
        _check_same(found)
        states = [found.state(layer) for layer in found.layers]
        if not states or not all(state and state.state in ("ready", "loading", "done") for state in states):
            raise Conflict(
                "Chưa kiểm tra xong, hoặc có phần không đạt; chưa ghi gì.",
                "Not everything is checked, or something is not in order; nothing was written.",
            )
        for state in states:
            if state and state.state == "ready":
                self.hands_in.commit(state.upload, self.desk.account.name)
        return self.look(number)

    def _planned(self, scenario: Scenario, layers: Sequence[HandedLayer]) -> Planned:
        states = self.hands_in.states([layer.upload for layer in layers]) if layers else {}
        fit, things = self.desk.fit(scenario)
        plan = plan_of(scenario, fit, counted_layers(self.desk.book.values()), self.desk.book)
        return Planned(scenario, layers, states, fit, things, plan.unfit, self._why_not(scenario))

    def _why_not(self, scenario: Scenario) -> Text | None:
        try:
            with self.desk.transaction() as connection:
                record.check_may(connection, self.desk.account, spots(scenario))
        except Forbidden as error:
            return error.detail
        return None

    def _check_not_done(self, connection: Connection, scenario: Scenario) -> None:
        layers = record.handed(connection, scenario)
        states = self.hands_in.states([layer.upload for layer in layers]) if layers else {}
        for layer in layers:
            state = states.get(layer.upload)
            if state is None or not (state.is_there or state.is_open):
                continue
            # Of an older revision, and nobody has had it written: what is wanted now takes its place.
            if layer.revision != scenario.revision and state.is_waiting:
                self.hands_in.cancel(state.upload)
                continue
            when = f"{layer.handed:%H:%M %d/%m/%Y}"
            load = f" (lần nạp {state.load})" if state.load else "", f" (load {state.load})" if state.load else ""
            raise Conflict(
                f"{layer.by} đã đưa phương án này vào kế hoạch lúc {when}: lớp {layer.layer}{load[0]}. Không làm lần "
                "thứ hai; muốn làm lại, hãy thu hồi lần nạp ấy trước, hoặc sao chép phương án.",
                f"{layer.by} turned this scenario into planned things at {when}: layer {layer.layer}{load[1]}. It is "
                "not done twice; to do it anew, take that load back first, or copy the scenario.",
            )


def _check_same(found: Planned) -> None:
    """Raises Conflict where the scenario was changed since it was handed in."""
    if any(layer.revision != found.scenario.revision for layer in found.layers):
        raise Conflict(
            "Phương án đã được sửa sau khi kiểm tra; chưa ghi gì. Hãy bấm “Đưa vào kế hoạch” lần nữa.",
            "The scenario was changed after it was checked; nothing was written. Please turn it into a plan again.",
        )
