"""Ways over roads: the nearest of 500 providers for every crossing, beside networkx and pandana, in one run.

    wardmap bench network [COPIES]

The streets of the centre of Ha Noi laid side by side COPIES (16) × 16 times and joined, more than 200,000 edges. Each
finds for every crossing the metres to the nearest provider within 5 km, in a process of its own: seconds of the
processor to make the network, to find the road that each crossing is reached by (the others are told), and to answer;
and the memory of the process at its peak. What they find is compared.

pandana runs where it is importable, or in an environment of its own (WARDMAP_BENCH_PANDANA names its python); it keeps
distances as whole millimetres.
"""

import os
import pickle
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import networkx
import numpy as np
import shapely
from rich.console import Console
from rich.table import Table

from bench.scratch import DATA
from geo_api.coverage.network.plane import ground_metres

PROVIDERS, ROWS = 500, 16
# Degrees from one copy to the next; the streets fill a little less.
STEP = 0.021
JOINED = 3
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class City:
    """places: longitude and latitude of crossings. starts, ends: the crossings of each edge, along its line."""

    places: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    metres: np.ndarray
    lines: np.ndarray


def main() -> None:
    columns = int(next((word for word in sys.argv[1:] if word.isdigit()), "16"))
    city = _city(columns)
    providers = np.random.default_rng(1).choice(len(city.places), PROVIDERS, replace=False)
    with tempfile.TemporaryDirectory(prefix="wardmap-bench-") as folder:
        question = Path(folder) / "question"
        question.write_bytes(pickle.dumps(_question(city, providers)))
        table = Table(
            "nearest of 500, within 5 km",
            "network",
            "roads of places",
            "answer",
            "peak memory",
            "differs by at most",
        )
        found = {name: _asked(name, python, question) for name, python in _contenders().items()}
        for name, answer in found.items():
            table.add_row(name, *(_row(answer, found["networkx"]) if answer else ("not installed", "", "", "", "")))
    console = Console(width=110)
    console.print(f"{len(city.places):,} crossings, {len(city.metres):,} edges; seconds of the processor")
    console.print(table)


def _city(columns: int) -> City:
    """Streets (EPSG:4326), every copy joined to the next ones by three roads."""
    streets = networkx.read_graphml(DATA / "raw" / "hanoi_center.graphml").to_undirected()
    streets.remove_nodes_from(list(networkx.isolates(streets)))
    names = {name: number for number, name in enumerate(streets.nodes)}
    places = np.array([(float(data["x"]), float(data["y"])) for _, data in streets.nodes(data=True)])
    edges = list(streets.edges(data=True))
    starts, ends = (np.array([names[edge[end]] for edge in edges]) for end in (0, 1))
    lines = np.array([_line(places, names, edge) for edge in edges], dtype=object)
    return _laid_out(places, starts, ends, lines, columns)


def _line(places: np.ndarray, names: dict, edge: tuple) -> shapely.LineString:
    start, end, data = edge
    line = shapely.from_wkt(data["geometry"]) if "geometry" in data else places[[names[start], names[end]]]
    return shapely.LineString(line)


def _laid_out(places, starts, ends, lines, columns: int) -> City:
    size, copies = len(places), columns * ROWS
    shifts = [np.array([STEP * (copy // ROWS), STEP * (copy % ROWS)]) for copy in range(copies)]
    everywhere = np.concatenate([places + shift for shift in shifts])
    joints = np.random.default_rng(3).choice(size, JOINED, replace=False)
    joined = np.array(
        [
            (copy * size + joint, (copy + step) * size + joint)
            for copy in range(copies)
            for step in (1, ROWS)
            for joint in joints
            if copy + step < copies and (step == ROWS or copy % ROWS < ROWS - 1)
        ]
    )
    offsets = np.repeat(np.arange(copies) * size, len(starts))
    moved = np.concatenate([shapely.transform(lines, lambda xy, shift=shift: xy + shift) for shift in shifts])
    lines = np.concatenate([moved, shapely.linestrings(everywhere[joined])])
    starts = np.concatenate([np.tile(starts, copies) + offsets, joined[:, 0]])
    ends = np.concatenate([np.tile(ends, copies) + offsets, joined[:, 1]])
    return City(everywhere, starts, ends, _lengths(lines), lines)


def _lengths(lines: np.ndarray) -> np.ndarray:
    corners, line = shapely.get_coordinates(lines, return_index=True)
    same = line[1:] == line[:-1]
    steps = ground_metres(corners[:-1][same], corners[1:][same])
    return np.bincount(line[1:][same], weights=steps, minlength=len(lines))


def _question(city: City, providers: np.ndarray) -> dict:
    """For us the lines, as the layer has them; for the others, who take no lines, what was made of them."""
    return {
        "places": city.places,
        "providers": providers,
        "starts": city.starts,
        "ends": city.ends,
        "metres": city.metres,
        "lines": shapely.to_wkb(city.lines).tolist(),
    }


def _contenders() -> dict[str, str]:
    """Name → the python that it runs under."""
    return {
        "wardmap": sys.executable,
        "networkx": sys.executable,
        "pandana": os.environ.get("WARDMAP_BENCH_PANDANA", sys.executable),
    }


def _asked(name: str, python: str, question: Path) -> dict | None:
    script = HERE / f"ways_{name}.py"
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    found = question.with_name(name)
    command = [python, str(script), str(question), str(found)]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    if done.returncode == 3:
        return None
    if done.returncode:
        raise SystemExit(done.stderr.decode()[-2000:])
    return pickle.loads(found.read_bytes())


def _row(answer: dict, reference: dict) -> tuple[str, ...]:
    metres, others = answer["metres"], reference["metres"]
    both = np.isfinite(metres) & np.isfinite(others)
    apart = np.abs(metres[both] - others[both]).max()
    unlike = int((np.isfinite(metres) != np.isfinite(others)).sum())
    seconds = answer["seconds"]
    return (
        *(f"{seconds[step]:.2f} s" if step in seconds else "–" for step in ("make", "snap", "answer")),
        f"{answer['megabytes']:.0f} MB",
        f"{apart:.3f} m" + (f", {unlike} unlike" if unlike else ""),
    )


if __name__ == "__main__":
    main()
