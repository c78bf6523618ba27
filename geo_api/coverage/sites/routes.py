"""`POST /api/v1/coverage/{rule}/sites`: where the next ones should go."""

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Request

from geo_api.access import Planner, Reader
from geo_api.coverage.served import AskedRule
from geo_api.coverage.sites.asked import SitesWanted
from geo_api.coverage.sites.documents import SitesDocument, sites_document
from geo_api.coverage.sites.propose import propose
from geo_api.coverage.sites.survey import Question, survey
from geo_api.coverage.sites.ways import need_of, ways_of
from geo_api.errors import busy
from geo_api.parameters import AskedDay, only_declared
from geo_api.reading import ReadAs

router = APIRouter(prefix="/api/v1/coverage", tags=["coverage"], dependencies=[Depends(only_declared)])

# A proof keeps a processor busy for seconds: so many at once in a process, and so many that wait for their turn.
PROPOSALS_AT_ONCE = 1
LONGEST_QUEUE = 3


def site_turns() -> CapacityLimiter:
    """The turns of one application."""
    return CapacityLimiter(PROPOSALS_AT_ONCE)


@router.post("/{rule}/sites")
async def sites(
    request: Request, _: Planner, reader: Reader, rule: AskedRule, at: AskedDay, wanted: SitesWanted
) -> SitesDocument:
    """Where the next ones should go so that most of what lacks passes; as the public sees it, or under `/as/…`."""
    wanted.check()
    ways = ways_of(rule.document, wanted.range_m, wanted.angle_deg)
    question = Question(rule.document, wanted, ways, at.first, need_of(rule.document, wanted.amount))
    turns: CapacityLimiter = request.app.state.site_turns
    if turns.statistics().tasks_waiting >= LONGEST_QUEUE:
        raise busy()
    return await to_thread.run_sync(_answer, reader, question, limiter=turns)


def _answer(reader: ReadAs, question: Question) -> SitesDocument:
    ground = survey(reader, question)
    asked = {"rule": question.rule["id"], "sites": True}
    layer = reader.layer("blind_spots" if question.need.of_metres else "coverage_gaps")
    reader.reads.items(layer, sorted({one.number for one in ground.lacking}), asked)
    return sites_document(question, ground, propose(question, ground))
