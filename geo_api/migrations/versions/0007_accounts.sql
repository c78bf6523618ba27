-- Who may sign in, as what, and who is signed in. No role that answers the public has any right on these.
CREATE TABLE account (
    id                   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name                 text NOT NULL CHECK (name = normalize(name, NFC)),
    -- Two names that look alike to a person in a hurry are one.
    name_key             text GENERATED ALWAYS AS (fold_vi(name)) STORED UNIQUE,
    password_hash        text NOT NULL,                -- Argon2id, with its parameters and salt
    must_change_password boolean NOT NULL,
    password_changed_at  timestamptz NOT NULL DEFAULT now(),
    created_at           timestamptz NOT NULL DEFAULT now(),
    created_by           text NOT NULL DEFAULT session_user,
    signed_in_at         timestamptz,                  -- the last time
    disabled_at          timestamptz
);
CREATE TABLE account_role (
    account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    role       text NOT NULL CHECK (role IN ('public', 'collector', 'verifier', 'approver', 'commune_editor', 'planner',
                                             'rule_editor', 'asset_owner', 'auditor', 'admin')),
    unit_id    bigint REFERENCES unit,                 -- NULL: everywhere
    valid      daterange NOT NULL CHECK (NOT isempty(valid)),
    granted_at timestamptz NOT NULL DEFAULT now(),
    granted_by text NOT NULL DEFAULT session_user,
    EXCLUDE USING gist (account_id WITH =, role WITH =, coalesce(unit_id, 0) WITH =, valid WITH &&)
);
CREATE TABLE account_session (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),  -- SHA-256; the token itself is only in the browser
    account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    seen_at    timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,                   -- however busy it is
    user_agent text NOT NULL CHECK (length(user_agent) <= 200)
);
CREATE INDEX ON account_session (account_id);
CREATE INDEX ON account_session (expires_at);
-- Attempts to sign in that have not succeeded. What was typed as a name may have been a password: only hashes are kept.
CREATE TABLE sign_in_attempt (
    name_hash    bytea NOT NULL,
    address_hash bytea NOT NULL,
    at           timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX ON sign_in_attempt (name_hash, at);
CREATE INDEX ON sign_in_attempt (address_hash, at);
CREATE INDEX ON sign_in_attempt (at);
