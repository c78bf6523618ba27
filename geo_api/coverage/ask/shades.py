"""The colours of a rule's results, for maps that others draw."""

from datetime import date

from geo_api.coverage.ask.classes import share_classes
from geo_api.coverage.ask.queries import OWN_LEVEL, UNITS_OF_LEVEL, shares_statement
from geo_api.coverage.rules.book import public_book
from geo_api.db import schema_of
from geo_api.reading import ReadAs
from geo_api.share_classes import Shades

# As the page of planners has them.
_PASSED, _FAILED = "#4a92c4", "#d67a2c"
_UNKNOWN, _NOT_APPLICABLE = "#e3e5e8", "#f3f4f5"
_LAYERS = {OWN_LEVEL, *UNITS_OF_LEVEL.values()}


def shades_of(reader: ReadAs, rule: str, layer: str, at: date) -> Shades | None:
    """Those of `share_classes`, over the units that `layer` has of the rule on that day."""
    wanted = public_book(reader.database).rules.get(rule)
    if wanted is None or layer not in _LAYERS:
        return None
    rows = reader.rows(shares_statement(schema_of(reader.audience), rule, at, layer))
    classes = share_classes(wanted.document, [row.share for row in rows])
    return Shades([(each.first, each.color) for each in classes], _PASSED, _FAILED, _UNKNOWN, _NOT_APPLICABLE)
