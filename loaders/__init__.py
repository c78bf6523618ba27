"""Files into PostGIS: read, decode, locate, fit, write. Imports layers; never geo_api."""
