"""`wardmap user second-factor`: whether an account has one, and taking it off when the telephone is lost."""

from typing import Annotated

import typer

from geo_api.accounts.owner import Name, as_owner
from geo_api.console import err, print_json


def second_factor(
    name: Name,
    off: Annotated[
        bool, typer.Option("--off", help="Tắt, khi mất điện thoại · Take it off: a lost telephone.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Cho máy đọc · For a machine to read.")] = False,
) -> None:
    """Xác thực hai bước của một tài khoản: xem, hoặc tắt · The second factor of an account: see it, or take it off.

    Hãy chắc chắn người xin tắt đúng là chủ tài khoản. Tắt rồi thì tài khoản bị đăng xuất ở mọi nơi.
    Be sure that it is the owner who asks. Taking it off signs the account out everywhere.

    Ví dụ · Examples:

    wardmap user second-factor lan.tran

    wardmap user second-factor lan.tran --off
    """
    is_on = _taken_off(name) if off else _is_on(name)
    if as_json:
        print_json({"name": name, "second_factor": is_on and not off, "taken_off": is_on and off})
    elif off:
        done = f"✓ Đã tắt xác thực hai bước của {name} · Took off the second factor of {name}"
        err.print(done if is_on else _said(False), style="green", markup=False)
    else:
        err.print(_said(is_on), markup=False)


def _said(is_on: bool) -> str:
    return "Đang bật · It is on" if is_on else "Đang tắt · It is off"


def _is_on(name: str) -> bool:
    from geo_api.accounts import register, second_factor  # noqa: PLC0415  # heavy: no other command should wait for it

    with as_owner("user second-factor") as connection:
        return second_factor.state(connection, register.find(connection, name)) is not None


def _taken_off(name: str) -> bool:
    """Whether there was one."""
    from geo_api.accounts import register, second_factor  # noqa: PLC0415  # heavy: no other command should wait for it
    from geo_api.audit import Action, Event, account_subject, command_line, record  # noqa: PLC0415  # as above
    from geo_api.sessions import end_all  # noqa: PLC0415  # as above

    with as_owner("user second-factor") as connection:
        account_id = register.find(connection, name)
        was_on = second_factor.remove(connection, account_id)
        if was_on:
            end_all(connection, account_id)
            record(connection, Event(Action.SECOND_FACTOR_OFF, command_line(), account_subject(account_id)))
    return was_on
