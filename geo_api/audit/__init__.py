"""The audit log: who did or saw what, only ever added to, sealed in a chain of hashes.

Knows no feature; all may write into it.
"""

from geo_api.audit.events import Action, Actor, Event, record
from geo_api.audit.who import account_subject, actor_of, command_line, unknown_name

__all__ = ["Action", "Actor", "Event", "account_subject", "actor_of", "command_line", "record", "unknown_name"]
