"""From the ground to the sites proposed on it. Pure but for the time that a proof takes."""

from dataclasses import dataclass

import numpy as np

from geo_api.coverage.network.plane import Flags
from geo_api.coverage.sites.covering import allowed, covered_by_plans, covering
from geo_api.coverage.sites.greedy import greedy
from geo_api.coverage.sites.ground import Candidate, Ground, Lacking, lacking_places
from geo_api.coverage.sites.problem import Pick, Problem
from geo_api.coverage.sites.proven import Proven, proven
from geo_api.coverage.sites.survey import Question

PROOF_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Site:
    """A candidate that was picked, and what it newly covers, the heaviest first."""

    candidate: Candidate
    pick: Pick
    covers: list[Lacking]


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """problem: its last demand point stands for all that passes already. planned: what passes once all plans are done.

    allowed: candidates that stand in no forbidden area. astray: what lacks and is on no road, where ways over roads are
    asked for. best: the proof, where one was asked for.
    """

    problem: Problem
    sites: list[Site]
    remaining: list[Lacking]
    planned: Flags
    allowed: int
    astray: int
    best: Proven | None


def propose(question: Question, ground: Ground) -> Proposal:
    """The sites that make most of what lacks pass, in the order in which they should be built."""
    candidates = allowed(ground)
    planned = covered_by_plans(question.ways, ground)
    problem = _problem(question, ground, candidates, planned)
    limit = question.wanted.limit
    best = proven(problem, limit, PROOF_SECONDS) if question.wanted.method == "proven" else None
    picks = list(best.picks) if best else greedy(problem, limit)
    sites, covered = _sites(ground, candidates, problem, picks)
    remaining = [one for one, is_covered in zip(ground.lacking, covered, strict=False) if not is_covered]
    return Proposal(problem, sites, remaining, planned, len(candidates), _astray(ground), best)


def _problem(question: Question, ground: Ground, candidates: list[Candidate], planned: Flags) -> Problem:
    site, lacking = covering(question.ways, ground, candidates)
    costs = [question.wanted.costs.get(candidate.kind, 1.0) for candidate in candidates]
    weights = np.array([*(one.weight for one in ground.lacking), ground.passed or 0.0])
    return Problem.from_pairs(weights, site, lacking, np.array(costs, dtype=np.float64), np.append(planned, True))


def _sites(
    ground: Ground, candidates: list[Candidate], problem: Problem, picks: list[Pick]
) -> tuple[list[Site], Flags]:
    """Sites, and what is covered in the end."""
    covered, sites = problem.covered.copy(), []
    for pick in picks:
        reached = problem.covers(pick.candidate)
        new = reached[~covered[reached]]
        covered[new] = True
        lacking = [ground.lacking[number] for number in new[np.argsort(-problem.weights[new], kind="stable")].tolist()]
        sites.append(Site(candidates[pick.candidate], pick, lacking))
    return sites, covered


def _astray(ground: Ground) -> int:
    if not ground.networks or not ground.lacking:
        return 0
    places = lacking_places(ground.lacking)
    known = [network.snap(places).known for network in ground.networks.values()]
    return int((~np.logical_or.reduce(known)).sum())
