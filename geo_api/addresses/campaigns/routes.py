"""`/api/v1/addresses/campaigns`: made by the police and the office of a commune, and how far they are."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from geo_api.addresses.campaigns.asked import CampaignChange, CampaignEnd, NewCampaign
from geo_api.addresses.campaigns.documents import (
    CampaignDocument,
    CampaignsDocument,
    ProgressDocument,
    ProposalDocument,
    campaign_document,
    progress_document,
    proposal_document,
)
from geo_api.addresses.campaigns.listing import days, find, of_unit, proposal
from geo_api.addresses.campaigns.work import end_campaign, keep_campaign
from geo_api.addresses.plates.desk import AtPlateDesk
from geo_api.addresses.routes import MAX_ID, PATH, number_of
from geo_api.openapi import problems
from geo_api.parameters import only_declared
from geo_api.values import parse_integer

router = APIRouter(prefix=f"{PATH}/campaigns", tags=["addresses"], dependencies=[Depends(only_declared)])
OfCommune = Annotated[str, Query(description="Identity of a commune (unit_id)")]
CampaignId = Annotated[str, Path(alias="campaign", description="The id of a campaign")]


@router.get("", responses=problems(401, 403))
def campaigns(at_desk: AtPlateDesk, unit: OfCommune) -> CampaignsDocument:
    """Campaigns of a commune with how far each is, the newest first. Counts alone: nothing personal is read."""
    with at_desk.transaction() as connection:
        found = of_unit(connection, parse_integer("unit", unit, 1, MAX_ID))
    return CampaignsDocument(campaigns=[campaign_document(one) for one in found])


@router.get("/proposal", responses=problems(401, 403))
def propose(at_desk: AtPlateDesk, unit: OfCommune) -> ProposalDocument:
    """Targets for the hamlets of a commune: households by the newest figure, less the dwellings that there are."""
    number = parse_integer("unit", unit, 1, MAX_ID)
    with at_desk.transaction() as connection:
        rows = proposal(connection, number)
    return proposal_document(number, rows)


@router.get("/{campaign}", responses=problems(401, 403))
def progress(at_desk: AtPlateDesk, campaign: CampaignId) -> ProgressDocument:
    """How far it is: by hamlet, by collector, by day."""
    number = number_of(campaign)
    with at_desk.transaction() as connection:
        return progress_document(find(connection, number), days(connection, number))


@router.post("", status_code=201, responses=problems(401, 403, 409))
def make(at_desk: AtPlateDesk, wanted: NewCampaign) -> CampaignDocument:
    """A campaign for a commune of one's own, with a target for each hamlet. A hamlet has one at any time, else 409."""
    return campaign_document(keep_campaign(at_desk, wanted))


@router.put("/{campaign}", responses=problems(401, 403, 409))
def change(at_desk: AtPlateDesk, campaign: CampaignId, wanted: CampaignChange) -> CampaignDocument:
    """Other words, days or targets. The same again changes nothing."""
    return campaign_document(keep_campaign(at_desk, wanted, number_of(campaign), wanted.version))


@router.post("/{campaign}/end", responses=problems(401, 403, 409))
def end(at_desk: AtPlateDesk, campaign: CampaignId, wanted: CampaignEnd) -> CampaignDocument:
    """Break it off today. It stays on record with what was collected in it."""
    return campaign_document(end_campaign(at_desk, number_of(campaign), wanted.version))
