-- A second factor (TOTP, RFC 6238) of an account.
CREATE TABLE account_second_factor (
    account_id   bigint PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    sealed       bytea NOT NULL,                       -- the secret, sealed with the installation's secret key
    begun_at     timestamptz NOT NULL DEFAULT now(),
    confirmed_at timestamptz,                          -- NULL: no code of it was given yet, and it counts for nothing
    last_step    bigint NOT NULL DEFAULT 0,            -- of the last code that was used: no code is used twice
    wrong_codes  integer NOT NULL DEFAULT 0            -- since the last right one
);
-- Each opens once, when the telephone is lost.
CREATE TABLE account_recovery_code (
    account_id bigint NOT NULL REFERENCES account_second_factor ON DELETE CASCADE,
    code_hash  bytea NOT NULL CHECK (length(code_hash) = 32),  -- SHA-256 of 79 bits of chance
    PRIMARY KEY (account_id, code_hash)
);
-- Whoever was let in by a provider of identities has shown there what that asks for.
ALTER TABLE account_session ADD COLUMN opened_by text NOT NULL DEFAULT 'password'
    CHECK (opened_by IN ('password', 'provider'));
