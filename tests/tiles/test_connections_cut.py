"""What follows and tidies up goes on when its connection is cut without a word, as by a network or a firewall."""

import socket
import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, event

from geo_api.tiles import upkeep
from geo_api.tiles.follower import AWAY_SECONDS, Follower, State
from geo_api.tiles.upkeep import Upkeep
from tests.conftest import TestDatabase

PATIENCE_SECONDS = 20


@pytest.fixture
def engine(migrated: TestDatabase):
    engine = create_engine(migrated.owner)
    yield engine
    engine.dispose()


class Connecting:
    """Gives connections, and keeps them."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.given: list[Connection] = []

    def __call__(self) -> Connection:
        self.given.append(self.engine.connect().execution_options(isolation_level="AUTOCOMMIT"))
        return self.given[-1]


def cut(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    with socket.fromfd(driver.fileno(), socket.AF_UNIX, socket.SOCK_STREAM) as wire:
        wire.shutdown(socket.SHUT_RDWR)


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_who_follows_changes_looks_for_another_connection(engine: Engine):
    connecting = Connecting(engine)
    follower = Follower(connecting, lambda _: None)
    follower.start()
    try:
        until(lambda: follower.state is State.CURRENT)
        # While it waits for a message, as nearly always.
        time.sleep(0.2)
        cut(connecting.given[0])
        until(lambda: len(connecting.given) > 1)
        until(lambda: follower.state is State.CURRENT and follower.silence < AWAY_SECONDS)
    finally:
        follower.stop()


def test_who_tidies_up_does_so_again(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(upkeep, "EVERY_SECONDS", 0.05)
    monkeypatch.setattr(upkeep, "FOLD_SECONDS", 0.05)
    connecting, done = Connecting(engine), list[str]()

    def cut_once(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        done.append(statement)
        if "forget_tile_changes" in statement and len(connecting.given) == 1:
            cut(connection)

    event.listen(engine, "before_cursor_execute", cut_once)
    tidying = Upkeep(connecting)
    tidying.start()
    try:
        until(lambda: any("unlock" in statement for statement in done))
        assert len(connecting.given) > 1
    finally:
        tidying.stop()
