"""What is counted of requests refused, and of alarms, for Prometheus: by all processes of this machine together."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from geo_api.limits.rate import RateLimits


def exposition(limits: RateLimits) -> bytes:
    """The text that Prometheus reads."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Totals(limits))
    return generate_latest(registry)


class _Totals(Collector):
    def __init__(self, limits: RateLimits) -> None:
        self._limits = limits

    def collect(self) -> Iterable[Metric]:
        refused = CounterMetricFamily("wardmap_requests_refused", "Requests that were too many", labels=["group"])
        for group, count in self._limits.refused().items():
            refused.add_metric([group], count)
        yield refused
        words = "Askers who looked up many things that are not there, one for each day"
        yield CounterMetricFamily("wardmap_enumeration_alarms", words, value=self._limits.alarms())
