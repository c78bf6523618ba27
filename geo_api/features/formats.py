"""The forms of what is answered under `/ogc`."""

from geo_api.formats import HTML, Format

GEOJSON = "application/geo+json"
JSON = "application/json"
VARY = "Accept, Accept-Encoding, Accept-Language"
DOCUMENT = Format("json", JSON, "JSON")
SCHEMA = Format("json", "application/schema+json", "JSON Schema")
FEATURES = Format("json", GEOJSON, "GeoJSON", (JSON,))
CSV = Format("csv", "text/csv", "CSV")
FLATGEOBUF = Format("fgb", "application/flatgeobuf", "FlatGeobuf", ("application/vnd.flatgeobuf",))
# The first is given to whoever has no wish.
DOCUMENT_FORMATS = (DOCUMENT, HTML)
# Clients that know of no schemas ask for plain JSON, and take nothing else.
SCHEMA_FORMATS = (SCHEMA, DOCUMENT)
ITEM_FORMATS = (FEATURES, HTML)
ITEMS_FORMATS = (FEATURES, HTML, CSV, FLATGEOBUF)
