"""What is counted of tiles, by layer."""

from collections import Counter
from collections.abc import Sequence

from geo_api.tiles.kept import Kept


class Counts:
    """A tile of several layers counts for each of them. Cumulative, since the process began."""

    def __init__(self) -> None:
        self.answers: Counter[tuple[str, str]] = Counter()
        self.bytes: Counter[str] = Counter()
        self.queries: Counter[str] = Counter()
        self.seconds: Counter[str] = Counter()

    def answered(self, how: str, layers: Sequence[str], kept: Kept) -> None:
        """how: ``hit``, ``miss`` or ``stale``."""
        for layer in layers:
            self.answers[layer, how] += 1
            self.bytes[layer] += len(kept.body)

    def queried(self, layers: Sequence[str], seconds: float) -> None:
        for layer in layers:
            self.queries[layer] += 1
            self.seconds[layer] += seconds  # type: ignore[assignment]  # a Counter counts fractions, too
