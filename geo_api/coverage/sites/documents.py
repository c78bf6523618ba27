"""What “where next” answers."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Literal

from pydantic import BaseModel

from geo_api.coverage.sites.ground import Ground, Lacking
from geo_api.coverage.sites.propose import Proposal, Site
from geo_api.coverage.sites.proven import Proven
from geo_api.coverage.sites.survey import Question
from geo_api.coverage.sites.words import notes, reasons, verdict
from geo_api.language import Words

# Of what remains uncovered so many are named.
MOST_REMAINING = 200
_PLACES = 7


class SiteDocument(BaseModel):
    """The next site. gain: how many subjects pass with it that did not before; weight: what they count for.

    Where metres are counted, gain: of how many roads it covers more, and weight: how many metres. What is given a
    subject of several that it needs counts in part. share: of the weight of all subjects in the units, what passes from
    here on; absent where nothing weighs anything. layer, id: of the place or junction that is there. direction: in
    which a camera there looks, in degrees from north, where `angle_deg` is asked for.
    """

    lon: float
    lat: float
    name: str | None
    kind: str
    layer: str | None
    id: int | None
    gain: int
    weight: float
    share: float | None
    cost: float
    direction: float | None
    reasons: list[Words]


class Remaining(BaseModel):
    """A subject that none of the sites makes pass, or a road and how many metres of it they leave uncovered."""

    layer: str
    id: int
    name: str | None
    outcome: str
    weight: float
    lon: float
    lat: float


class Optimum(BaseModel):
    """weight: newly covered by these sites; bound: no choice covers more; gap: by how much of the bound one may."""

    weight: float
    bound: float
    gap: float
    is_best: bool
    words: Words


class SitesDocument(BaseModel):
    """The next sites in the order in which they gain most.

    lacking: subjects in the units that do not pass or are not known. share_before: of the weight of all, what passes
    today, with what is planned where that is counted; uncovered: how many remain, of which `remaining` names some.
    """

    rule: str
    counted: Literal["subjects", "metres"]
    calculated_for: date
    method: Literal["greedy", "proven"]
    candidates: int
    lacking: int
    share_before: float | None
    sites: list[SiteDocument]
    uncovered: int
    uncovered_weight: float
    remaining: list[Remaining]
    optimum: Optimum | None
    notes: list[Words]


def sites_document(question: Question, ground: Ground, proposal: Proposal) -> SitesDocument:
    problem = proposal.problem
    total, passed = float(problem.weights.sum()), float(problem.weights[problem.covered].sum())
    remaining = _by_subject(proposal.remaining)
    return SitesDocument(
        rule=str(question.rule["id"]),
        counted="metres" if question.need.of_metres else "subjects",
        calculated_for=ground.calculated_for,
        method=question.wanted.method,
        candidates=proposal.allowed,
        lacking=len(_by_subject(ground.lacking)) + ground.placeless,
        share_before=passed / total if total and _knows_share(question, ground) else None,
        sites=[_site(question, ground, site) for site in proposal.sites],
        uncovered=len(remaining) + ground.placeless,
        uncovered_weight=sum(one.weight for one in proposal.remaining),
        remaining=[_remaining(one) for one in remaining[:MOST_REMAINING]],
        optimum=_optimum(proposal.best) if proposal.best else None,
        notes=[Words.of(note) for note in notes(question, ground, proposal)],
    )


def _knows_share(question: Question, ground: Ground) -> bool:
    """Whether it is on record how much of all roads is covered."""
    return not question.need.of_metres or ground.passed is not None


def _by_subject(lacking: Iterable[Lacking]) -> list[Lacking]:
    """Stretches of one road as one, with all their metres; where the first of them is."""
    found: dict[tuple[str, int], Lacking] = {}
    for one in lacking:
        known = found.setdefault((one.layer, one.id), one)
        if known is not one:
            outcome = "fail" if "fail" in (known.outcome, one.outcome) else known.outcome
            found[one.layer, one.id] = replace(known, weight=known.weight + one.weight, outcome=outcome)
    return list(found.values())


def _site(question: Question, ground: Ground, site: Site) -> SiteDocument:
    candidate = site.candidate
    return SiteDocument(
        lon=round(candidate.lon, _PLACES),
        lat=round(candidate.lat, _PLACES),
        name=candidate.name,
        kind=candidate.kind,
        layer=candidate.layer,
        id=candidate.id,
        gain=len(_by_subject(site.covers)) if question.need.of_metres else site.pick.points,
        weight=site.pick.gain,
        share=site.pick.share if _knows_share(question, ground) else None,
        cost=question.wanted.costs.get(candidate.kind, 1.0),
        direction=candidate.direction,
        reasons=[Words.of(reason) for reason in reasons(question, site)],
    )


def _remaining(one: Lacking) -> Remaining:
    place = one.place
    return Remaining(
        layer=one.layer,
        id=one.id,
        name=one.name,
        outcome=one.outcome,
        weight=one.weight,
        lon=round(place.x, _PLACES),
        lat=round(place.y, _PLACES),
    )


def _optimum(best: Proven) -> Optimum:
    return Optimum(
        weight=best.weight, bound=best.bound, gap=best.gap, is_best=best.is_best, words=Words.of(verdict(best))
    )
