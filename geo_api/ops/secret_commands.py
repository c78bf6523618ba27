"""`wardmap secrets …`: the secret key of the installation."""

from typing import Annotated

import typer

from geo_api.console import err, out, print_json
from geo_api.embedded import database_urls
from geo_api.settings import Settings

secrets = typer.Typer(
    name="secrets",
    help="Khóa bí mật của máy chủ · The server's secret key.",
    add_completion=False,
    no_args_is_help=True,
)


@secrets.callback()
def _secrets() -> None:
    """Khóa bí mật của máy chủ · The server's secret key."""


@secrets.command("new")
def new() -> None:
    """In một khóa bí mật mới; không lưu ở đâu cả · Print a new secret key; it is kept nowhere.

    Ví dụ · Example: wardmap secrets new
    """
    from geo_api.secret_keys import made_key  # noqa: PLC0415  # heavy: no other command should wait for it

    out.print(made_key(), markup=False, highlight=False)


@secrets.command("rotate")
def rotate(
    as_json: Annotated[bool, typer.Option("--json", help="Cho máy đọc · For a machine to read.")] = False,
) -> None:
    """Niêm phong lại mọi thứ bằng khóa đứng đầu · Seal everything anew with the first of the keys.

    Đặt khóa mới trước khóa cũ trong WARDMAP_SECRET_KEY, khởi động lại, chạy lệnh này, rồi bỏ khóa cũ.
    Put the new key before the old one in WARDMAP_SECRET_KEY, restart, run this, then take the old one away.

    Ví dụ · Example: wardmap secrets rotate
    """
    from geo_api.db import Database, Duty  # noqa: PLC0415  # heavy: no other command should wait for it
    from geo_api.sealed import seal_anew  # noqa: PLC0415  # as above
    from geo_api.secret_keys import SecretKeys  # noqa: PLC0415  # as above

    settings = Settings()
    with database_urls(settings, "secrets rotate") as urls:
        database = Database(urls.service, settings)
        with database.transaction(Duty.ACCOUNTS) as connection:
            count = seal_anew(connection, SecretKeys(settings))
        database.close()
    err.print(f"✓ Đã niêm phong lại {count} mục · Sealed anew: {count}", style="green", markup=False)
    if as_json:
        print_json({"sealed_anew": count})
