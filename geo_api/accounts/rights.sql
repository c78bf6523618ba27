-- What the service may do about accounts when people sign in: neither make accounts nor give roles.
GRANT SELECT ON account, account_role TO wardmap_accounts;
GRANT UPDATE (password_hash, must_change_password, password_changed_at, signed_in_at) ON account TO wardmap_accounts;
GRANT SELECT, INSERT, DELETE, UPDATE (seen_at) ON account_session TO wardmap_accounts;
GRANT SELECT, INSERT, DELETE ON sign_in_attempt TO wardmap_accounts;
GRANT SELECT, INSERT, DELETE, UPDATE (last_used_at, last_used_from) ON account_token TO wardmap_accounts;
GRANT SELECT, INSERT ON account_token_role TO wardmap_accounts;
GRANT SELECT, INSERT (account_id, sealed), DELETE, UPDATE (sealed, begun_at, confirmed_at, last_step, wrong_codes)
   ON account_second_factor TO wardmap_accounts;
GRANT SELECT, INSERT, DELETE ON account_recovery_code TO wardmap_accounts;
-- And what an administrator may do through it: no password is read, nobody renamed or deleted, no session opened.
GRANT SELECT (id, name, name_key, must_change_password, password_changed_at, created_at, created_by, signed_in_at,
              disabled_at) ON account TO wardmap_administration;
GRANT INSERT (name, password_hash, must_change_password, created_by),
      UPDATE (password_hash, must_change_password, password_changed_at, disabled_at) ON account TO wardmap_administration;
GRANT SELECT, INSERT (account_id, role, unit_id, valid, granted_by), UPDATE (valid), DELETE ON account_role
   TO wardmap_administration;
GRANT SELECT (account_id, created_at, seen_at, expires_at, user_agent), DELETE ON account_session
   TO wardmap_administration;
GRANT SELECT (id, account_id, name, may_write, created_at, expires_at, last_used_at, last_used_from), DELETE
   ON account_token TO wardmap_administration;
GRANT SELECT ON account_token_role TO wardmap_administration;
GRANT SELECT (account_id, begun_at, confirmed_at), DELETE ON account_second_factor TO wardmap_administration;
-- Units by name, and what became of those that ended.
GRANT SELECT ON unit_version, unit_code, unit_lineage, unit_event TO wardmap_administration;
