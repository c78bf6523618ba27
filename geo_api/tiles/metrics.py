"""What is counted of tiles, by layer, and what Prometheus reads of it."""

import json
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from geo_api.tiles.kept import Kept

PREFIX = b"counts/"
# Of a process that has said nothing for so long, nothing is told any more.
GONE_SECONDS = 600
COUNTERS = {
    "answers": "Tiles answered from what is kept (hit), made (miss), or old while the database is away (stale)",
    "bytes": "Bytes of tiles answered, as sent",
    "queries": "Statements that made tiles",
    "database_seconds": "Seconds that the database took to make tiles",
    "refused": "Tiles not made because too many waited",
}
GAUGES = {
    "waiting": "Tiles that wait for the database now",
    "memory_bytes": "Bytes of tiles kept in memory",
    "disk_bytes": "Bytes in the younger half of the tiles on disk",
    "silence_seconds": "Seconds since the database was last heard of changes",
}


@dataclass(slots=True)
class Counts:
    """What one process has counted since it began: by counter, layer and how it was answered.

    A tile of several layers counts for each of them.
    """

    totals: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def answered(self, how: str, layers: Sequence[str], kept: Kept) -> None:
        """how: ``hit``, ``miss`` or ``stale``."""
        for layer in layers:
            self.totals["answers", layer, how] += 1
            self.totals["bytes", layer, how] += len(kept.body)

    def queried(self, layers: Sequence[str], seconds: float) -> None:
        for layer in layers:
            self.totals["queries", layer, ""] += 1
            self.totals["database_seconds", layer, ""] += seconds  # type: ignore[assignment]  # fractions count, too

    def record(self, gauges: Mapping[str, float], refused: int) -> bytes:
        """All of it, for the other processes."""
        counted = [[*key, value] for key, value in self.totals.items()]
        counted.append(["refused", "", "", refused])
        return json.dumps({"at": time.time(), "counted": counted, "gauges": gauges}).encode()


def own_key() -> bytes:
    return PREFIX + str(os.getpid()).encode()


def exposition(records: Mapping[bytes, bytes]) -> bytes:
    """The text that Prometheus reads. Each process has counters of its own: none ever goes down."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Records(records))
    return generate_latest(registry)


class _Records(Collector):
    def __init__(self, records: Mapping[bytes, bytes]) -> None:
        read = {key.removeprefix(PREFIX).decode(): json.loads(record) for key, record in records.items()}
        self._read = {worker: one for worker, one in read.items() if time.time() - one["at"] < GONE_SECONDS}

    def collect(self) -> Iterable[Metric]:
        yield from (self._counter(name, words) for name, words in COUNTERS.items())
        yield from (self._gauge(name, words) for name, words in GAUGES.items())

    def _counter(self, name: str, words: str) -> Metric:
        family = CounterMetricFamily(f"wardmap_tile_{name}", words, labels=["layer", "result", "worker"])
        for worker, (counter, layer, how, value) in self._counted():
            if counter == name:
                family.add_metric([layer, how, worker], value)
        return family

    def _gauge(self, name: str, words: str) -> Metric:
        family = GaugeMetricFamily(f"wardmap_tile_{name}", words, labels=["worker"])
        for worker, one in self._read.items():
            family.add_metric([worker], one["gauges"][name])
        return family

    def _counted(self) -> Iterator[tuple[str, list[Any]]]:
        for worker, one in self._read.items():
            for counted in one["counted"]:
                yield worker, counted
