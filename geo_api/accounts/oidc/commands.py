"""`wardmap user link`, `unlink`: whose account it is that a provider of identities knows somebody by."""

from typing import Annotated

import typer

from geo_api.accounts.owner import Name, as_owner
from geo_api.console import err, print_json
from geo_api.errors import CommandFailed
from geo_api.settings import Settings
from layers.layer import Text

Subject = Annotated[
    str,
    typer.Option(metavar="SUB", help="Mã của người ấy ở nơi cung cấp (claim “sub”) · What the provider calls them."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Cho máy đọc · For a machine to read.")]


def link(name: Name, subject: Subject, as_json: AsJson = False) -> None:
    """Cho người ở WARDMAP_OIDC_ISSUER đăng nhập vào tài khoản · Let somebody of the provider sign in to the account.

    Không tài khoản nào tự được nối theo tên hay thư điện tử · None is linked by a name or an address by itself.

    Ví dụ · Example: wardmap user link lan.tran --subject 7f3a0c52-5d0c-4f0e-9a53-2d0b2ad4c1f4
    """
    from geo_api.accounts.oidc import linking  # noqa: PLC0415  # heavy: no other command should wait for it

    issuer = _issuer()
    with as_owner("user link") as connection:
        linking.link(connection, name, issuer, subject)
    _tell(Text("Đã nối", "Linked"), name, issuer, subject, as_json)


def unlink(name: Name, subject: Subject, as_json: AsJson = False) -> None:
    """Bỏ nối, thu vai trò do claim cho, đăng xuất mọi nơi · Undo `link`: claimed roles end, signed out everywhere.

    Ví dụ · Example: wardmap user unlink lan.tran --subject 7f3a0c52-5d0c-4f0e-9a53-2d0b2ad4c1f4
    """
    from geo_api.accounts.oidc import linking  # noqa: PLC0415  # heavy: no other command should wait for it

    issuer = _issuer()
    with as_owner("user unlink") as connection:
        linking.unlink(connection, name, issuer, subject)
    _tell(Text("Đã bỏ nối", "Unlinked"), name, issuer, subject, as_json)


def _issuer() -> str:
    issuer = Settings().oidc_issuer
    if issuer is None:
        raise CommandFailed("Chưa đặt WARDMAP_OIDC_ISSUER.", "WARDMAP_OIDC_ISSUER is not set.")
    return issuer


def _tell(done: Text, name: str, issuer: str, subject: str, as_json: bool) -> None:
    who = f"{name} — {subject} ({issuer})"
    err.print(f"✓ {done.vi} · {done.en}: {who}", style="green", markup=False)
    if as_json:
        print_json({"name": name, "issuer": issuer, "subject": subject})
