"""A city for benchmarks: the sample's communes and hamlets, and as many addresses and wifi points as are asked for."""

from sqlalchemy import Engine, text

from geo_api.sample import fill
from loaders.units.drawn.store import redraw

# Scattered about the sample's own addresses, as houses stand about houses. All offices: what the public may see.
_ADDRESSES = """
WITH made AS (INSERT INTO addressable (kind, status)
              SELECT 'office', 'assigned' FROM generate_series(1, :count) RETURNING id),
     numbered AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM made),
     spots AS (SELECT geom, row_number() OVER (ORDER BY id) AS n FROM address_point WHERE method = 'sample')
INSERT INTO address_point (addressable_id, position, valid, geom, method)
SELECT m.id, 'main_entrance', '[2025-07-01,)',
       ST_SetSRID(ST_MakePoint(ST_X(s.geom) + (random() - 0.5) * 0.01, ST_Y(s.geom) + (random() - 0.5) * 0.01), 4326),
       'gnss'
  FROM numbered AS m JOIN spots AS s ON s.n = 1 + m.n % (SELECT count(*) FROM spots)
 -- As they lie on the ground: rows of one tile on few pages.
 ORDER BY s.geom
"""
_WIFI = """
INSERT INTO feature (layer, key, name, status, attributes, geom, load_id, source_row)
SELECT 'wifi', 'bench-' || n, 'Wifi ' || n, 'active', '{}',
       ST_SetSRID(ST_MakePoint(ST_X(geom) + (random() - 0.5) * 0.01, ST_Y(geom) + (random() - 0.5) * 0.01), 4326),
       (SELECT max(id) FROM load), n
  FROM (SELECT geom, row_number() OVER (ORDER BY random()) AS n FROM address_point) AS s WHERE n <= :count
"""
_COMMUNES = """
WITH today AS (SELECT v.name, v.geom, row_number() OVER (ORDER BY v.id) AS n
                 FROM unit_version AS v JOIN unit AS u ON u.id = v.unit_id AND u.level = 'commune'
                WHERE upper_inf(v.recorded) AND v.valid @> current_date),
     made AS (INSERT INTO unit (level) SELECT 'commune' FROM today, generate_series(1, :copies) RETURNING id),
     numbered AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM made)
INSERT INTO unit_version (unit_id, valid, name, kind, geom, geom_status)
SELECT m.id, '(,)', t.name, 'xã', ST_Translate(t.geom, 0.8 * (1 + copy / 8), 0.7 * (copy % 8)), 'sketch'
  FROM (SELECT id, n % (SELECT count(*) FROM today) + 1 AS n, n / (SELECT count(*) FROM today) AS copy
          FROM numbered) AS m JOIN today AS t USING (n)
"""
# What a peer is given: a plain table with its index, the attributes that our tiles carry too.
_PEER = """
CREATE SCHEMA peer;
CREATE TABLE peer.addresses AS
SELECT id::integer AS id, code, kind, status, number, geom_3857::geometry(Point, 3857) AS geom
  FROM map_public.addresses ORDER BY geom_3857;
CREATE TABLE peer.wifi AS
SELECT id::integer AS id, name, status, geom_3857::geometry(Point, 3857) AS geom
  FROM map_public.wifi ORDER BY geom_3857;
CREATE TABLE peer.communes AS
SELECT id::integer AS id, unit_id, name, full_name, kind, code, geom_status,
       geom_3857::geometry(MultiPolygon, 3857) AS geom
  FROM map_public.communes WHERE valid @> current_date ORDER BY geom_3857;
ALTER TABLE peer.addresses ADD PRIMARY KEY (id);
ALTER TABLE peer.wifi ADD PRIMARY KEY (id);
ALTER TABLE peer.communes ADD PRIMARY KEY (id);
CREATE INDEX ON peer.addresses USING gist (geom);
CREATE INDEX ON peer.wifi USING gist (geom);
CREATE INDEX ON peer.communes USING gist (geom);
"""


def build(engine: Engine, addresses: int, wifi: int) -> None:
    """Fill an empty migrated database with the sample, then up to so many public addresses and wifi points more."""
    fill(engine.url)
    add_addresses(engine, addresses)
    finish(engine, wifi)


def add_addresses(engine: Engine, count: int) -> None:
    with engine.begin() as connection:
        connection.execute(text(_ADDRESSES), {"count": count})
    _tidy(engine)


def add_communes(engine: Engine, copies: int) -> None:
    """The communes of today so many times more, side by side."""
    with engine.begin() as connection:
        connection.execute(text(_COMMUNES), {"copies": copies})
        redraw(connection)
    _tidy(engine)


def finish(engine: Engine, wifi: int) -> None:
    """Up to so many wifi points, and the tables of the peers."""
    with engine.begin() as connection:
        connection.execute(text(_WIFI), {"count": wifi})
        connection.execute(text(_PEER))
    _tidy(engine)


def _tidy(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
