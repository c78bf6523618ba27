"""`wardmap secrets …`: the secret key of the installation."""

import typer

from geo_api.console import out

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
