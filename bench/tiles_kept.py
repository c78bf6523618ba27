"""Requests a second for a tile that is kept, beside the least an ASGI server can do and beside nginx with a file.

python -m bench.tiles_kept postgresql://wardmap_service@/DATABASE [PATH]

Needs wrk and nginx. One worker each, runs interleaved, the middle of three.
"""

import contextlib
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

TILE = "/tiles/communes,commune_labels/10/814/452.mvt"
ACCEPTS = "gzip, deflate, br, zstd"
ROUNDS, SECONDS, CONNECTIONS = 3, 4, 16
BARE_NAME = "bare ASGI, the same bytes and headers"
BARE = """
import pathlib
BODY = pathlib.Path("body").read_bytes()
LINES = pathlib.Path("headers").read_text().splitlines()
HEADERS = [tuple(part.encode() for part in line.split(": ", 1)) for line in LINES]
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": BODY})
"""
NGINX = """
pid nginx.pid; error_log stderr crit; worker_processes 1; events {{ worker_connections 256; }}
http {{ access_log off; keepalive_requests 1000000; open_file_cache max=10;
  default_type application/vnd.mapbox-vector-tile;
  server {{ listen {port}; location / {{ root {folder}; try_files /body =404; }} }} }}
"""


def a_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@dataclass(frozen=True)
class Server:
    address: str
    pid: int

    @property
    def seconds(self) -> float:
        """Processor time that it and its children have taken."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in (self.pid, *children)]
        return sum(int(stat[11]) + int(stat[12]) for stat in stats) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def running(command: list[str], port: int, **how) -> Iterator[Server]:
    process = subprocess.Popen(command, **how)
    try:
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.1)
        yield Server(f"http://127.0.0.1:{port}", process.pid)
    finally:
        process.terminate()
        process.wait()


def uvicorn(app: str, port: int, *more: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "uvicorn",
        app,
        "--port",
        str(port),
        "--no-access-log",
        "--log-level",
        "critical",
        *more,
    ]


def measured(server: Server, path: str, headers: dict[str, str]) -> tuple[float, float]:
    """Requests a second, and microseconds of processor time for each."""
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *given, server.address + path]
    began = server.seconds
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said and "If-None-Match" not in headers:
        sys.exit(said)
    rate, number = (
        float(re.search(pattern, said)[1]) for pattern in (r"Requests/sec:\s+([\d.]+)", r"(\d+) requests in")
    )  # type: ignore[index]
    return rate, (server.seconds - began) / number * 1e6


def kept_tile(address: str) -> tuple[bytes, dict[str, str]]:
    """The tile as it is sent, once it comes from what is kept."""
    for _ in range(100):
        with urlopen(Request(address, headers={"Accept-Encoding": ACCEPTS})) as answer:
            if answer.headers["cache-status"] == "wardmap; hit":
                return answer.read(), dict(answer.headers)
        time.sleep(0.1)
    sys.exit("the tile is not kept")


def main() -> None:
    database, path = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else TILE
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ports = [a_port() for _ in range(3)]
        settings = os.environ | {"WARDMAP_DATABASE_URL": database, "WARDMAP_DATA_DIR": str(folder / "data")}
        how = ("--factory", "--http", "geo_api.tiles.wire:TileProtocol", "--no-server-header")
        ours = uvicorn("geo_api.app:from_environment", ports[0], *how)
        wardmap = stack.enter_context(running(ours, ports[0], env=settings))
        body, headers = kept_tile(wardmap.address + path)
        (folder / "body").write_bytes(body)
        (folder / "headers").write_text(
            "".join(f"{name}: {value}\n" for name, value in headers.items() if name != "date")
        )
        (folder / "bare.py").write_text(BARE)
        (folder / "nginx.conf").write_text(NGINX.format(port=ports[2], folder=folder))
        bare = stack.enter_context(running(uvicorn("bare:app", ports[1], "--no-server-header"), ports[1], cwd=folder))
        static = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "user root; daemon off;"]
        nginx = stack.enter_context(running(static, ports[2]))
        accepts = {"Accept-Encoding": ACCEPTS}
        asked = {
            "nginx, a file": (nginx, "/", accepts),
            BARE_NAME: (bare, "/", accepts),
            "wardmap, kept": (wardmap, path, accepts),
            "wardmap, kept, asked with at=": (wardmap, path + "?at=2025-08-01", accepts),
            "wardmap, 304": (wardmap, path, accepts | {"If-None-Match": headers["etag"]}),
        }
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in asked}
        for _ in range(ROUNDS):
            for name, question in asked.items():
                found[name].append(measured(*question))
    show(f"{len(body):,} bytes, {path}", found)


def show(title: str, found: dict[str, list[tuple[float, float]]]) -> None:
    middle = {name: [statistics.median(values) for values in zip(*runs, strict=True)] for name, runs in found.items()}
    rate, cost = middle[BARE_NAME]
    print(f"{title}\n\n| | requests/s | ratio | CPU µs each | ratio |\n|---|---|---|---|---|")
    for name, (own_rate, own_cost) in middle.items():
        print(f"| {name} | {own_rate:,.0f} | {own_rate / rate:.2f} | {own_cost:.0f} | {own_cost / cost:.2f} |")


if __name__ == "__main__":
    main()
