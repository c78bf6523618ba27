"""Making, changing and ending campaigns: one transaction each, with the audit log."""

import json

from sqlalchemy import text

from geo_api.addresses.campaigns.asked import CampaignWanted
from geo_api.addresses.campaigns.listing import Campaign, find
from geo_api.addresses.desk import Desk
from geo_api.audit.events import Action

_KEEP = """
SELECT kept, is_changed FROM register.keep_campaign(:asker, :roles, :campaign, CAST(:given AS jsonb), :seen)
"""
_END = "SELECT register.end_campaign(:asker, :roles, :campaign, :seen)"


def keep_campaign(desk: Desk, wanted: CampaignWanted, campaign: int | None = None, seen: int | None = None) -> Campaign:
    """A new one, or `campaign` anew, as it is afterwards. Raises NotFound, BadRequest, Conflict."""
    given = wanted.content
    values = {**desk.asker, "campaign": campaign, "seen": seen, "given": json.dumps(given, ensure_ascii=False)}
    with desk.transaction() as connection:
        done = connection.execute(text(_KEEP), values).one()
        if done.is_changed:
            desk.record(connection, Action.CAMPAIGN_KEPT, subject_of(done.kept), given)
        return find(connection, done.kept)


def end_campaign(desk: Desk, campaign: int, seen: int) -> Campaign:
    """The campaign afterwards. Raises NotFound, Conflict."""
    with desk.transaction() as connection:
        if connection.scalar(text(_END), {**desk.asker, "campaign": campaign, "seen": seen}):
            desk.record(connection, Action.CAMPAIGN_ENDED, subject_of(campaign), {})
        return find(connection, campaign)


def subject_of(campaign: int) -> str:
    return f"campaigns/{campaign}"
