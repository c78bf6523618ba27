"""Tiles that are made: once for all who ask, within bounds, and not for those who have gone."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy.engine import make_url
from starlette.requests import Request

from geo_api.days import Period, today
from geo_api.errors import Unavailable
from geo_api.settings import Settings
from geo_api.tiles import limits
from geo_api.tiles.asked import Asked, asked_tile
from geo_api.tiles.flights import ClientGone, Flights, unless_gone
from geo_api.tiles.service import TileService
from layers.layer import Audience
from tests.loops import run_apart


class SlowDatabase:
    """Answers every statement with a tile of its own number, when it is let."""

    def __init__(self) -> None:
        self.asked = self.failed = 0
        self.may_answer = threading.Event()
        self.is_empty = False

    def values(self, audience: Audience, statement: object) -> list[tuple]:
        self.asked += 1
        number = self.asked
        assert self.may_answer.wait(20)
        return [(b"" if self.is_empty else b"tile %d" % number, "10:10:", 1, [])]

    def fail(self, audience: Audience, statement: object) -> list[tuple]:
        try:
            SlowDatabase.values(self, audience, statement)
        finally:
            self.failed += 1
        raise ZeroDivisionError


def asked(x: int, layer: str = "wifi", day: Period | None = None, **selected: str) -> Asked:
    day = day or Period(today(), today(), is_default=True)
    request = Request({"type": "http", "query_string": urlencode(selected).encode(), "headers": []})
    return asked_tile(request, Audience.PUBLIC, layer, ("15", str(x), "1"), day)


def run(story: Callable[[TileService, SlowDatabase], Coroutine[Any, Any, None]], **settings: Any) -> None:
    database = SlowDatabase()
    service = TileService(Settings(**{"tile_cache_mb": 0, **settings}), database, make_url("postgresql://x@/none"))  # type: ignore[arg-type]

    async def told() -> None:
        try:
            await asyncio.wait_for(story(service, database), 30)
        finally:
            database.may_answer.set()
            service.queue.close()

    run_apart(told())


async def until(happens: Callable[[], bool]) -> None:
    while not happens():
        await asyncio.sleep(0.005)


def test_a_hundred_askers_of_one_tile_in_any_coding_cost_one_statement():
    async def story(service: TileService, database: SlowDatabase) -> None:
        codings = ("gzip", "br", "zstd", "identity")
        waiting = [asyncio.ensure_future(service.answer(asked(1), codings[n % 4])) for n in range(100)]
        await until(lambda: database.asked > 0)
        database.may_answer.set()
        answers = await asyncio.gather(*waiting)
        assert {answer.kept.body for answer in answers} == {b"tile 1"}
        assert database.asked == 1

    run(story)


def test_whoever_comes_after_the_queue_is_full_is_told_to_come_again():
    async def story(service: TileService, database: SlowDatabase) -> None:
        # One is made, two wait.
        waiting = [asyncio.ensure_future(service.answer(asked(x), "gzip")) for x in range(3)]
        await until(lambda: database.asked == 1 and service.queue.waiting == 2)
        with pytest.raises(Unavailable):
            await service.answer(asked(9), "gzip")
        database.may_answer.set()
        await asyncio.gather(*waiting)
        assert (service.queue.waiting, service.queue.refused) == (0, 1)
        assert (await service.answer(asked(9), "gzip")).kept.body == b"tile 4"

    run(story, pool_size=3, tile_queue=2)


def test_whoever_waited_too_long_is_told_to_come_again_though_nothing_moves(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "QUEUE_SECONDS", 0.05)

    async def story(service: TileService, database: SlowDatabase) -> None:
        first, second = (asyncio.ensure_future(service.answer(asked(x), "gzip")) for x in range(2))
        with pytest.raises(Unavailable):
            await second
        assert (database.asked, service.queue.waiting) == (1, 0)
        database.may_answer.set()
        await first

    run(story, pool_size=3)


def test_what_nobody_waits_for_any_more_is_not_begun():
    async def story(service: TileService, database: SlowDatabase) -> None:
        working = asyncio.ensure_future(service.answer(asked(0), "gzip"))
        await until(lambda: database.asked == 1)
        left = asyncio.Event()

        async def receive() -> dict:
            await left.wait()
            return {"type": "http.disconnect"}

        going = asyncio.ensure_future(unless_gone(receive, service.answer(asked(1), "gzip")))
        # Two ask for another tile; one of them stays.
        staying = [asyncio.ensure_future(service.answer(asked(2), "gzip")) for _ in range(2)]
        await until(lambda: service.queue.waiting == 2)
        left.set()
        with pytest.raises(ClientGone):
            await going
        staying[0].cancel()
        await until(lambda: service.queue.waiting == 1)
        database.may_answer.set()
        await asyncio.gather(working, staying[1])
        assert database.asked == 2

    run(story, pool_size=3)


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_a_statement_that_runs_though_all_have_gone_is_joined_by_whoever_comes_back(coding: str):
    async def story(service: TileService, database: SlowDatabase) -> None:
        for _ in range(2):
            gone = asyncio.ensure_future(service.answer(asked(1), "gzip"))
            await until(lambda: database.asked == 1)
            gone.cancel()
            await asyncio.wait({gone})
            assert gone.cancelled()
        back = asyncio.ensure_future(service.answer(asked(1), coding))
        await asyncio.sleep(0.05)
        database.may_answer.set()
        assert (await back).kept.body == b"tile 1"
        assert database.asked == 1

    run(story)


def test_a_statement_that_fails_when_all_have_gone_is_begun_anew():
    async def story(service: TileService, database: SlowDatabase) -> None:
        right, database.values = database.values, database.fail  # type: ignore[method-assign]
        gone = asyncio.ensure_future(service.answer(asked(1), "gzip"))
        await until(lambda: database.asked == 1)
        gone.cancel()
        await asyncio.wait({gone})
        database.values = right  # type: ignore[method-assign]
        database.may_answer.set()
        await until(lambda: database.failed == 1)
        await asyncio.sleep(0.05)
        assert (await service.answer(asked(1), "gzip")).kept.body == b"tile 2"

    run(story)


def test_work_that_was_given_up_is_begun_anew_when_it_has_stopped():
    async def story() -> None:
        flights, begun, given_up, may_end = Flights(), [], asyncio.Event(), asyncio.Event()

        async def work() -> int:
            begun.append(None)
            try:
                await given_up.wait()
            except asyncio.CancelledError:
                # It takes a moment to stop.
                await may_end.wait()
                raise
            return len(begun)

        first = asyncio.ensure_future(flights.once("tile", work))
        await until(lambda: len(begun) == 1)
        first.cancel()
        await asyncio.wait({first})
        later = [asyncio.ensure_future(flights.once("tile", work)) for _ in range(2)]
        await asyncio.sleep(0)
        may_end.set()
        await until(lambda: len(begun) == 2)
        given_up.set()
        assert await asyncio.gather(*later) == [(2, False), (2, True)]

    run_apart(story())


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_a_tile_that_a_change_has_overtaken_is_made_again_for_those_who_came_later(coding: str):
    async def story(service: TileService, database: SlowDatabase) -> None:
        first = asyncio.ensure_future(service.answer(asked(1), "gzip"))
        await until(lambda: database.asked == 1)
        later = asyncio.ensure_future(service.answer(asked(1), coding))
        await asyncio.sleep(0.05)
        # A change is known that the statement under way cannot have seen.
        service.follower.known = SimpleNamespace(  # type: ignore[assignment]
            is_good=lambda kept: kept.body != b"tile 1", snapshot=SimpleNamespace(server=1.0, at=1.0)
        )
        database.may_answer.set()
        assert (await first).kept.body == b"tile 1"
        assert (await later).kept.body == b"tile 2"

    run(story)


@pytest.mark.parametrize("disk_mb", [0, 8])
def test_a_tile_of_the_database_that_was_is_not_kept_as_one_of_the_next(tmp_path: Path, disk_mb: int):
    async def story(service: TileService, database: SlowDatabase) -> None:
        service.store.open()
        service.store.belongs_to("the one that was")
        service.follower.known = SimpleNamespace(  # type: ignore[assignment]
            is_good=lambda _kept: True, snapshot=SimpleNamespace(server=1.0)
        )
        under_way = asyncio.ensure_future(service.answer(asked(1), "gzip"))
        await until(lambda: database.asked == 1)
        service.store.belongs_to("the one restored in its place")
        database.may_answer.set()
        await under_way
        assert service.store.get(asked(1), "gzip") is None
        await service.answer(asked(1), "gzip")
        kept = service.store.get(asked(1), "gzip")
        assert kept
        assert kept.body == b"tile 2"
        service.store.close()

    run(story, tile_cache_mb=disk_mb, data_dir=tmp_path)


@pytest.mark.parametrize("disk_mb", [0, 16])
def test_whoever_asks_for_day_after_day_or_rule_after_rule_displaces_no_tile_of_the_map(tmp_path: Path, disk_mb: int):
    async def story(service: TileService, database: SlowDatabase) -> None:
        database.may_answer.set()
        service.store.open()
        service.store.belongs_to("ours")
        service.follower.known = SimpleNamespace(  # type: ignore[assignment]
            is_good=lambda _kept: True, snapshot=SimpleNamespace(server=1.0)
        )
        await service.answer(asked(1, "coverage_units"), "gzip")
        await service.answer(asked(1, "coverage_units", rule="own"), "gzip")
        database.is_empty = True
        for n in range(1400):
            day = date.fromordinal(1 + n * 365)
            await service.answer(asked(1, "coverage_units", Period(day, day)), "gzip")
            await service.answer(asked(1, "coverage_units", rule=f"none-{n}"), "gzip")
        database.is_empty = False
        for n in range(1400):
            await service.answer(asked(1, "communes,coverage_units", rule=f"none-{n}"), "gzip")
        for mine in (asked(1, "coverage_units"), asked(1, "coverage_units", rule="own")):
            assert service.store.usual.memory.get(mine.key, "gzip")
        assert service.store.memory_bytes <= 1_000_000
        # What is rare is kept, too, as long as there is room for it.
        assert service.store.get(asked(1, "communes,coverage_units", rule="none-1399"), "gzip")
        service.store.close()

    run(story, tile_cache_mb=disk_mb, tile_memory_mb=1, data_dir=tmp_path)


def test_a_statement_that_fails_fails_for_all_and_for_nobody_after():
    async def story(service: TileService, database: SlowDatabase) -> None:
        database.may_answer.set()
        right, database.values = database.values, lambda *_: 1 / 0  # type: ignore[method-assign]
        found = await asyncio.gather(*(service.answer(asked(1), "gzip") for _ in range(5)), return_exceptions=True)
        assert {type(one) for one in found} == {ZeroDivisionError}
        database.values = right  # type: ignore[method-assign]
        assert (await service.answer(asked(1), "gzip")).kept.body == b"tile 1"

    run(story)
