"""CQL2 (OGC 21-065r2): a filter as text or JSON → one tree → a condition in SQL with all values bound. Pure."""

from geo_api.features.cql2.json_form import parse_json
from geo_api.features.cql2.sql import Condition, condition_of
from geo_api.features.cql2.text import parse_text

__all__ = ["Condition", "condition_of", "parse_json", "parse_text"]
