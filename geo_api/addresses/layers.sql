-- The register as a layer. A dwelling is never in a map of the public: it is found by its exact code alone.
CREATE FUNCTION layer.is_open_address(kind text, status text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN status = 'assigned' AND kind NOT IN ('dwelling', 'flat');

-- A point says itself what it is and who may see it (`layer.show_address`). The rest is looked up only where it is asked
-- for: joined, it would be, for every point of a tile.
CREATE VIEW layer.addresses AS
SELECT p.addressable_id AS id, c.code, p.shown_as AS kind,
       (SELECT a.status FROM addressable a WHERE a.id = p.addressable_id) AS status,
       (SELECT t.number FROM address_text t WHERE t.addressable_id = p.addressable_id AND upper_inf(t.valid)) AS number,
       (SELECT t.street FROM address_text t WHERE t.addressable_id = p.addressable_id AND upper_inf(t.valid)) AS street,
       (SELECT h.full_name FROM address_text t
          JOIN layer.unit_versions h ON h.unit_id = t.hamlet_id AND h.on_record AND h.valid @> current_date
         WHERE t.addressable_id = p.addressable_id AND upper_inf(t.valid)) AS hamlet,
       p.accuracy_m, p.geom, p.geom_3857, p.is_public, p.unit_versions
  FROM address_point p
  LEFT JOIN address_code c ON c.addressable_id = p.addressable_id
 WHERE p.position = 'main_entrance' AND upper_inf(p.valid);
