"""The process that keeps results those of the data as it is: it looks for what was written, and follows it."""

import time
from collections.abc import Callable
from pathlib import Path

import structlog
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from geo_api.coverage.keep.refresh import outdated, refresh
from geo_api.coverage.rules.rule import Rule
from geo_api.days import today
from geo_api.db import CONNECT_TIMEOUT_SECONDS, TIME_ZONE
from geo_api.embedded import database_urls
from geo_api.process import stopped_by_signals
from geo_api.settings import Settings

log = structlog.get_logger()

# Any number that nobody else uses: who holds it does the work, others wait for it to end.
LOCK = 7_221_923
# Of the data folder: who watches a container looks when it was touched.
_ALIVE = "coverage-alive"
_PAUSE_SECONDS = 1.0
_RETRY_SECONDS = 5.0
_FORGET_SECONDS = 3600.0
# What took long is not done again until so many times as long has passed: people work on the same machine.
_REST = 10.0
# A rule that cannot be calculated is tried again after so long, or when it is another rule.
_FAILED_SECONDS = 300.0


def run(settings: Settings) -> None:
    """Work until a signal ends it. A database that goes away is waited for."""
    with stopped_by_signals(), database_urls(settings, "coverage keep") as urls:
        while True:
            try:
                _keep(urls.owner, settings.data_dir / _ALIVE)
            except DBAPIError as error:
                log.warning("coverage_keep", error=str(error.orig).strip())
            time.sleep(_RETRY_SECONDS)


def _keep(url: URL, alive: Path) -> None:
    engine = _engine(url)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as control:
            # Waits while another does the work; with its session goes the lock.
            while not control.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}):
                time.sleep(_RETRY_SECONDS)
            Keeper(engine, control).serve(alive)
    finally:
        engine.dispose()


def _engine(url: URL) -> Engine:
    options = f"-c jit=off -c application_name=wardmap-coverage {TIME_ZONE}"
    arguments = {"connect_timeout": CONNECT_TIMEOUT_SECONDS, "options": options}
    return create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=arguments)


class Keeper:
    """Works on one pair of connections for as long as they hold."""

    def __init__(self, engine: Engine, control: Connection, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._control = control
        self._clock = clock
        # Rule id → not before.
        self._resting: dict[str, float] = {}
        self._next_forgetting = 0.0

    def serve(self, alive: Path) -> None:
        """Work for ever, and touch `alive` meanwhile. Raises DBAPIError when the database goes away."""
        with self._engine.connect() as work:
            while True:
                alive.touch()
                self._forget_in_time()
                if not self.step(work):
                    time.sleep(_PAUSE_SECONDS)

    def step(self, work: Connection) -> bool:
        """Bring the next rule up to now, if there is one."""
        now = self._clock()
        ready = [rule for rule in outdated(self._control, today()) if self._resting.get(rule.id, now) <= now]
        if not ready:
            return False
        self._do(work, ready[0])
        return True

    def _do(self, work: Connection, rule: Rule) -> None:
        begun = self._clock()
        try:
            with work.begin():
                done = refresh(work, rule, today())
        except Exception as error:
            if isinstance(error, DBAPIError) and error.connection_invalidated:
                raise
            log.exception("coverage_rule", rule=rule.id)
            self._resting[rule.id] = self._clock() + _FAILED_SECONDS
            return
        took = self._clock() - begun
        log.info("coverage_rule", rule=rule.id, few=done.few, ms=round(took * 1000))
        if not done.few:
            self._resting[rule.id] = self._clock() + _REST * took

    def _forget_in_time(self) -> None:
        if self._clock() >= self._next_forgetting:
            self._next_forgetting = self._clock() + _FORGET_SECONDS
            self._control.exec_driver_sql("SELECT layer.forget_row_changes()")
