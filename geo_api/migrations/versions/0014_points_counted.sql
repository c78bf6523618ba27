-- Points seen from afar: counted by cells, 64 × 64 in a tile, for every zoom at which they are too many to be drawn.

-- The views read the columns; migrating makes them again.
DROP SCHEMA IF EXISTS map_public, map_staff, layer CASCADE;

-- What is counted, and how: a query over `rows`, those of `base` (layer, id, is_public, value, place).
CREATE TABLE point_count (
    layer text PRIMARY KEY,
    base  text NOT NULL,
    query text NOT NULL
);
-- A ledger: what is written adds rows, with n below zero for what goes, and nobody waits for anybody; a reader sums. A
-- cell with n = 1 is that point: its sums are its place and its identity.
CREATE TABLE point_cell (
    layer     text NOT NULL,
    zoom      smallint NOT NULL,
    cell      bigint NOT NULL,             -- along a Z-shaped curve: the cells of a tile follow each other
    is_public boolean NOT NULL,
    value     text,                        -- of the field by whose choices the layer is counted
    n         integer NOT NULL,
    sum_x     bigint NOT NULL,             -- centimetres of EPSG:3857
    sum_y     bigint NOT NULL,
    sum_id    bigint NOT NULL,
    is_folded boolean NOT NULL DEFAULT false
) PARTITION BY LIST (layer);
CREATE INDEX ON point_cell (zoom, cell);
CREATE INDEX ON point_cell (zoom, cell) WHERE NOT is_folded;

-- What an address shows of the thing it belongs to, so that one row says all that is counted of it.
ALTER TABLE address_point ADD COLUMN shown_as text, ADD COLUMN is_public boolean NOT NULL DEFAULT false;
UPDATE address_point AS p SET shown_as = a.kind, is_public = a.status = 'assigned' AND a.kind NOT IN ('dwelling', 'flat')
  FROM addressable AS a WHERE a.id = p.addressable_id;
