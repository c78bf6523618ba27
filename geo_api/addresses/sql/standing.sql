-- `address_standing` follows an address, its main entrance and its words. Each writes its own columns alone: two at once never take
-- back what the other wrote.
SELECT layer.after_writes('address_point', 'stand', 'addressable_id, position, valid, unit_versions', $$
    , touched AS (SELECT DISTINCT addressable_id AS id FROM rows WHERE position = 'main_entrance'),
    here AS (SELECT t.id, coalesce(p.unit_versions, '{}') AS unit_versions FROM touched AS t
               JOIN address_point AS p ON p.addressable_id = t.id AND p.position = 'main_entrance' AND upper_inf(p.valid)),
    gone AS (DELETE FROM address_standing AS s USING touched AS t
              WHERE s.addressable_id = t.id AND NOT EXISTS (SELECT FROM here WHERE here.id = t.id))
    INSERT INTO address_standing AS s
    SELECT a.id, here.unit_versions, t.hamlet_id, a.status, a.is_suspended, a.collected_by, a.submitted_at
      FROM here
      JOIN addressable AS a USING (id)
      LEFT JOIN address_text AS t ON t.addressable_id = a.id AND upper_inf(t.valid)
        ON CONFLICT (addressable_id) DO UPDATE SET unit_versions = EXCLUDED.unit_versions
     WHERE s.unit_versions <> EXCLUDED.unit_versions;
$$);
SELECT layer.after_writes('address_text', 'stand', 'addressable_id, valid, hamlet_id', $$
    UPDATE address_standing AS s SET hamlet_id = t.hamlet_id
      FROM (SELECT DISTINCT addressable_id AS id FROM rows) AS touched
      LEFT JOIN address_text AS t ON t.addressable_id = touched.id AND upper_inf(t.valid)
     WHERE s.addressable_id = touched.id AND s.hamlet_id IS DISTINCT FROM t.hamlet_id;
$$);
SELECT layer.after_writes('addressable', 'stand', 'id, status, is_suspended, collected_by, submitted_at', $$
    UPDATE address_standing AS s
       SET status = r.status, is_suspended = r.is_suspended, collected_by = r.collected_by, submitted_at = r.submitted_at
      FROM rows AS r WHERE s.addressable_id = r.id AND r.sign > 0;
$$);

-- While units change nobody writes to the register: whoever did could not see the boundaries that are about to hold, and their address
-- would lie in units of before for ever. And steps write an address before its place, a change of units the place before all else: they
-- would wait for each other. Every writer of the register begins with `addressable`.
CREATE FUNCTION register.wait_for_officers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    LOCK TABLE addressable IN EXCLUSIVE MODE;
    RETURN NULL;
END $$;
CREATE TRIGGER wait_for_officers BEFORE INSERT OR UPDATE OR DELETE ON unit_version
    FOR EACH STATEMENT EXECUTE FUNCTION register.wait_for_officers();
