"""Random accounts and requests against an oracle of the rule: the rows that are seen are the rows that may be.

WARDMAP_ORACLE_PAIRS says how many pairs, WARDMAP_ORACLE_SEED which; a failure names its own.
"""

import os
import random
from itertools import product

from fastapi.testclient import TestClient

from geo_api.account import Role
from tests.access.oracle import kind_of, reach, seen
from tests.access.test_who_may import KINDS
from tests.access.ways import WAYS, Question, hidden_from_lists, hidden_layer, is_there
from tests.access.world import LAYERS, UNITS, Held, World

PAIRS = int(os.environ.get("WARDMAP_ORACLE_PAIRS", "200"))
SEED = int(os.environ.get("WARDMAP_ORACLE_SEED", "20261122"))
# So many accounts take part; each role of each is drawn.
ACCOUNTS = 60


def some_account(chance: random.Random) -> tuple[Held, ...]:
    held = {}
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        role, unit = chance.choice(list(Role)), chance.choice([None, *UNITS])
        first, end = chance.choice(((-30, None), (0, None), (0, 1), (-30, 0), (1, None)))
        held[role, unit] = Held(role, unit, first, end)
    return tuple(held.values())


def question(world: World, visitor: TestClient, chance: random.Random, accounts: list[tuple[Held, ...]]) -> Question:
    """Mostly something that the account may ask; nothing else would be answered."""
    who = chance.choice(accounts)
    kinds = [kind for kind in KINDS if any(held.holds_today and kind_of(held) == kind for held in who)]
    kind, layer = chance.choice(["public", *kinds * 4]), chance.choice(LAYERS)
    base = "" if kind == "public" else f"/as/{kind}"
    return Question(visitor, world, chance, world.headers(*who), base, layer, seen(world, layer, who, kind))


def test_rows_seen_are_rows_allowed(world: World, visitor: TestClient):
    chance = random.Random(SEED)
    accounts = [some_account(chance) for _ in range(ACCOUNTS)]
    for number in range(PAIRS):
        q = question(world, visitor, chance, accounts)
        ways = WAYS if is_there(world, q.layer, q.kind) else (hidden_layer, hidden_from_lists)
        way = chance.choice(ways)
        try:
            way(q)
        except AssertionError as error:
            raise AssertionError(f"pair {number} of seed {SEED}: {way.__name__} {q.kind} {q.layer}: {error}") from error


def test_the_oracle_itself_tells_askers_apart(world: World):
    """So that agreement means something: rows of every layer differ between askers, and none sees all by chance."""
    for layer, kind in product(("cameras", "feedback", "addresses"), ("staff", "police")):
        role = {"staff": Role.COLLECTOR, "police": Role.VERIFIER}[kind]
        a, b = (seen(world, layer, (Held(role, unit),), kind) for unit in ("commune A", "commune B"))
        everything = seen(world, layer, (Held(role, None),), kind)
        assert a
        assert b
        assert {row.key for row in a} != {row.key for row in b}
        assert len(everything) == len(world.rows_of(layer)) > len(a)
    assert reach((Held(Role.VERIFIER, "commune OLD"),), "police") == frozenset()
    assert reach((Held(Role.VERIFIER, "province P"),), "police") == {
        "province P",
        "commune A",
        "commune B",
        "commune C",
    }
