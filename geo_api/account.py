"""An account, as the service knows it while it answers: its name and the roles it holds today."""

from dataclasses import dataclass
from enum import StrEnum

from layers.layer import Audience, Text


class Role(StrEnum):
    """What an account may be. A set, not a ladder: none of them contains another."""

    PUBLIC = "public"
    COLLECTOR = "collector"
    VERIFIER = "verifier"
    APPROVER = "approver"
    COMMUNE_EDITOR = "commune_editor"
    PLANNER = "planner"
    RULE_EDITOR = "rule_editor"
    ASSET_OWNER = "asset_owner"
    AUDITOR = "auditor"
    ADMIN = "admin"


ROLE_TITLES = {
    Role.PUBLIC: Text("Người dân", "Public"),
    Role.COLLECTOR: Text("Người thu thập", "Collector"),
    Role.VERIFIER: Text("Người xác minh", "Verifier"),
    Role.APPROVER: Text("Người phê duyệt", "Approver"),
    Role.COMMUNE_EDITOR: Text("Người biên tập của xã, phường", "Commune editor"),
    Role.PLANNER: Text("Người quy hoạch", "Planner"),
    Role.RULE_EDITOR: Text("Người soạn tiêu chí", "Rule editor"),
    Role.ASSET_OWNER: Text("Chủ tài sản", "Asset owner"),
    Role.AUDITOR: Text("Người kiểm tra", "Auditor"),
    Role.ADMIN: Text("Quản trị viên", "Administrator"),
}


# As what kind of asker a role reads. Who owns assets, or holds no office, reads as the public does.
READS_AS = {
    Role.COLLECTOR: Audience.STAFF,
    Role.COMMUNE_EDITOR: Audience.STAFF,
    Role.VERIFIER: Audience.POLICE,
    Role.APPROVER: Audience.POLICE,
    Role.PLANNER: Audience.PLANNER,
    Role.RULE_EDITOR: Audience.PLANNER,
    Role.AUDITOR: Audience.ADMIN,
    Role.ADMIN: Audience.ADMIN,
}


# What those are called who read as one kind.
KIND_TITLES = {
    Audience.STAFF: Text("Cán bộ xã, phường", "Commune staff"),
    Audience.POLICE: Text("Công an xã, phường", "Commune police"),
    Audience.PLANNER: Text("Người quy hoạch", "Planners"),
    Audience.ADMIN: Text("Quản trị, kiểm tra", "Administration and audit"),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held today. unit_id: for that unit alone; None: everywhere."""

    role: Role
    unit_id: int | None


@dataclass(frozen=True, slots=True)
class Account:
    """A signed-in account. must_change_password: it may do nothing before it has chosen a password of its own."""

    id: int
    name: str
    grants: frozenset[Grant]
    must_change_password: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held today, wherever."""
        return frozenset(grant.role for grant in self.grants)

    @property
    def kinds(self) -> list[Audience]:
        """The kinds of asker as which it may read today."""
        return [audience for audience in Audience if self.grants_as(audience)]

    def grants_as(self, audience: Audience) -> list[Grant]:
        """Those with which it may read as that kind of asker."""
        return [grant for grant in self.grants if READS_AS.get(grant.role) is audience]

    def holds(self, role: Role) -> bool:
        """Whether it holds `role` everywhere; a role for one unit is not enough."""
        return Grant(role, None) in self.grants
