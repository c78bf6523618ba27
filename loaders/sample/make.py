"""The whole sample: drawn, then written into an empty database in the caller's transaction."""

from collections.abc import Callable

from sqlalchemy import Connection

from layers.layer import Text
from loaders.sample.addresses import write_addresses
from loaders.sample.assets import install_assets
from loaders.sample.country import Country, draw_country
from loaders.sample.figures import write_figures
from loaders.sample.inventory import Inventory
from loaders.sample.places import place_all
from loaders.sample.population import count_people
from loaders.sample.regulated import add_regulated
from loaders.sample.roads import plan_network
from loaders.sample.streets import Street, lay_roads
from loaders.sample.units import write_units
from loaders.sample.wifi import install_wifi


def make_sample(connection: Connection, progress: Callable[[Text], None] | None = None) -> None:
    """Fill a migrated database with the sample; the same every time but for identities and times of recording.

    The caller has seen that the database is empty. `progress` is told what is being done.
    """
    tell = progress or _silent
    tell(Text("Vẽ thôn, xã…", "Drawing hamlets and communes…"))
    country = draw_country()
    tell(Text("Ghi đơn vị hành chính…", "Writing administrative units…"))
    units = write_units(connection, country)
    write_figures(connection, country, units)
    tell(Text("Đặt đường, địa điểm, thiết bị…", "Placing roads, places and assets…"))
    inventory, streets = furnish(country)
    tell(Text("Ghi các lớp bản đồ…", "Writing the layers…"))
    inventory.write(connection)
    tell(Text("Ghi địa chỉ số…", "Writing digital addresses…"))
    write_addresses(connection, country, units, inventory, streets)


def furnish(country: Country) -> tuple[Inventory, list[Street]]:
    """Everything that stands in the country but its houses, and the streets for those."""
    inventory = Inventory()
    streets = lay_roads(country, plan_network(country), inventory)
    place_all(country, inventory)
    add_regulated(country, inventory)
    install_wifi(country, inventory)
    install_assets(country, inventory)
    count_people(country, inventory)
    return inventory, streets


def _silent(_message: Text) -> None:
    return
