-- Gives an event its place and its hash when its transaction commits: until then it waits for nobody, and from then on
-- others wait for this commit alone. hash = sha256(hash before || the event's fields, each as "length:text" or "-").
-- `audit/chain.py` computes the same from the columns.
CREATE OR REPLACE FUNCTION public.seal_audit_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    place bigint;
    before bytea;
    sealed bytea;
BEGIN
    INSERT INTO public.audit_head AS head (seq, hash) VALUES (1, '')
        ON CONFLICT (only_one) DO UPDATE SET seq = head.seq + 1 RETURNING seq, hash INTO place, before;
    SELECT sha256(before || convert_to(string_agg(coalesce(octet_length(part) || ':' || part, '-'), ',' ORDER BY n), 'UTF8'))
      INTO sealed
      FROM unnest(ARRAY[place::text, NEW.id::text, extract(epoch FROM NEW.at)::text, NEW.action, NEW.actor,
                        NEW.account_id::text, NEW.via, NEW.address, NEW.audience, NEW.subject, NEW.details::text,
                        NEW.reason]) WITH ORDINALITY AS parts (part, n);
    UPDATE public.audit_head SET hash = sealed;
    INSERT INTO public.audit_seal (seq, event_id, hash) VALUES (place, NEW.id, sealed);
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
