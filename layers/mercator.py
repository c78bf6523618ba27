"""The map's plane, Web Mercator (EPSG:3857), and the units that tiles are drawn in."""

# Side of the whole map: the equator of a sphere with the radius of the ellipsoid's, 6,378,137 m.
WORLD_METRES = 40075016.685578488
# Of a tile's side, as PostGIS and every reader of vector tiles take it unless told otherwise.
TILE_UNITS = 4096
