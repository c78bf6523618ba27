"""`wardmap user token …`: what programs may do in the name of an account."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from geo_api.accounts.owner import Name, as_owner
from geo_api.console import err, out, plain_table, print_json
from geo_api.errors import CommandFailed

if TYPE_CHECKING:
    from geo_api.accounts.tokens import Listed

token = typer.Typer(
    name="token", help="Mã truy cập cho chương trình · Tokens for programs.", add_completion=False, no_args_is_help=True
)
AsJson = Annotated[bool, typer.Option("--json", help="Cho máy đọc · For a machine to read.")]


@token.callback()
def _token() -> None:
    """Mã truy cập cho chương trình · Tokens for programs."""


@token.command("list")
def list_tokens(name: Name, as_json: AsJson = False) -> None:
    """Các mã truy cập của một tài khoản, lần dùng cuối · The tokens of an account, when they were last used.

    Ví dụ · Example: wardmap user token list lan.tran
    """
    from geo_api.accounts import register, tokens  # noqa: PLC0415  # heavy: no other command should wait for it

    with as_owner("user token list") as connection:
        found = tokens.listed(connection, register.find(connection, name))
    if as_json:
        print_json([asdict(one) for one in found])
        return
    columns = ("Số · No.", "Tên · Name", "Vai trò · Roles", "Quyền · May", "Đến · Until", "Dùng cuối · Last used")
    out.print(plain_table(columns, map(_row, found)))


@token.command("revoke")
def revoke(
    name: Name,
    number: Annotated[int | None, typer.Argument(metavar="[NUMBER]", help="Số của mã · Number of the token.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Mọi mã của tài khoản · All of the account.")] = False,
    as_json: AsJson = False,
) -> None:
    """Thu hồi mã truy cập, có hiệu lực ngay · Revoke a token, at once.

    Ví dụ · Examples:

    wardmap user token revoke lan.tran 12

    wardmap user token revoke lan.tran --all
    """
    if (number is None) is not everything:
        raise typer.BadParameter("Cần số của một mã, hoặc --all · Give the number of a token, or --all.")
    revoked = _revoked(name, number)
    err.print(f"✓ Đã thu hồi {len(revoked)} mã · Revoked: {len(revoked)}", style="green", markup=False)
    if as_json:
        print_json({"name": name, "revoked": revoked})


def _revoked(name: str, number: int | None) -> list[int]:
    """The numbers of the tokens that were revoked. Raises CommandFailed when there is no such token."""
    from geo_api.accounts import register, tokens  # noqa: PLC0415  # heavy: no other command should wait for it
    from geo_api.audit import Action, Event, account_subject, command_line, record  # noqa: PLC0415  # as above

    with as_owner("user token revoke") as connection:
        account_id = register.find(connection, name)
        if number is None:
            revoked = tokens.revoke_all(connection, account_id)
        elif tokens.revoke(connection, account_id, number):
            revoked = [number]
        else:
            raise CommandFailed(
                f"Tài khoản “{name[:80]}” không có mã số {number}. Xem: wardmap user token list {name[:80]}",
                f"The account “{name[:80]}” has no token {number}. See: wardmap user token list {name[:80]}",
            )
        for one in revoked:
            event = Event(Action.TOKEN_REVOKED, command_line(), account_subject(account_id), {"token": one})
            record(connection, event)
    return revoked


def _row(one: "Listed") -> tuple[str, ...]:
    roles = "\n".join(f"{held['role']}" + (f" ({held['unit_id']})" if held["unit_id"] else "") for held in one.roles)
    used = f"{one.last_used_at:%Y-%m-%d %H:%M} · {one.last_used_from}" if one.last_used_at else "—"
    may = "ghi · write" if one.may_write else "đọc · read"
    return str(one.id), one.name, roles, may, f"{one.expires_at:%Y-%m-%d %H:%M}", used
