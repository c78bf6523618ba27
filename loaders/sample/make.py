"""The whole sample: drawn, then written into an empty database in the caller's transaction."""

from collections.abc import Callable

from sqlalchemy import Connection

from layers.layer import Text
from loaders.sample.country import draw_country
from loaders.sample.units import write_units


def make_sample(connection: Connection, progress: Callable[[Text], None] | None = None) -> None:
    """Fill a migrated database with the sample; the same every time but for identities and times of recording.

    The caller has seen that the database is empty. `progress` is told what is being done.
    """
    tell = progress or _silent
    tell(Text("Vẽ thôn, xã…", "Drawing hamlets and communes…"))
    country = draw_country()
    tell(Text("Ghi đơn vị hành chính…", "Writing administrative units…"))
    write_units(connection, country)


def _silent(_message: Text) -> None:
    return
