-- Gives events their places and their hashes when their transaction commits: until then it waits for nobody, and from then
-- on others wait for this commit alone. All of a transaction at once, by the first: the head is written once.
-- hash = sha256(hash before || the event's fields, each as "length:text" or "-"); `audit/chain.py` computes the same.
-- The planner does not know that few events are the newest: it is left no way but the index.
CREATE OR REPLACE FUNCTION public.seal_audit_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
    place bigint;
    sealed bytea;
    event record;
BEGIN
    IF EXISTS (SELECT FROM public.audit_seal WHERE event_id = NEW.id) THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.audit_head (seq, hash) SELECT 0, '' WHERE NOT EXISTS (SELECT FROM public.audit_head)
        ON CONFLICT DO NOTHING;
    SELECT seq, hash INTO STRICT place, sealed FROM public.audit_head WHERE only_one FOR UPDATE;
    -- Those of others that are committed meanwhile are sealed already; there are few behind the first of ours.
    FOR event IN SELECT * FROM public.audit_event AS e WHERE e.id >= NEW.id ORDER BY e.id LOOP
        CONTINUE WHEN EXISTS (SELECT FROM public.audit_seal WHERE event_id = event.id);
        place := place + 1;
        SELECT sha256(sealed || convert_to(
                   string_agg(coalesce(octet_length(part) || ':' || part, '-'), ',' ORDER BY n), 'UTF8'))
          INTO sealed
          FROM unnest(ARRAY[place::text, event.id::text, extract(epoch FROM event.at)::text, event.action, event.actor,
                            event.account_id::text, event.via, event.address, event.audience, event.subject,
                            event.details::text, event.reason]) WITH ORDINALITY AS parts (part, n);
        INSERT INTO public.audit_seal (seq, event_id, hash) VALUES (place, event.id, sealed);
    END LOOP;
    UPDATE public.audit_head SET seq = place, hash = sealed WHERE only_one;
    RETURN NULL;
END $$;

-- Events are only added; seals and the head are written by the trigger above and by nobody else. The setting is what
-- `wardmap audit prune` says; it fences off the owner's mistakes. The roles of the service have no right to begin with.
CREATE OR REPLACE FUNCTION public.keep_audit_log() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('wardmap.audit_pruning', true) = 'on'
       OR TG_OP IN ('INSERT', 'UPDATE') AND TG_TABLE_NAME <> 'audit_event' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the audit log is only added to: % on % is not done', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

-- ALWAYS: also where triggers are off for a session (session_replication_role). What is there already is left alone.
DO $$
DECLARE
    wanted record;
BEGIN
    FOR wanted IN VALUES
        ('audit_event', 'seal', 'CONSTRAINT TRIGGER seal AFTER INSERT ON public.audit_event'
                                ' DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.seal_audit_event()'),
        ('audit_event', 'keep', 'TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON public.audit_event'
                                ' EXECUTE FUNCTION public.keep_audit_log()'),
        ('audit_seal', 'keep', 'TRIGGER keep BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.audit_seal'
                               ' EXECUTE FUNCTION public.keep_audit_log()'),
        ('audit_head', 'keep', 'TRIGGER keep BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.audit_head'
                               ' EXECUTE FUNCTION public.keep_audit_log()')
    LOOP
        IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = to_regclass('public.' || wanted.column1)
                          AND tgname = wanted.column2) THEN
            EXECUTE 'CREATE ' || wanted.column3;
        END IF;
        IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = to_regclass('public.' || wanted.column1)
                          AND tgname = wanted.column2 AND tgenabled = 'A') THEN
            EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER %I', wanted.column1, wanted.column2);
        END IF;
    END LOOP;
END $$;
