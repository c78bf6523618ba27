"""From the ground to the sites proposed on it. Pure but for the time that a proof takes."""

from dataclasses import dataclass

import numpy as np

from geo_api.coverage.network.plane import Flags, Floats
from geo_api.coverage.sites.covering import allowed, covering, looking, planned_for
from geo_api.coverage.sites.greedy import greedy
from geo_api.coverage.sites.ground import Candidate, Ground, Lacking, lacking_places
from geo_api.coverage.sites.problem import Pick, Problem
from geo_api.coverage.sites.proven import Proven, proven
from geo_api.coverage.sites.survey import Question

PROOF_SECONDS = 15.0
# Three times a third is one.
_ALL = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Site:
    """A candidate that was picked, and what has with it all that it needs, the heaviest first.

    helped: how many more have with it a part of what they still lack.
    """

    candidate: Candidate
    pick: Pick
    covers: list[Lacking]
    helped: int = 0


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
    spots = allowed(ground)
    candidates = looking(question.ways, spots)
    lacks = _lacks(question, ground)
    planned = lacks <= 0
    problem = _problem(question, ground, candidates, lacks)
    limit = question.wanted.limit
    best = proven(problem, limit, PROOF_SECONDS) if question.wanted.method == "proven" else None
    picks = list(best.picks) if best else greedy(problem, limit)
    sites, covered = _sites(ground, candidates, problem, picks)
    remaining = [one for one, is_covered in zip(ground.lacking, covered, strict=False) if not is_covered]
    return Proposal(problem, sites, remaining, planned, len(spots), _astray(ground), best)


def _lacks(question: Question, ground: Ground) -> Floats:
    """How many things each still lacks once all that is planned is there; zero and below: none."""
    planned = planned_for(question.ways, ground)
    if question.need.is_of_one:
        return np.where(planned > 0, 0.0, 1.0)
    lacks = np.array([question.need.lacks(one.measure) for one in ground.lacking], dtype=np.float64)
    return np.asarray(lacks - planned, dtype=np.float64)


def _problem(question: Question, ground: Ground, candidates: list[Candidate], lacks: Floats) -> Problem:
    site, lacking = covering(question.ways, ground, candidates)
    costs = [question.wanted.costs.get(candidate.kind, 1.0) for candidate in candidates]
    weights = np.array([*(one.weight for one in ground.lacking), ground.passed or 0.0])
    steps = np.append(1 / np.maximum(lacks, 1), 1.0)
    covered = np.append(lacks <= 0, True)
    return Problem.from_pairs(weights, site, lacking, np.array(costs, dtype=np.float64), covered, steps)


def _sites(
    ground: Ground, candidates: list[Candidate], problem: Problem, picks: list[Pick]
) -> tuple[list[Site], Flags]:
    """Sites, and what is covered in the end."""
    given, sites = problem.covered.astype(np.float64), []
    for pick in picks:
        reached = problem.covers(pick.candidate)
        before = given[reached] < _ALL
        given[reached] += problem.steps[reached]
        new = reached[before & (given[reached] >= _ALL)]
        lacking = [ground.lacking[number] for number in new[np.argsort(-problem.weights[new], kind="stable")].tolist()]
        sites.append(Site(candidates[pick.candidate], pick, lacking, int(before.sum()) - len(new)))
    return sites, given >= _ALL


def _astray(ground: Ground) -> int:
    if not ground.networks or not ground.lacking:
        return 0
    places = lacking_places(ground.lacking)
    known = [network.snap(places).known for network in ground.networks.values()]
    return int((~np.logical_or.reduce(known)).sum())
