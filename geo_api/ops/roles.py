"""Which role the service is, in a database that somebody else runs or we do."""

from sqlalchemy.engine import URL

from geo_api.errors import CommandFailed


def service_role(url: URL) -> str:
    """The role that `url` connects as.

    Raises CommandFailed when it names none: rights are granted to a role, not to whoever happens to run the command.
    """
    if not url.username:
        raise CommandFailed(
            "WARDMAP_DATABASE_URL phải ghi rõ tên người dùng: postgresql://tên@máy/cơ_sở_dữ_liệu",
            "WARDMAP_DATABASE_URL must name the role: postgresql://role@host/database",
        )
    return url.username
