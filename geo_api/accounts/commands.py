"""`wardmap user …`: what the command line says, checked; the work itself is in `register`."""

import sys
from contextlib import nullcontext
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo_api.account import Role
from geo_api.accounts.factor_commands import second_factor
from geo_api.accounts.oidc.commands import link, unlink
from geo_api.accounts.owner import Name, as_owner
from geo_api.accounts.token_commands import token
from geo_api.console import err, out, plain_table, print_json
from geo_api.days import today
from geo_api.errors import CommandFailed
from layers.layer import Text

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from geo_api.accounts.register import Listed, Password
    from geo_api.audit import Actor

user = typer.Typer(
    name="user", help="Tài khoản cán bộ · Accounts of officials.", add_completion=False, no_args_is_help=True
)
Roles = Annotated[
    list[str],
    typer.Option("--role", metavar="ROLE", help="Vai trò, có thể nhiều lần · A role; may be given several times."),
]
Unit = Annotated[
    str | None, typer.Option(metavar="CODE", help="Chỉ cho đơn vị có mã này · Only for the unit of this code.")
]
LastDay = Annotated[
    datetime | None,
    typer.Option("--until", formats=["%Y-%m-%d"], help="Ngày cuối giữ vai trò · Last day of the roles."),
]
FromInput = Annotated[
    bool, typer.Option("--password-stdin", help="Đọc mật khẩu từ đầu vào · Read the password from standard input.")
]
Force = Annotated[
    bool, typer.Option("--force", help="Cả khi đó là quản trị viên cuối cùng · Even the last administrator.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Cho máy đọc · For a machine to read.")]


user.add_typer(token)
user.command("second-factor")(second_factor)
user.command("link")(link)
user.command("unlink")(unlink)


@user.callback()
def _user() -> None:
    """Tài khoản cán bộ · Accounts of officials."""


@user.command("add")
def add(
    name: Name,
    roles: Roles,
    unit: Unit = None,
    until: LastDay = None,
    password_stdin: FromInput = False,
    as_json: AsJson = False,
) -> None:
    """Thêm tài khoản; in mật khẩu lần đầu một lần duy nhất · Add an account; prints its first password, once.

    Vai trò · Roles: public, collector, verifier, approver, commune_editor, planner, rule_editor, asset_owner,
    auditor, admin.

    Ví dụ · Examples:

    wardmap user add lan.tran --role admin

    wardmap user add ca.xuantruong --role verifier --role approver --unit 13699 --until 2027-12-31

    wardmap user add lan.tran --role admin --password-stdin < password.txt
    """
    from geo_api.accounts import register  # noqa: PLC0415  # heavy: no other command should wait for it

    wanted = _roles(roles)
    name = register.checked_name(name)
    password = _password(name, password_stdin)
    with as_owner("user add") as connection:
        account_id = register.add(connection, name, password, _who())
        _give(connection, account_id, wanted, unit, until)
    _tell(f"Đã thêm tài khoản {name}", f"Added the account {name}", name, password, as_json)


@user.command("list")
def list_accounts(as_json: AsJson = False) -> None:
    """Các tài khoản, vai trò, lần đăng nhập cuối · The accounts, their roles, when they last signed in.

    Ví dụ · Example: wardmap user list --json
    """
    from geo_api.accounts import register  # noqa: PLC0415  # heavy: no other command should wait for it

    with as_owner("user list") as connection:
        accounts = register.listed(connection)
    if as_json:
        print_json([asdict(account) for account in accounts])
        return
    columns = ("Tên · Name", "Vai trò · Roles", "Trạng thái · State", "Đăng nhập cuối · Last signed in")
    out.print(plain_table(columns, map(_row, accounts)))


@user.command("disable")
def disable(name: Name, force: Force = False, as_json: AsJson = False) -> None:
    """Khóa tài khoản và đăng xuất ở mọi nơi · Disable an account and sign it out everywhere.

    Ví dụ · Examples:

    wardmap user disable lan.tran

    wardmap user disable lan.tran --force
    """
    _set_disabled(name, True, as_json, force)


@user.command("enable")
def enable(name: Name, as_json: AsJson = False) -> None:
    """Mở lại tài khoản đã khóa · Enable an account that was disabled.

    Ví dụ · Example: wardmap user enable lan.tran
    """
    _set_disabled(name, False, as_json)


