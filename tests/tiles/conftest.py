"""What tests of tiles share."""

from collections.abc import Callable, Iterator
from types import ModuleType

import pytest

from geo_api.tiles.plan import tile_sql

Limit = Callable[[ModuleType, str, int], None]


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> Iterator[Limit]:
    """Gives a limit of tiles, by its module and name, another value; statements already written bear the old one."""

    def limit(module: ModuleType, name: str, value: int) -> None:
        monkeypatch.setattr(module, name, value)
        tile_sql.cache_clear()

    yield limit
    tile_sql.cache_clear()
