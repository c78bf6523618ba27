"""What a statement saw: PostgreSQL's ``pg_snapshot``, and which run of the server gave it. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All transactions before `xmin` and those before `xmax` that are not in `running`, in one run of the server.

    server: when it was started or last recovered, seconds since 1970. After a crash it may give again the number of a
    transaction that had come to nothing, so numbers compare in one run, and beyond it only as far as it is on record.
    """

    server: float
    xmin: int
    xmax: int
    running: frozenset[int]

    @classmethod
    def parse(cls, text: str, server: float) -> "Snapshot":
        """From PostgreSQL's own text form, ``xmin:xmax:running,running``."""
        xmin, xmax, running = text.split(":")
        return cls(server, int(xmin), int(xmax), frozenset(map(int, running.split(","))) if running else frozenset())

    def __str__(self) -> str:
        return f"{self.xmin}:{self.xmax}:{','.join(map(str, sorted(self.running)))}"

    def sees(self, xid: int) -> bool:
        """As ``pg_visible_in_snapshot``: what that transaction did, if it was committed, was there to be read."""
        return xid < self.xmin or (xid < self.xmax and xid not in self.running)
