"""Walks by chance through the life of an address, by many officers, beside a model of it that is written by itself.

Some in every run; WARDMAP_REGISTER_WALKS=10000 for as many as that.
"""

import os
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from geo_api.account import Role
from layers.codes import is_valid
from tests.access.world import Held, World
from tests.addresses.conftest import Hire
from tests.addresses.tools import Officer, draft, new_id

WALKS = int(os.environ.get("WARDMAP_REGISTER_WALKS", "25"))
STEPS_A_WALK = 14
REASON = "đã kiểm tra"
SAID = {
    "return": {"reason": REASON, "reason_code": "wrong_place"},
    "reject": {"reason": REASON, "reason_code": "duplicate"},
    "retire": {"reason": REASON, "reason_code": "error"},
    "suspend": {"reason": REASON},
    "resume": {"reason": REASON},
    "move": {"reason": REASON, "lon": 106.1055, "lat": 20.4355, "method": "drawn"},
    "correct": {"reason": REASON, "street": "Trần Phú"},
}
LIVE = ("submitted", "verified", "assigned")
STEPS = ("submit", "withdraw", "return", "reject", "verify", "assign", "suspend", "resume", "retire", "move", "correct")
# Who there is: roles, and where they hold.
CREW = {
    "collector": ((Role.COLLECTOR, "hamlet A1"),),
    "other collector": ((Role.COLLECTOR, "hamlet A1"),),
    "verifier": ((Role.VERIFIER, "commune A"),),
    "approver": ((Role.APPROVER, "commune A"),),
    "both": ((Role.VERIFIER, "commune A"), (Role.APPROVER, "commune A")),
    "stranger": ((Role.VERIFIER, "commune B"), (Role.APPROVER, "commune B")),
    "next hamlet": ((Role.COLLECTOR, "hamlet A2"),),
}


@dataclass(frozen=True)
class Model:
    """What is known of one address without asking. codes: given so far."""

    status: str = "draft"
    version: int = 1
    suspended: bool = False
    collected_by: str = ""
    verified_by: str = ""
    last: tuple[str, str] = ("", "")
    codes: int = 0
    # What the phone sent last, unless police changed it since.
    note: str | None = ""

    def after(self, who: str, step: str) -> "Model | None":
        """The address when `who` has taken the step; None where that is forbidden."""
        if step not in self._possible() or not self._is_theirs(who, step):
            return None
        changed = replace(self, version=self.version + 1, last=(who, step))
        leads = {"submit": "submitted", "withdraw": "rejected", "return": "returned", "reject": "rejected"}
        leads |= {"verify": "verified", "assign": "assigned", "retire": "retired"}
        changed = replace(changed, status=leads.get(step, self.status))
        if step in ("suspend", "resume"):
            changed = replace(changed, suspended=step == "suspend")
        if step in ("verify", "return"):
            changed = replace(changed, verified_by=who if step == "verify" else "")
        if step in ("move", "correct"):
            changed = replace(changed, note=None)
        return replace(changed, codes=self.codes + (step == "assign"))

    def _possible(self) -> set[str]:
        found = {
            "draft": {"submit", "withdraw"},
            "returned": {"submit", "withdraw"},
            "submitted": {"return", "reject", "verify", "move", "correct"},
            "verified": {"return", "assign", "suspend", "move", "correct"},
            "assigned": {"retire", "suspend", "move", "correct"},
        }.get(self.status, set())
        if self.suspended:
            return (found - {"verify", "assign", "suspend"}) | ({"resume"} if self.status in LIVE else set())
        return found

    def _is_theirs(self, who: str, step: str) -> bool:
        if step in ("submit", "withdraw"):
            return who == self.collected_by
        roles = {role for role, unit in CREW[who] if unit == "commune A"}
        if step in ("assign", "retire"):
            mine = who in (self.collected_by, self.verified_by if step == "assign" else "")
            return Role.APPROVER in roles and not mine
        return Role.VERIFIER in roles and not (step == "verify" and who == self.collected_by)


@dataclass
class Crew:
    officers: dict[str, Officer] = field(default_factory=dict)


@pytest.fixture(scope="module")
def crew(town: World, hire: Hire) -> Crew:
    found = {}
    for n, (name, roles) in enumerate(CREW.items()):
        held = [Held(role, unit, first=-100 - n) for role, unit in roles]
        found[name] = Officer(hire(Role.COLLECTOR).client, town.headers(*held))
    return Crew(found)


def walk(crew: Crew) -> type[RuleBasedStateMachine]:
    class Walk(RuleBasedStateMachine):
        model = Model()
        address: dict[str, object]

        @initialize(who=st.sampled_from(("collector", "verifier", "both")))
        def begin(self, who: str) -> None:
            self.number, self.body = new_id(), draft(same_building=True)
            self.address = crew.officers[who].keep(self.body, self.number)
            self.model = Model(collected_by=who)

        @rule(who=st.sampled_from(sorted(CREW)), step=st.sampled_from(STEPS), late=st.sampled_from((0, 0, 0, 0, 1)))
        def try_step(self, who: str, step: str, late: int) -> None:
            version = max(1, self.model.version - late)
            said = {"version": version, **SAID.get(step, {})}
            answer = crew.officers[who].post({**self.address, "version": version}, step, **said)
            expected = self.model.after(who, step)
            if late and version < self.model.version:
                # Their own last step again, whose answer was lost, or nothing.
                again = self.model.last == (who, step) and version == self.model.version - 1
                assert (answer.status_code == 200) == again, (who, step, self.model, answer.text)
            elif expected is None:
                assert answer.status_code in (403, 404, 409), (who, step, self.model, answer.text)
            else:
                assert answer.status_code == 200, (who, step, self.model, answer.text)
                self.model, self.address = expected, answer.json()

        @rule(note=st.sampled_from(("cổng xanh", "nhà hai tầng", "đầu ngõ")))
        def edit(self, note: str) -> None:
            body = {**self.body, "note": note, "version": self.model.version}
            answer = crew.officers[self.model.collected_by].put(body, self.number)
            if note == self.model.note:
                # The same once more changes nothing, whatever has become of it.
                assert (answer.status_code, answer.json()["version"]) == (200, self.model.version), self.model
            elif self.model.status in ("draft", "returned"):
                assert answer.status_code == 200, (self.model, answer.text)
                self.model = replace(self.model, version=self.model.version + 1, last=("", "edit"), note=note)
                self.address = answer.json()
            else:
                assert answer.status_code == 409, (self.model, answer.text)

        @invariant()
        def is_what_the_model_says(self) -> None:
            found = crew.officers["both"].get(f"/{self.address['id']}").json()
            assert (found["status"], found["version"]) == (self.model.status, self.model.version)
            assert found["is_suspended"] == self.model.suspended
            assert (found["code"] is not None) == (self.model.codes > 0)
            assert self.model.codes <= 1
            # What is offered can be done, and nothing else.
            offered = set(found["may"]) - {"supersede"}
            assert offered == {step for step in STEPS if self.model.after("both", step)}, (found["may"], self.model)

    return Walk


def test_no_walk_reaches_a_forbidden_state(crew: Crew):
    run_state_machine_as_test(
        walk(crew),
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=STEPS_A_WALK,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize=WALKS < 100,
        ),
    )


def test_a_code_is_for_ever(collector: Officer, verifier: Officer, approver: Officer):
    done = approver.take(verifier.take(collector.take(collector.keep(), "submit"), "verify"), "assign")
    assert is_valid(done["code"])
    assert approver.take(done, "retire", **SAID["retire"])["code"] == done["code"]
