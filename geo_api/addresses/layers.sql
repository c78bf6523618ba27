-- The register as a layer. A dwelling is never in a map of the public: it is found by its exact code alone.
CREATE FUNCTION layer.is_open_address(kind text, status text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN status = 'assigned' AND kind NOT IN ('dwelling', 'flat');

-- What is not asked for is not looked up: joined, the text would be, for every point of a tile.
CREATE VIEW layer.addresses AS
SELECT a.id, c.code, a.kind, a.status,
       (SELECT t.number FROM address_text t WHERE t.addressable_id = a.id AND upper_inf(t.valid)) AS number,
       (SELECT t.street FROM address_text t WHERE t.addressable_id = a.id AND upper_inf(t.valid)) AS street,
       (SELECT h.full_name FROM address_text t JOIN layer.units h ON h.id = t.hamlet_id AND h.valid @> current_date
         WHERE t.addressable_id = a.id AND upper_inf(t.valid)) AS hamlet,
       p.accuracy_m, p.geom, p.geom_3857,
       layer.is_open_address(a.kind, a.status) AS is_public
  FROM address_point p
  JOIN addressable a ON a.id = p.addressable_id
  LEFT JOIN address_code c ON c.addressable_id = a.id
 WHERE p.position = 'main_entrance' AND upper_inf(p.valid);
