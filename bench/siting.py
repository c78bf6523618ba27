"""Where the next ones should go: the greedy choice beside the best one, and spopt, in one run.

    wardmap bench siting

Places with weights of 1 to 99 and candidates strewn over 6 × 6 km, each candidate covering 250 m. Seconds of the
processor, and of the weight of the best choice (HiGHS) the share that the greedy one covers.

spopt runs where it is importable, or in an environment of its own (WARDMAP_BENCH_SPOPT names its python), with the
solver that comes with it, up to 4,000 places: its programme is slow to build.
"""

import os
import pickle
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.spatial import cKDTree

from geo_api.coverage.sites.greedy import greedy
from geo_api.coverage.sites.problem import Limit, Problem
from geo_api.coverage.sites.proven import proven

SIZES = ((1000, 200, 10), (4000, 500, 20), (8000, 1000, 30))
SIDE, RADIUS = 6000.0, 250.0
SPOPT_MOST = 4000
PATIENCE_SECONDS = 120


def main() -> None:
    table = Table(
        "places × candidates, chosen", "greedy", "best", "greedy of the best", "spopt: built, solved, of the best"
    )
    for places, candidates, count in SIZES:
        problem = _problem(places, candidates)
        begun = time.process_time()
        picks = greedy(problem, Limit(count=count))
        half = time.process_time()
        found = proven(problem, Limit(count=count), PATIENCE_SECONDS)
        done = time.process_time()
        table.add_row(
            f"{places:,} × {candidates:,}, {count}",
            f"{half - begun:.3f} s",
            f"{done - half:.2f} s" + ("" if found.is_best else f" (gap {found.gap:.1%})"),
            f"{sum(pick.gain for pick in picks) / found.weight:.4f}",
            _spopt(problem, count, found.weight) if places <= SPOPT_MOST else "–",
        )
    Console(width=130).print(table)


def _problem(places: int, candidates: int) -> Problem:
    chance = np.random.default_rng(0)
    wanted, sites = chance.uniform(0, SIDE, (places, 2)), chance.uniform(0, SIDE, (candidates, 2))
    weights = chance.integers(1, 100, places).astype(float)
    near = cKDTree(sites).query_ball_tree(cKDTree(wanted), RADIUS)
    pairs = np.array([(site, place) for site, found in enumerate(near) for place in found])
    return Problem.from_pairs(weights, pairs[:, 0], pairs[:, 1], np.ones(candidates), np.zeros(places, dtype=bool))


def _spopt(problem: Problem, count: int, best: float) -> str:
    script = Path(__file__).with_name("siting_spopt.py")
    python = os.environ.get("WARDMAP_BENCH_SPOPT", sys.executable)
    with tempfile.TemporaryDirectory(prefix="wardmap-bench-") as folder:
        question, answer = Path(folder) / "question", Path(folder) / "answer"
        covers = [problem.covers(site).tolist() for site in range(len(problem.costs))]
        question.write_bytes(pickle.dumps((problem.weights, covers, count)))
        done = subprocess.run([python, str(script), str(question), str(answer)], capture_output=True, check=False)
        if done.returncode == 3:
            return "not installed"
        if done.returncode:
            raise SystemExit(done.stderr.decode()[-2000:])
        built, solved, chosen = pickle.loads(answer.read_bytes())
    return f"{built:.1f} s, {solved:.1f} s, {problem.weight_of(chosen) / best:.4f}"


if __name__ == "__main__":
    main()
