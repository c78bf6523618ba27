-- What programs show instead of a session: for an account, with no more than some of its roles, for a time.
CREATE TABLE account_token (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id     bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    token_hash     bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),  -- SHA-256; the token itself is kept nowhere
    name           text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    may_write      boolean NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    expires_at     timestamptz NOT NULL CHECK (expires_at <= created_at + interval '366 days'),
    last_used_at   timestamptz,
    last_used_from text                                -- the address, of IPv6 its first 64 bits
);
CREATE INDEX ON account_token (account_id);
CREATE TABLE account_token_role (
    token_id bigint NOT NULL REFERENCES account_token ON DELETE CASCADE,
    role     text NOT NULL,
    unit_id  bigint REFERENCES unit                    -- NULL: wherever the account holds the role
);
CREATE UNIQUE INDEX ON account_token_role (token_id, role, coalesce(unit_id, 0));
