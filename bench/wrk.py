"""A load of requests by `wrk` (Debian's package): so many connections, addresses in random order."""

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

_SCRIPT = """
local paths = {}
for line in io.lines("PATHS") do paths[#paths + 1] = line end
math.randomseed(SEED)
request = function()
    return wrk.format("GET", paths[math.random(#paths)], {HEADERS})
end
done = function(summary, latency, requests)
    io.write(string.format("p50 %f p99 %f requests %d microseconds %d bytes %d refused %d lost %d\\n",
        latency:percentile(50), latency:percentile(99), summary.requests, summary.duration, summary.bytes,
        summary.errors.status,
        summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did: answers a second, milliseconds of half and of 99 % of them, kilobytes an answer."""

    per_second: float
    p50: float
    p99: float
    kilobytes: float
    failed: int


def is_here() -> bool:
    return shutil.which("wrk") is not None


def load(
    port: int, paths: list[str], seconds: int, connections: int = 8, headers: dict[str, str] | None = None
) -> Load:
    """Ask for `paths` in random order for so long."""
    with tempfile.TemporaryDirectory(prefix="wardmap-wrk-") as folder:
        listed, script = Path(folder) / "paths", Path(folder) / "load.lua"
        listed.write_text("\n".join(paths))
        asked = {"Accept-Encoding": "gzip", **(headers or {})}
        table = ", ".join(f'["{name}"] = [[{value}]]' for name, value in asked.items())
        text = _SCRIPT.replace("PATHS", str(listed)).replace("SEED", "7").replace("HEADERS", table)
        script.write_text(text)
        options = ["-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "-s", str(script)]
        command = ["wrk", *options, f"http://127.0.0.1:{port}/"]
        out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return _read(out)


def _read(out: str) -> Load:
    found = re.search(
        r"p50 (\S+) p99 (\S+) requests (\d+) microseconds (\d+) bytes (\d+) refused (\d+) lost (\d+)", out
    )
    if not found:
        raise SystemExit(out)
    p50, p99, requests, microseconds, sent, refused, lost = map(float, found.groups())
    a_request = sent / max(requests, 1) / 1000
    return Load(requests / microseconds * 1e6, p50 / 1000, p99 / 1000, a_request, int(refused + lost))
