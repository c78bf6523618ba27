"""Answers too long to be held, and clients that take them slowly or not at all: nobody else is the worse for them."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from fastapi import FastAPI

from geo_api import streams
from geo_api.app import create_app
from geo_api.db import STREAM_CONNECTIONS
from geo_api.settings import Settings
from tests.conftest import TestDatabase
from tests.loops import run_apart

LONG = "/ogc/collections/street_lights/items?limit=99999"
SHORT = "/ogc/collections/wifi/items?limit=10"


class Asker:
    """One request to the application, as a server hands it over. takes: whether its client takes what it is sent."""

    def __init__(self, app: FastAPI, address: str, takes: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        self.sent: list[dict[str, Any]] = []
        self._takes = takes
        self.is_sent = asyncio.Event()
        self._left = asyncio.Event()
        path, _, query = address.partition("?")
        scope: dict[str, Any] = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": query.encode(),
            "headers": [(b"host", b"ward.example")],
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "scheme": "http",
            "server": ("ward.example", 80),
            "client": ("127.0.0.1", 1),
            "root_path": "",
            "http_version": "1.1",
        }
        self.answered = asyncio.ensure_future(app(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.is_sent.set()
        await self._takes()
        self.sent.append(message)

    def leave(self) -> None:
        self._left.set()

    @property
    def status(self) -> int:
        return self.sent[0]["status"]

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.sent[0]["headers"])

    @property
    def body(self) -> bytes:
        return b"".join(message["body"] for message in self.sent[1:])

    @property
    def is_whole(self) -> bool:
        return not self.sent[-1].get("more_body", False)


async def at_once() -> None:
    """A client that takes all."""


async def never() -> None:
    """A client that takes nothing."""
    await asyncio.Event().wait()


async def late() -> None:
    await asyncio.sleep(0.02)


def run(database: TestDatabase, story: Callable[[FastAPI], Coroutine[Any, Any, None]], pool_size: int = 8) -> None:
    app = create_app(Settings(pool_size=pool_size), database.service)

    async def told() -> None:
        async with app.router.lifespan_context(app):
            await asyncio.wait_for(story(app), 30)

    run_apart(told())


async def answer(app: FastAPI, address: str, takes: Callable[[], Coroutine[Any, Any, Any]] = at_once) -> Asker:
    asker = Asker(app, address, takes)
    await asker.answered
    return asker


@pytest.mark.parametrize("form", ["json", "csv", "fgb"])
def test_who_waits_for_a_long_answer_keeps_nobody_from_a_short_one(
    sample_db: TestDatabase, form: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(streams, "TURN_SECONDS", 60)

    async def story(app: FastAPI) -> None:
        slow_ones = [Asker(app, f"{LONG}&f={form}", never) for _ in range(STREAM_CONNECTIONS)]
        await asyncio.gather(*(asker.is_sent.wait() for asker in slow_ones))
        waiting = [Asker(app, f"{LONG}&f={form}", at_once) for _ in range(streams.MOST_WAITING + 5)]
        assert (await answer(app, SHORT)).status == 200
        refused, still_waiting = await asyncio.wait({asker.answered for asker in waiting}, timeout=1)
        assert (len(refused), len(still_waiting)) == (5, streams.MOST_WAITING)
        told = [asker for asker in waiting if asker.sent]
        assert {(asker.status, asker.headers[b"retry-after"]) for asker in told} == {(503, b"1")}
        for asker in slow_ones:
            asker.leave()
        await asyncio.wait(still_waiting)
        assert {(asker.status, asker.is_whole) for asker in waiting if asker not in told} == {(200, True)}

    run(sample_db, story, pool_size=3)


def test_a_client_that_takes_nothing_loses_its_turn(sample_db: TestDatabase, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(streams, "SILENCE_SECONDS", 0.1)

    async def story(app: FastAPI) -> None:
        await asyncio.gather(*(answer(app, LONG, never) for _ in range(STREAM_CONNECTIONS)))
        assert (await answer(app, LONG)).is_whole

    run(sample_db, story)


def test_a_client_that_takes_too_little_is_left_without_the_end(
    sample_db: TestDatabase, monkeypatch: pytest.MonkeyPatch
):
    async def story(app: FastAPI) -> None:
        slowly = await answer(app, LONG, late)
        assert json.loads(slowly.body)["numberReturned"] > 1000
        monkeypatch.setattr(streams, "PATIENCE_SECONDS", 0.1)
        # Faster than it is here, by far: what counts is the average.
        monkeypatch.setattr(streams, "LEAST_RATE", 1e9)
        too_slowly = await answer(app, LONG, late)
        assert (too_slowly.status, too_slowly.is_whole) == (200, False)
        assert slowly.body.startswith(too_slowly.body)
        # A rate that it keeps: the first patience is not all there is.
        monkeypatch.setattr(streams, "LEAST_RATE", 1000)
        assert (await answer(app, LONG, late)).body == slowly.body
        monkeypatch.setattr(streams, "STREAM_SECONDS", 0.1)
        assert not (await answer(app, LONG, late)).is_whole

    run(sample_db, story)


def test_a_long_answer_that_is_refused_says_why(sample_db: TestDatabase):
    async def story(app: FastAPI) -> None:
        for _ in range(STREAM_CONNECTIONS + 1):
            refused = await answer(app, f"{LONG}&filter=(0-1)%5E0.5=1")
            assert refused.status == 400

    run(sample_db, story)
