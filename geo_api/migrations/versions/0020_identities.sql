-- Who signs in elsewhere: accounts known by what a provider of identities (OpenID Connect) calls them.
CREATE TABLE account_identity (
    issuer     text NOT NULL,
    subject    text NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),  -- never given to another person by that issuer
    account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    made_at    timestamptz NOT NULL DEFAULT now(),
    made_by    text NOT NULL DEFAULT session_user,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX ON account_identity (account_id);
-- Such an account has no password: nobody can sign in to it by one.
ALTER TABLE account ALTER COLUMN password_hash DROP NOT NULL;
ALTER TABLE account ADD CONSTRAINT account_first_password CHECK (password_hash IS NOT NULL OR NOT must_change_password);
-- Roles that a provider's claims gave are written anew at each sign-in; those given by hand are left alone, and may be
-- the same ones.
ALTER TABLE account_role ADD COLUMN source text NOT NULL DEFAULT 'hand' CHECK (source IN ('hand', 'oidc'));
ALTER TABLE account_role DROP CONSTRAINT account_role_account_id_role_coalesce_valid_excl;
ALTER TABLE account_role ADD CONSTRAINT account_role_once EXCLUDE USING gist (
    account_id WITH =, role WITH =, coalesce(unit_id, 0) WITH =, source WITH =, valid WITH &&);
-- Sign-ins that were begun and have not come back from the provider. Each is used once.
CREATE TABLE oidc_sign_in (
    ticket_hash  bytea PRIMARY KEY CHECK (length(ticket_hash) = 32),  -- SHA-256; the ticket is in the browser's cookie
    state        text NOT NULL,
    nonce        text NOT NULL,
    verifier     text NOT NULL,
    next         text NOT NULL,
    address_hash bytea NOT NULL,
    expires_at   timestamptz NOT NULL
);
CREATE INDEX ON oidc_sign_in (expires_at);
CREATE INDEX ON oidc_sign_in (address_hash);
