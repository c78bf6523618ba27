"""Campaigns as officers get them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel

from geo_api.addresses.campaigns.listing import Campaign, Found

# What was given up or turned down is not collected.
_STEPS = {"draft": "collected", "submit": "submitted", "return": "returned", "verify": "verified", "assign": "assigned"}


class Counts(BaseModel):
    """Addresses that were begun in the campaign, by the state in which they are. collected: all but the rejected."""

    collected: int
    draft: int
    submitted: int
    returned: int
    verified: int
    assigned: int
    rejected: int


class HamletProgress(Counts):
    """target: how many are to be collected. missing: how many of them are not."""

    unit_id: int
    name: str | None
    target: int
    missing: int


class CollectorProgress(Counts):
    """name: of the account; null for one that is not known."""

    name: str | None


class DayProgress(BaseModel):
    """Addresses of the campaign with which it was done on that day."""

    day: date
    collected: int
    submitted: int
    returned: int
    verified: int
    assigned: int


class CampaignDocument(BaseModel):
    """first, last: its days; last: as planned. state: planned, running, over, ended (broken off at ended_at).

    target, missing: of all its hamlets; totals: what became of all that was begun in it.
    """

    id: int
    version: int
    title: str
    unit_id: int
    unit: str | None
    first: date
    last: date
    state: Literal["planned", "running", "over", "ended"]
    ended_at: datetime | None
    created_by: str | None
    created_at: datetime
    changed_at: datetime
    target: int
    missing: int
    totals: Counts
    hamlets: list[HamletProgress]


class ProgressDocument(CampaignDocument):
    """collectors: who collected how many, most first. days: those on which something happened."""

    collectors: list[CollectorProgress]
    days: list[DayProgress]


class CampaignsDocument(BaseModel):
    """The newest first."""

    campaigns: list[CampaignDocument]


class HamletProposal(BaseModel):
    """households: the newest figure; have: dwellings in the register; proposed: what lacks, if that is known."""

    unit_id: int
    name: str | None
    households: int | None
    have: int
    proposed: int | None


class ProposalDocument(BaseModel):
    unit: int
    hamlets: list[HamletProposal]


def campaign_document(campaign: Campaign) -> CampaignDocument:
    return CampaignDocument(**_of_campaign(campaign))


def progress_document(campaign: Campaign, days: Iterable[Found]) -> ProgressDocument:
    return ProgressDocument(
        **_of_campaign(campaign), collectors=list(_collectors(campaign.counts)), days=list(_days(days))
    )


def proposal_document(unit: int, rows: Iterable[Found]) -> ProposalDocument:
    return ProposalDocument(unit=unit, hamlets=[_proposed(row) for row in rows])


def _of_campaign(campaign: Campaign) -> dict[str, Any]:
    row, hamlets = campaign.row, list(_hamlets(campaign))
    same = ("id", "version", "title", "unit_id", "unit", "first", "state", "ended_at", "created_at", "changed_at")
    return {
        **{name: getattr(row, name) for name in same},
        "last": row.planned_last,
        "created_by": row.who,
        "target": sum(one.target for one in hamlets),
        "missing": sum(one.missing for one in hamlets),
        "totals": _counts(campaign.counts),
        "hamlets": hamlets,
    }


def _hamlets(campaign: Campaign) -> Iterator[HamletProgress]:
    for target in campaign.targets:
        counts = _counts(row for row in campaign.counts if row.hamlet_id == target.hamlet_id)
        missing = max(0, target.target - counts.collected)
        yield HamletProgress(
            unit_id=target.hamlet_id, name=target.hamlet, target=target.target, missing=missing, **counts.model_dump()
        )


def _collectors(counts: Sequence[Found]) -> Iterator[CollectorProgress]:
    names = {row.collector for row in counts}
    found = [
        CollectorProgress(name=name, **_counts(row for row in counts if row.collector == name).model_dump())
        for name in names
    ]
    yield from sorted(found, key=lambda one: (-one.collected, one.name or ""))


def _counts(rows: Iterable[Found]) -> Counts:
    states: Counter[str] = Counter()
    for row in rows:
        states[row.status] += row.n
    # A code that another has taken the place of was given once.
    given = states["assigned"] + states["superseded"] + states["retired"]
    same = {name: states[name] for name in ("draft", "submitted", "returned", "verified", "rejected")}
    return Counts(**same, assigned=given, collected=states.total() - states["rejected"])


def _days(rows: Iterable[Found]) -> Iterator[DayProgress]:
    by_day: dict[date, dict[str, int]] = defaultdict(lambda: dict.fromkeys(_STEPS.values(), 0))
    for row in rows:
        by_day[row.day][_STEPS[row.step]] = row.n
    for day, counts in sorted(by_day.items()):
        yield DayProgress(day=day, **counts)


def _proposed(row: Found) -> HamletProposal:
    households = None if row.households is None else round(row.households)
    proposed = None if households is None else max(0, households - row.have)
    return HamletProposal(unit_id=row.unit_id, name=row.name, households=households, have=row.have, proposed=proposed)
