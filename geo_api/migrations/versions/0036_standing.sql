-- What an address, its main entrance of today and its words of today say of it, in one row that is kept by their triggers
-- (`addresses/sql/standing.sql`): the office counts and queues a commune without a look into all three.
CREATE TABLE address_standing (
    addressable_id bigint PRIMARY KEY REFERENCES addressable ON DELETE CASCADE,
    unit_versions  bigint[] NOT NULL,
    hamlet_id      bigint,
    status         text NOT NULL,
    is_suspended   boolean NOT NULL,
    collected_by   bigint,
    submitted_at   timestamptz
-- Room on each page: a step changes nothing that is indexed, and so writes no index.
) WITH (fillfactor = 80);
INSERT INTO address_standing
SELECT a.id, coalesce(p.unit_versions, '{}'), t.hamlet_id, a.status, a.is_suspended, a.collected_by, a.submitted_at
  FROM addressable AS a
  JOIN address_point AS p ON p.addressable_id = a.id AND p.position = 'main_entrance' AND upper_inf(p.valid)
  LEFT JOIN address_text AS t ON t.addressable_id = a.id AND upper_inf(t.valid);
CREATE INDEX ON address_standing USING gin (unit_versions) WITH (fastupdate = off);
CREATE INDEX ON address_standing (collected_by) WHERE collected_by IS NOT NULL;