@user.command("passwd")
def passwd(name: Name, password_stdin: FromInput = False, as_json: AsJson = False) -> None:
    """Cấp mật khẩu mới và đăng xuất ở mọi nơi · Give a new password and sign the account out everywhere.

    Ví dụ · Examples:

    wardmap user passwd lan.tran

    wardmap user passwd lan.tran --password-stdin < password.txt
    """
    from geo_api.accounts import register  # noqa: PLC0415  # heavy: no other command should wait for it

    password = _password(name, password_stdin)
    with as_owner("user passwd") as connection:
        register.renew_password(connection, register.find(connection, name), password, _who())
    _tell(f"Đã đổi mật khẩu của {name}", f"Changed the password of {name}", name, password, as_json)


def _set_disabled(name: str, is_disabled: bool, as_json: bool, force: bool = False) -> None:
    from geo_api.accounts import keeping, register  # noqa: PLC0415  # heavy: no other command should wait for it

    with as_owner("user") as connection, nullcontext() if force else keeping.administered(connection):
        register.set_disabled(connection, register.find(connection, name), is_disabled, _who())
    done = Text("Đã khóa", "Disabled") if is_disabled else Text("Đã mở", "Enabled")
    err.print(f"✓ {done.vi} tài khoản {name} · {done.en} the account {name}", style="green", markup=False)
    if as_json:
        print_json({"name": name, "disabled": is_disabled})


def _who() -> "Actor":
    from geo_api.audit import command_line  # noqa: PLC0415  # heavy: no other command should wait for it

    return command_line()


def _roles(words: list[str]) -> list[Role]:
    """The roles named, each once. Raises BadParameter for a word that is none."""
    known = ", ".join(Role)
    for word in words:
        if word not in set(Role):
            raise typer.BadParameter(
                f"--role {word}: không có vai trò này; có · there is no such role; there are: {known}"
            )
    return list(dict.fromkeys(map(Role, words)))


def _give(
    connection: "Connection", account_id: int, roles: list[Role], code: str | None, until: datetime | None
) -> None:
    from geo_api.accounts import grants  # noqa: PLC0415  # heavy: no other command should wait for it

    for role in roles:
        grants.check_place(role, code)
    unit_id = grants.unit_of_code(connection, code) if code is not None else None
    for role in roles:
        given = grants.Given(role, unit_id, today(), until.date() if until else None)
        grants.give(connection, account_id, given, _who())


def _password(name: str, from_input: bool) -> "Password":
    """The first line of standard input, or one made by chance."""
    from geo_api.accounts import register  # noqa: PLC0415  # heavy: no other command should wait for it

    if not from_input:
        return register.made_password()
    if sys.stdin.isatty():
        err.print("Nhập mật khẩu rồi Enter · Type the password, then Enter:", markup=False)
    try:
        return register.chosen_password(sys.stdin.readline().rstrip("\r\n"), name)
    except UnicodeDecodeError as error:
        raise CommandFailed("Mật khẩu phải là chữ UTF-8.", "The password must be text in UTF-8.") from error


def _tell(vi: str, en: str, name: str, password: "Password", as_json: bool) -> None:
    """What was done; a password made by chance goes to standard output, so that it can be piped and is seen once."""
    shown = password.text if password.first else None
    err.print(f"✓ {vi} · {en}", style="green", markup=False)
    if as_json:
        print_json({"name": name, "password": shown, "must_change_password": password.first})
    elif shown is not None:
        err.print("  Mật khẩu lần đầu, chỉ hiện một lần; đăng nhập ở /login và đổi ngay:", markup=False)
        err.print("  The first password, shown once; sign in at /login and change it:", markup=False)
        out.print(shown, markup=False, highlight=False)


def _row(account: "Listed") -> tuple[str, str, str, str]:
    state = "khóa · disabled" if account.disabled_at else "mật khẩu lần đầu · first password"
    if not account.disabled_at and not account.must_change_password:
        state = f"{account.sessions} phiên · sessions" if account.sessions else ""
    last = account.signed_in_at.strftime("%Y-%m-%d %H:%M") if account.signed_in_at else "—"
    names = "\n".join((account.name, *(f"sub {identity['subject']}" for identity in account.identities)))
    return names, "\n".join(map(_role, account.roles)), state, last


def _role(held: dict[str, Any]) -> str:
    place = f" · {held['unit'] or '?'} ({held['code'] or held['unit_id']})" if held["unit_id"] else ""
    days = "" if held["today"] and held["until"] is None else f" [{held['from'] or ''} … {held['until'] or ''}]"
    return f"{held['role']}{place}{days}"
