"""The process that keeps results those of the data as it is: it looks for what was written, and follows it."""

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from geo_api.coverage.evaluate.patience import patient
from geo_api.coverage.keep.refresh import Refreshed, end_others, outdated, refresh
from geo_api.coverage.keep.thin import thin_out
from geo_api.coverage.rules.rule import Rule
from geo_api.days import today
from geo_api.db import CONNECT_TIMEOUT_SECONDS, END_WITH_CLIENT, TIME_ZONE
from geo_api.embedded import database_urls
from geo_api.process import is_stopping, stopped_by_signals
from geo_api.settings import Settings

log = structlog.get_logger()

# Any number that nobody else uses: who holds it does the work, others wait for it to end.
LOCK = 7_221_923
# Of the data folder: who watches a container looks when it was touched.
_ALIVE = "coverage-alive"
_PAUSE_SECONDS = 1.0
_RETRY_SECONDS = 5.0
_FORGET_SECONDS = 3600.0
# Results that are worth a look of the database's planner.
_MANY = 20_000
# For those who changed the rule.
_SAY_FAILED = """
INSERT INTO coverage_failure (rule_id, rule_version) VALUES (:rule, :version)
ON CONFLICT (rule_id, rule_version) DO UPDATE SET failed_at = now()
"""
_SAY_DONE = "DELETE FROM coverage_failure WHERE rule_id = :rule"
# What took long is not done again until so many times as long has passed: people work on the same machine.
_REST = 10.0
# A rule that cannot be calculated is tried again after so long at least, or when it is another version.
_FAILED_SECONDS = 300.0
_LONGEST_SECONDS = 1800.0


def run(settings: Settings) -> None:
    """Work until a signal ends it. A database that goes away is waited for."""
    with stopped_by_signals(), database_urls(settings, "coverage keep") as urls:
        while not is_stopping():
            try:
                _keep(urls.owner, settings.data_dir / _ALIVE, settings.coverage_rule_seconds)
            except DBAPIError as error:
                log.warning("coverage_keep", error=str(error.orig).strip())
            time.sleep(_RETRY_SECONDS)


def _keep(url: URL, alive: Path, longest: float) -> None:
    engine = _engine(url)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as control:
            # Waits while another does the work; with its session goes the lock.
            while not control.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}):
                time.sleep(_RETRY_SECONDS)
                if is_stopping():
                    return
            if control.scalar(text("SELECT layer.forget_foreign_changes()")):
                log.info("coverage_all", reason="the database was restored")
            Keeper(engine, control, longest=longest).serve(alive)
    finally:
        engine.dispose()


def _engine(url: URL) -> Engine:
    options = f"-c jit=off -c application_name=wardmap-coverage {TIME_ZONE}"
    arguments = {"connect_timeout": CONNECT_TIMEOUT_SECONDS, "options": options}
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=arguments)

    @event.listens_for(engine, "connect")
    def _opened(connection: Any, _: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(END_WITH_CLIENT)
        connection.commit()

    return engine


class Keeper:
    """Works on one pair of connections for as long as they hold. longest: seconds that one rule may take."""

    def __init__(
        self,
        engine: Engine,
        control: Connection,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        longest: float = _LONGEST_SECONDS,
    ) -> None:
        self._engine = engine
        self._control = control
        self._clock = clock
        self._sleep = sleep
        self._longest = longest
        # Rule id → when it had its last turn.
        self._tried: dict[str, float] = {}
        # Rule id → not calculated anew before; single changes are followed all the same.
        self._resting: dict[str, float] = {}
        # And of those that could not be calculated, by version.
        self._failed: dict[tuple[str, int], float] = {}
        self._next_forgetting = 0.0

    def serve(self, alive: Path) -> None:
        """Work for ever, and touch `alive` meanwhile. Raises DBAPIError when the database goes away."""
        with self._engine.connect() as work:
            while not is_stopping():
                alive.touch()
                self._forget_in_time(work)
                if not self.step(work):
                    self._sleep(_PAUSE_SECONDS)

    def step(self, work: Connection) -> bool:
        """Bring the next rule up to now, if there is one."""
        self._end_others(work)
        rules = outdated(self._control, today(), self._tried)
        return any(self._do(work, rule) for rule in rules if not self._has_failed(rule))

    def _end_others(self, work: Connection) -> None:
        with work.begin():
            for name in end_others(work, today()):
                log.info("coverage_rule_ended", rule=name)

    def _has_failed(self, rule: Rule) -> bool:
        return self._failed.get((rule.id, rule.version), -math.inf) > self._clock()

    def _do(self, work: Connection, rule: Rule) -> bool:
        """Whether anything was done."""
        begun = self._tried[rule.id] = self._clock()
        rests = self._resting.get(rule.id, begun) > begun
        try:
            with work.begin(), patient(work, self._longest):
                done = refresh(work, rule, today(), may_run=not rests)
        except Exception as error:
            if isinstance(error, DBAPIError) and error.connection_invalidated:
                raise
            log.exception("coverage_rule", rule=rule.id)
            ended = self._clock()
            self._failed[rule.id, rule.version] = ended + max(_FAILED_SECONDS, _REST * (ended - begun))
            self._control.execute(text(_SAY_FAILED), {"rule": rule.id, "version": rule.version})
            return False
        if done is None:
            return False
        self._control.execute(text(_SAY_DONE), {"rule": rule.id})
        self._note(done, self._clock() - begun)
        return True

    def _note(self, done: Refreshed, took: float) -> None:
        log.info("coverage_rule", rule=done.rule, few=done.few, ms=round(took * 1000))
        if done.few:
            # At most half of the time: whatever comes, the machine is not this process's alone.
            self._sleep(took)
            return
        self._resting[done.rule] = self._clock() + _REST * took
        if done.subjects >= _MANY:
            # Of a run that it has never heard of, the planner thinks that it has hardly a result.
            self._control.exec_driver_sql("ANALYZE coverage_result")

    def _forget_in_time(self, work: Connection) -> None:
        if self._clock() < self._next_forgetting:
            return
        self._next_forgetting = self._clock() + _FORGET_SECONDS
        self._control.exec_driver_sql("SELECT layer.forget_row_changes()")
        while not is_stopping():
            with work.begin():
                gone = thin_out(work, today())
            if gone is None:
                return
            log.info("coverage_snapshot_removed", run=gone)
