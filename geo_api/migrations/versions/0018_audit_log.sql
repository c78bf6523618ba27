-- Who did or saw what. Rows are only ever added; the functions and triggers that hold to it stand in audit/guard.sql.
CREATE TABLE audit_event (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    action     text NOT NULL,
    actor      text NOT NULL,                     -- name of the account, or of whoever ran the command
    account_id bigint,                            -- no reference: the record outlives the account
    via        text NOT NULL,                     -- session, token, command, …
    address    text,                              -- from where
    audience   text,                              -- as what kind of official it was read
    subject    text NOT NULL DEFAULT '',          -- account/12, addresses/345, load/7
    details    jsonb NOT NULL DEFAULT '{}',
    reason     text
);
CREATE INDEX ON audit_event (actor, id);
CREATE INDEX ON audit_event (action, id);
CREATE INDEX ON audit_event (subject, id) WHERE subject <> '';
CREATE INDEX ON audit_event (at);
-- The place of an event in the chain, written when its transaction commits. No number is left out.
CREATE TABLE audit_seal (
    seq      bigint PRIMARY KEY,
    event_id bigint NOT NULL UNIQUE,
    hash     bytea NOT NULL
);
-- The last seal: one row, on which writers wait for one another, or none before the first event.
CREATE TABLE audit_head (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    seq      bigint NOT NULL,
    hash     bytea NOT NULL
) WITH (fillfactor = 10);
