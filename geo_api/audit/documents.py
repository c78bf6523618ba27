"""What the routes of the audit log answer."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field


class EventDocument(BaseModel):
    """Who did or saw what."""

    id: int
    seq: int | None = Field(description="Its place in the chain of hashes")
    at: datetime
    action: str
    actor: str = Field(description="Name of the account, or of whoever ran a command on the server")
    account_id: int | None
    via: str = Field(description="session, token, command, …")
    address: str | None = Field(description="From where it was asked")
    audience: str | None = Field(description="As what kind of official it was read")
    subject: str = Field(description="What it is about, such as `addresses/345`")
    details: dict[str, Any]
    reason: str | None = Field(description="Why, as the asker said in `X-Wardmap-Reason`")


class LogDocument(BaseModel):
    """Events, the newest first."""

    events: list[EventDocument]
    next: str | None = Field(description="Address of the next page, going back in time")
