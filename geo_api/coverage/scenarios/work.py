"""What the routes of scenarios do for one planner."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from geo_api.account import Account
from geo_api.coverage.rules.book import public_book
from geo_api.coverage.rules.rule import Rule, SingleRule
from geo_api.coverage.scenarios import store
from geo_api.coverage.scenarios.asked import Wanted
from geo_api.coverage.scenarios.documents import (
    ComparisonDocument,
    Eyes,
    ScenarioDocument,
    compared_rule,
    compared_scenario,
    whole,
)
from geo_api.coverage.scenarios.effects import rules_counting, side_by_side
from geo_api.coverage.scenarios.fits import Fit, check, counted_layers, fit
from geo_api.coverage.scenarios.store import Scenario
from geo_api.coverage.scenarios.things import Thing, things
from geo_api.coverage.what_if.asked import Removed
from geo_api.coverage.what_if.routes import single_rule
from geo_api.coverage.what_if.weigh import area_of
from geo_api.days import Period, today
from geo_api.db import Database, Duty
from geo_api.errors import BadRequest, not_found
from geo_api.handing_in import HandsIn


@dataclass(frozen=True, slots=True)
class Desk:
    """A planner at work: whose scenarios, in which database, and who takes what is handed in."""

    database: Database
    account: Account
    hands_in: HandsIn

    def transaction(self) -> AbstractContextManager[Connection]:
        return self.database.transaction(Duty.COVERAGE)

    @property
    def book(self) -> Mapping[str, Rule]:
        return public_book(self.database).rules

    def single(self, name: str) -> SingleRule:
        """The rule of that id. Raises NotFound, BadRequest for one that is made of others."""
        rule = self.book.get(name)
        if rule is None:
            raise not_found()
        return single_rule(rule)

    def eyes(self, found: Sequence[Scenario]) -> Eyes:
        """With which the planner sees these scenarios."""
        uploads = [upload for one in found for upload in one.uploads]
        states = self.hands_in.states(uploads).values() if uploads else ()
        return Eyes(self.account, frozenset(state.upload for state in states if state.is_there))

    def find(self, scenario: str) -> Scenario:
        """Raises NotFound."""
        with self.transaction() as connection:
            return store.find(connection, self.account, scenario)

    def several(self, numbers: str, most: int) -> list[Scenario]:
        """Those whose ids stand there, with commas between. Raises NotFound, BadRequest for those of several units."""
        wanted = list(dict.fromkeys(numbers.split(",")))
        if len(wanted) > most:
            raise BadRequest(f"So sánh nhiều nhất {most} phương án.", f"At most {most} scenarios can be compared.")
        found = [self.find(number) for number in wanted]
        if len({one.unit for one in found}) > 1:
            raise BadRequest(
                "Chỉ so sánh được các phương án của cùng một đơn vị.", "Only scenarios of one unit can be compared."
            )
        return found

    def check(self, wanted: Wanted) -> None:
        """Raises NotFound for a unit or rule that is not there, BadRequest for changes that cannot be."""
        self.single(wanted.rule)
        check(wanted, counted_layers(self.book.values()))
        with self.transaction() as connection:
            area_of(connection, wanted.unit, wanted.day or today())

    def fit(self, scenario: Scenario) -> tuple[Fit, list[Thing]]:
        """What of a scenario fits now, and the things it moves or removes."""
        layers = counted_layers(self.book.values())
        keys = [(one.layer, one.id) for one in _moved_or_removed(fit(scenario.edits, layers))]
        found, gone = things(self.database, keys, layers)
        return fit(scenario.edits, layers, gone), found

    def document(self, scenario: Scenario) -> ScenarioDocument:
        return whole(scenario, self.eyes([scenario]), *self.fit(scenario))

    def day(self, scenario: Scenario, at: Period) -> date:
        """The day that is asked for, else the scenario's own, else today."""
        return scenario.day or at.first if at.is_default else at.first

    def rules(self, rule: str | None, layers: Sequence[str], at: date) -> list[SingleRule]:
        """The one that is asked for, or all that count something of these layers. Raises NotFound, BadRequest."""
        return [self.single(rule)] if rule is not None else rules_counting(self.book, layers, at)

    def comparison(self, found: Sequence[Scenario], at: Period, rule: str | None) -> ComparisonDocument:
        """The scenarios beside each other, by all rules that count what any of them changes, on one day."""
        day = self.day(found[0], at)
        fits = [self.fit(one)[0] for one in found]
        rules = self.rules(rule, [layer for one in fits for layer in one.edits.layers], day)
        eyes = self.eyes(found)
        said = side_by_side(self.database, rules, fits, found[0].unit, day) or [[] for _ in found]
        return ComparisonDocument(
            at=day,
            unit=found[0].unit,
            unit_name=found[0].unit_name,
            rules=[compared_rule(one) for one in said[0]],
            scenarios=[compared_scenario(one, eyes, fits[number], said[number]) for number, one in enumerate(found)],
        )


def _moved_or_removed(fitting: Fit) -> list[Removed]:
    edits = fitting.edits
    return [*edits.move, *edits.remove]
