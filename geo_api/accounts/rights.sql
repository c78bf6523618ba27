-- What the service may do about accounts. Making, disabling and giving roles is the owner's: a command, not a request.
GRANT SELECT ON account, account_role TO wardmap_accounts;
GRANT UPDATE (password_hash, must_change_password, password_changed_at, signed_in_at) ON account TO wardmap_accounts;
GRANT SELECT, INSERT, DELETE, UPDATE (seen_at) ON account_session TO wardmap_accounts;
GRANT SELECT, INSERT, DELETE ON sign_in_attempt TO wardmap_accounts;
