-- Pictures that are not needed any more go (docs/decisions/0024). What remains is the event, which says which photo it was.

-- Photos of gates, so many days after the address got its code or was given up: turned down, or begun and not gone on with. Those of plates stay: they show no more than the plate.
CREATE FUNCTION register.photos_to_prune(days integer, OUT photo bigint, OUT address bigint) RETURNS SETOF record
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT f.id, f.addressable_id
      FROM address_photo AS f
      JOIN addressable AS a ON a.id = f.addressable_id
      LEFT JOIN address_code AS c ON c.addressable_id = a.id
     WHERE f.purpose = 'gate'
       AND (c.effective_on <= current_date - days OR a.status IN ('draft', 'returned', 'rejected') AND a.changed_at < current_date - days
            -- A new picture of an old draft is needed: somebody goes on with it.
            AND f.stored_at < current_date - days)
     ORDER BY f.id
$$;

-- Deletes at most so many of them, and says so in the events of their addresses. Nobody may ask for less than thirty days: until then
-- an address is complained about. Gives the ids of photos and addresses; one caller works at a time, others are given none.
CREATE FUNCTION register.prune_photos(days integer, most integer, OUT photo bigint, OUT address bigint) RETURNS SETOF record
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF days < 30 THEN
        RAISE EXCEPTION 'photos are kept for 30 days at least' USING ERRCODE = 'check_violation';
    ELSIF NOT pg_try_advisory_xact_lock(7221912) THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH gone AS (
        DELETE FROM address_photo AS f
         WHERE f.id IN (SELECT p.photo FROM register.photos_to_prune(days) AS p LIMIT most)
        RETURNING f.id, f.addressable_id),
    noted AS (
        INSERT INTO address_event (addressable_id, version, step, status_before, status_after, details)
        SELECT a.id, a.version, 'photos_pruned', a.status, a.status,
               jsonb_build_object('photos', jsonb_agg(g.id ORDER BY g.id), 'days', days)
          FROM gone AS g JOIN addressable AS a ON a.id = g.addressable_id GROUP BY a.id)
    SELECT g.id, g.addressable_id FROM gone AS g ORDER BY g.id;
END $$;
