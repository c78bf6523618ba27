"""`wardmap addresses …`: what is seen to on the server: photos that have had their time, and who may assign."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from geo_api.addresses.plates.commands import addresses
from geo_api.console import out, print_json
from geo_api.errors import CommandFailed
from geo_api.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["addresses"]
_LEAST_DAYS = 30
AsJson = Annotated[bool, typer.Option("--json", help="Cho máy đọc · For a machine to read.")]


@addresses.command("prune-photos")
def prune_photos(
    days: Annotated[
        int | None,
        typer.Option(min=_LEAST_DAYS, help="Số ngày sau khi cấp mã · Days after the code; else WARDMAP_PHOTO_DAYS."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ đếm, không xóa · Count, delete nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Xóa ảnh cổng quá hạn giữ · Delete photos of gates that are not needed any more.

    Dịch vụ tự làm việc này mỗi giờ khi đặt WARDMAP_PHOTO_DAYS · The service does so every hour when that is set.

    Ví dụ · Example: wardmap addresses prune-photos --days 90 --dry-run
    """
    from geo_api.addresses.retention import due, prune  # noqa: PLC0415  # heavy: no other command should wait for it
    from geo_api.audit.who import command_line  # noqa: PLC0415  # as above

    settings = Settings()
    wanted = _days(days, settings)
    total = 0
    with _owner(settings, "addresses prune-photos") as connection:
        total = due(connection, wanted) if dry_run else 0
    while not dry_run:
        with _owner(settings, "addresses prune-photos") as connection:
            gone = prune(connection, wanted, command_line())
        total += gone
        if gone == 0:
            break
    if as_json:
        print_json({"days": wanted, "photos": total, "dry_run": dry_run})
    elif dry_run:
        out.print(f"{total:,} ảnh sẽ bị xóa · photos would go ({wanted} ngày · days)", markup=False)
    else:
        out.print(f"✓ Đã xóa {total:,} ảnh · photos deleted ({wanted} ngày · days)", markup=False)


@addresses.command("policy")
def policy(
    verifier_may_assign: Annotated[
        bool | None,
        typer.Option(
            "--verifier-may-assign/--verifier-may-not-assign",
            help="Người xác minh có được cấp mã · Whether whoever verified an address may assign it.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Xem, đặt quy tắc của sổ địa chỉ · Show or set the policy of the register; that it was set is in the audit log.

    Chỉ dùng ở nơi không đủ người cho ba lượt kiểm tra; người thu thập thì không bao giờ · Only where there are too few
    people for three pairs of eyes; collectors never may.

    Ví dụ · Example: wardmap addresses policy --verifier-may-assign
    """
    from geo_api.addresses.policy import set_policy, verifier_may  # noqa: PLC0415  # as above
    from geo_api.audit.who import command_line  # noqa: PLC0415  # as above

    with _owner(Settings(), "addresses policy") as connection:
        if verifier_may_assign is not None:
            set_policy(connection, command_line(), verifier_may_assign=verifier_may_assign)
        is_allowed = verifier_may(connection)
    if as_json:
        print_json({"verifier_may_assign": is_allowed})
    elif is_allowed:
        out.print("Người xác minh được cấp mã · Verifiers may assign what they verified.", markup=False)
    else:
        out.print("Người xác minh không được cấp mã · Verifiers may not assign what they verified.", markup=False)


def _days(given: int | None, settings: Settings) -> int:
    """Raises CommandFailed when nobody said it."""
    days = settings.photo_days if given is None else given
    if days is None:
        raise CommandFailed(
            "Chưa biết giữ ảnh bao nhiêu ngày: thêm --days, hoặc đặt WARDMAP_PHOTO_DAYS.",
            "It is not said for how many days photos are kept: give --days, or set WARDMAP_PHOTO_DAYS.",
        )
    return days


@contextmanager
def _owner(settings: Settings, command: str) -> Iterator["Connection"]:
    from geo_api.db import owner_connection  # noqa: PLC0415  # as above
    from geo_api.embedded import database_urls  # noqa: PLC0415  # as above

    with database_urls(settings, command) as urls, owner_connection(urls.owner) as connection:
        yield connection
